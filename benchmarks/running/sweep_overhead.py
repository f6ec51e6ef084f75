"""What a sweep costs beside the solving: launcher time per case and memory, at 5000 planar cases.

The cases are solved by a stand-in that hands back one stored solution at once, so that what remains
is the launcher's and the worker's own work: reading the study, hashing, handing out, writing
result, log and record to the disk, examining, the table. The same is done with a tenth of the
cases; memory that grew with the cases would show between the two. Processor time is that of
launcher and worker together, which other work on the machine does not lengthen.

    .venv/bin/python benchmarks/running/sweep_overhead.py [CASES]
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SITE = '''"""Replace solving by handing back one solution; loaded by every worker at its start."""
import sys
if any("planar_worker" in word for word in sys.orig_argv):
    import sim.solve
    from dataclasses import replace
    from sim.config.loader import dump_study
    solve, kept = sim.solve.solve_case, []
    def stand_in(study, context):
        if not kept:
            kept.append(solve(study, context))
        return replace(kept[0], name=study.name, config_yaml=dump_study(study))
    sim.solve.solve_case = stand_in
'''
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Measured:
    """Wall seconds of a first and a second launch, processor seconds of the first, memory in MB."""

    first_s: float
    second_s: float
    cpu_s: float
    memory_mb: float


def sweep(cases: int, folder: Path) -> Measured:
    """Run a study twice; the second time nothing is left to do."""
    (folder / "base.yaml").write_text(
        "schema: 1\nname: base\n"
        f"device: {os.path.relpath(ROOT / 'configs/devices/zhang2025_film.yaml', folder)}\n"
        "optics: {method: planar, wavelengths: 1}\nelectrical: {model: compact}\n"
    )
    study = folder / f"study{cases}.yaml"
    study.write_text(
        f"schema: 1\nname: overhead{cases}\nbase: base.yaml\nsweep:\n  axes:\n"
        "    - {path: device.layers.etl.thickness, low: 20 nm, high: 90 nm, "
        f"count: {cases}}}\n"
    )
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(SITE)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    seconds, cpu, memory = [], [], 0.0
    for _ in range(2):
        started = time.perf_counter()
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from pencsim import main; main()"),
                *("sweep", str(study), "--out", str(folder / f"out{cases}"), "--jobs", "1"),
            ],
            env=environment,
            cwd=ROOT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - started)
        cpu.append(usage.ru_utime + usage.ru_stime)
        memory = max(memory, usage.ru_maxrss / 1024.0)
        if os.waitstatus_to_exitcode(status) not in (0, 3):
            raise SystemExit("the sweep failed")
    return Measured(seconds[0], seconds[1], cpu[0], memory)


def main() -> None:
    """Print the overhead per case."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    print(f"open files allowed: {soft}; load: {os.getloadavg()[0]:.1f}")
    for cases in (max(2, largest // 10), largest):
        with tempfile.TemporaryDirectory(dir=ROOT / "runs") as folder:
            found = sweep(cases, Path(folder))
        print(
            f"{cases} cases: {1e3 * found.first_s / cases:.1f} ms a case "
            f"({1e3 * found.cpu_s / cases:.1f} ms of processor time), with nothing to do "
            f"{1e3 * found.second_s / cases:.1f} ms a case; memory {found.memory_mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
