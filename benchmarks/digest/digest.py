"""Whether a change of the code moves a number, bit for bit: all numbers of some 60 cases as hashes.

Claim: what moves files, renames functions or tidies up leaves every stored and printed number as it
was, to the last bit. A tree is asked through its command line alone and answers with files, so that
this program works on trees that are laid out differently.

    .venv/bin/python benchmarks/digest/digest.py --out before.json      # on the old tree
    .venv/bin/python benchmarks/digest/digest.py --against before.json  # on the new, same machine

Cases: films, pixels by FDTD, by edge and by reciprocity on coarse grids, both electrical models,
sensitivity, calibration, sweeps, searches, tables of figures, drawings, and old result files. Every
one runs on one rank. Numbers are hashed per data set (type, shape and bytes) or per entry of a JSON
file, texts apart: sentences may be worded anew, and --texts says that they may not. Pictures and
printed tables count as texts, the numbers in printed tables as numbers. Left out is what differs
between two runs of one tree (hashes.py: NOT_COMPARED, NOT_FILES). Numbers repeat on one machine
only: another processor has other instructions.

    --only PATTERN    cases whose name holds the pattern, or fits it (*, ?)
    --jobs N          cases at a time; the hashes do not depend on it

Exit status 1: a number differs, a case has failed, or with --texts a text differs.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import resource
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cases import all_cases
from solving import Found, solve_all

Hashes = dict[str, dict[str, str]]
"""Case -> name -> hash."""


def hashes(found: Mapping[str, Found], is_text: bool) -> Hashes:
    """The numbers or the texts of all cases; entries of one name count together, in any order."""
    kept: Hashes = {}
    for case, one in found.items():
        by_name: dict[str, list[str]] = {}
        for entry in one.entries:
            if entry.is_text is is_text:
                by_name.setdefault(entry.name, []).append(entry.sha256)
        kept[case] = {name: " ".join(sorted(same)) for name, same in by_name.items()}
    return kept


def differences(before: Hashes, after: Hashes, cases: Iterable[str]) -> list[str]:
    """One line per data set that differs, is gone or is new."""
    lines = []
    for case in cases:
        old, new = before.get(case, {}), after.get(case, {})
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                how = "is new" if name not in old else "is gone" if name not in new else "differs"
                lines.append(f"{case}: {name} {how}")
    return lines


def compare(before: Mapping[str, Any], after: Mapping[str, Any], only: str, texts: bool) -> bool:
    """Print what differs; whether that is nothing that counts."""
    cases = [name for name in {**before["numbers"], **after["numbers"]} if chosen(name, only)]
    print(f"before: {before['about']['commit']}; now: {after['about']['commit']}")
    worded = differences(before["texts"], after["texts"], cases)
    for line in worded:
        print(f"text  {line}")
    moved = differences(before["numbers"], after["numbers"], cases)
    for line in moved:
        print(f"NUMBER  {line}")
    count = sum(len(after["numbers"].get(case, {})) for case in cases)
    verdict = f"{len(moved)} differ" if moved else "equal"
    print(f"{len(cases)} cases, {count} data sets: {verdict}")
    print(f"{sum(len(after['texts'].get(c, {})) for c in cases)} texts: ", end="")
    print(f"{len(worded)} texts differ" if worded else "equal")
    return not moved and not (texts and worded)


def chosen(name: str, only: str) -> bool:
    """Whether a case is among those asked for."""
    return only in name or fnmatch.fnmatch(name, only)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", metavar="PATTERN", help="Cases of such a name.")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON file of the hashes.")
    parser.add_argument("--against", type=Path, metavar="FILE", help="Hashes of another tree.")
    parser.add_argument("--texts", action="store_true", help="Texts must be equal, too.")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="Cases at a time.")
    parser.add_argument("--list", action="store_true", help="Names of the cases, and no more.")
    return parser.parse_args()


def main() -> int:
    """Run, write and compare; the exit status."""
    asked = arguments()
    cases = [case for case in all_cases() if chosen(case.name, asked.only)]
    if asked.list:
        print("\n".join(case.name for case in cases))
        return 0
    began = time.monotonic()
    found = solve_all(cases, asked.jobs)
    commits = sorted({one.commit for one in found.values() if one.commit})
    data = {
        "about": {"commit": ", ".join(commits), "python": sys.version.split()[0]},
        "numbers": hashes(found, False),
        "texts": hashes(found, True),
    }
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    print(f"{time.monotonic() - began:.0f} s, {spent:.0f} s of processor time")
    if asked.out is not None:
        asked.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    failed = [name for name, one in found.items() if one.error]
    for name in failed:
        print(f"FAILED  {name}: {found[name].error}")
    if asked.against is None:
        count = sum(len(names) for names in hashes(found, False).values())
        print(f"{len(found)} cases, {count} data sets")
        return 1 if failed else 0
    before = json.loads(asked.against.read_text(encoding="utf-8"))
    return 0 if compare(before, data, asked.only, asked.texts) and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
