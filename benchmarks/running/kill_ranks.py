"""How a run ends whose rank is killed: within which time, and with which reason.

    python benchmarks/running/kill_ranks.py CONFIG [--kills 20] [--seed 0]

Starts `pencsim run CONFIG`, kills a random rank by SIGKILL, SIGSEGV or SIGTERM at a random moment
of its stepping, and waits. A line per kill: signal, what was killed, seconds until the command had
ended, its exit status, the reason that it gave, and processes of the job that were left.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

LIMIT_S = 60.0
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM)
_START_S = 120.0


def ranks_of(out: Path) -> list[int]:
    """Processes that work on a result file, by their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"sim.processes.worker" in words and str(out).encode() in words:
            program = Path(os.fsdecode(words[0])).name
            if program.startswith("python"):
                found.append(int(entry.name))
    return sorted(found)


def kill_once(config: Path, overrides: Sequence[str], draw: random.Random) -> bool:
    """One run and one kill; whether it ended in time, with a reason and nothing left."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "case.h5"
        command = [sys.executable, "-m", "pencsim", "run", str(config), "--out", str(out)]
        for change in overrides:
            command += ["--set", change]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
            deadline = time.monotonic() + _START_S
            while len(ranks := ranks_of(out)) < 2 and time.monotonic() < deadline:
                time.sleep(0.1)
            time.sleep(draw.uniform(0.0, 15.0))
            ranks = ranks_of(out)
            if not ranks:
                print("ended before it was killed")
                run.wait()
                return False
            number, victim = draw.choice(SIGNALS), draw.randrange(len(ranks))
            os.kill(ranks[victim], number)
            killed = time.monotonic()
            _, said = run.communicate()
            took = time.monotonic() - killed
        left = len(ranks_of(out))
        reason = said.strip().splitlines()[-1].split(" (log:")[0]
        print(
            f"{number.name:8} rank {victim} of {len(ranks)}  {took:5.1f} s  exit {run.returncode}"
            f"  {reason}  left {left}",
            flush=True,
        )
        return took < LIMIT_S and run.returncode == 1 and number.name in reason and left == 0


def main() -> int:
    """Kill and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    draw = random.Random(given.seed)
    modes = (["run.side_by_side=1"], ["run.side_by_side=2"])
    good = 0
    for number in range(given.kills):
        good += kill_once(given.config, ["run.ranks=2", *modes[number % 2]], draw)
    print(f"{good} of {given.kills} ended within {LIMIT_S:.0f} s with the reason and nothing left")
    return 0 if good == given.kills else 1


if __name__ == "__main__":
    sys.exit(main())
