"""How often the device equations converge: sweeps of devices drawn at random from stated ranges.

    nice python benchmarks/electrical/drift_diffusion_random.py [SETS] [FIRST_SEED]

Prints one line per device that lost a point, then the totals. A device counts as converged when no
point above its turn-on was lost; the aim is 97 % of them, 60 points in less than 20 s on one core.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_variable] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import numpy as np  # noqa: E402
from physics.random_devices import POINTS, random_device, sweep  # noqa: E402


def main(sets: int, first: int) -> None:
    """Solve ``sets`` devices from seed ``first`` on and report."""
    outcomes = []
    for seed in range(first, first + sets):
        drawn = random_device(seed)
        outcome = sweep(drawn)
        outcomes.append(outcome)
        if outcome.lost or outcome.lost_below or outcome.below_floor:
            values = ", ".join(f"{name} {value:.3g}" for name, value in drawn.describe().items())
            print(f"seed {seed}: {outcome}; {values}", flush=True)
    seconds = np.array([outcome.seconds for outcome in outcomes])
    whole = sum(outcome.is_whole for outcome in outcomes)
    resolved = sum(outcome.is_whole and outcome.below_floor == 0 for outcome in outcomes)
    print(
        f"{sets} devices of {POINTS} points: {whole} ({whole / sets:.1%}) converged at every point "
        f"above turn-on ({resolved} with every current above the floor), median "
        f"{np.median(seconds):.1f} s, 95 % below {np.percentile(seconds, 95):.1f} s, "
        f"longest {seconds.max():.1f} s"
    )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 200,
        int(sys.argv[2]) if len(sys.argv) > 2 else 0,
    )
