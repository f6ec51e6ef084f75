"""How many designs a minute a compact twin answers, one at a time and together.

    .venv/bin/python benchmarks/electrical/twin_designs.py [DESIGNS]

A design is a sweep of 81 voltages of a pixel whose yield, Purcell factor, reabsorption, wall, rim
and leakage are its own. Counted: averages of the optics over sheets, wall, rim, shunts and the
balance of every sheet. Not counted: drawing the designs. Processor time of one process, which other
work on the machine lengthens least. The aim is 100 000 a minute.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_variable] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from unit.twin_cases import designs  # noqa: E402

from sim.electrical.twin.model import solve_twin, solve_twins  # noqa: E402

_SINGLE = 200
_DISTINCT = 2000


def main(count: int) -> None:
    """Solve ``count`` designs together and some alone, and report."""
    drawn = designs(_DISTINCT)
    cases = (drawn * (count // _DISTINCT + 1))[:count]
    start, began = time.process_time(), time.perf_counter()
    curves = solve_twins(cases)
    spent, passed = time.process_time() - start, time.perf_counter() - began
    print(
        f"together: {count} designs of {curves.voltage_v.size} voltages in {spent:.1f} s of "
        f"processor time ({passed:.1f} s), {60.0 * count / spent:.0f} a minute"
    )
    start = time.process_time()
    for case in cases[:_SINGLE]:
        solve_twin(case.spec, case.pixel, case.environment)
    spent = time.process_time() - start
    print(f"one at a time: {60.0 * _SINGLE / spent:.0f} a minute")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
