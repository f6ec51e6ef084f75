"""Starting a job, following and ending it, with a program of the test's own as the job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from unit.config_cases import write_case

import sim.processes.launch
from sim.config.loader import load_study
from sim.processes.child import RunError, job_environment
from sim.processes.launch import launch_command, run_study
from sim.processes.lines import MARK
from sim.study import Study


class Recorder:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float, str]] = []

    def start(self, total_units: float, text: str) -> None:
        self.heard.append(("start", total_units, text))

    def update(self, done_units: float, text: str) -> None:
        self.heard.append(("update", done_units, text))

    def finish(self, text: str) -> None:
        self.heard.append(("finish", 0.0, text))

    def warn(self, text: str) -> None:
        self.heard.append(("warn", 0.0, text))


def message(event: str, units: float, text: str) -> str:
    return MARK + json.dumps({"event": event, "units": units, "text": text})


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return load_study(write_case(tmp_path), ["optics.method=fdtd"])


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that stands for the worker; tests write it. It gets CONFIG and OUT."""
    script = tmp_path / "job.py"

    def command(study: Study, ranks: int, config: Path, out: Path) -> list[str]:
        return [sys.executable, str(script), str(config), str(out)]

    monkeypatch.setattr(sim.processes.launch, "launch_command", command)
    monkeypatch.setattr(sim.processes.launch, "environment_problems", lambda *_: [])
    return script


def write_job(script: Path, body: str) -> None:
    head = "import sys, time\nfrom pathlib import Path\nconfig, out = map(Path, sys.argv[1:])\n"
    script.write_text(head + textwrap.dedent(body), encoding="utf-8")


def test_progress_is_passed_on_and_the_rest_logged(study: Study, job: Path, tmp_path: Path) -> None:
    lines = [message("start", 2.0, "runs"), "chatter", message("update", 1.0, "half")]
    lines += [message("warn", 0.0, "careful"), "trailing " + message("finish", 0.0, "ok: done")]
    write_job(job, f"print({chr(10).join(lines)!r})\nout.write_bytes(b'x')\n")
    out, heard = tmp_path / "runs" / "case.h5", Recorder()
    assert run_study(study, out, None, False, heard) == out
    assert heard.heard == [
        ("start", 2.0, "runs"),
        ("update", 1.0, "half"),
        ("warn", 0.0, "careful"),
        ("finish", 0.0, "ok: done"),
    ]
    assert out.with_suffix(".log").read_text(encoding="utf-8") == "chatter\n"


def test_the_job_gets_the_resolved_configuration(study: Study, job: Path, tmp_path: Path) -> None:
    write_job(job, "out.write_text(config.read_text())\n")
    out = tmp_path / "case.h5"
    run_study(study, out, 3, False, Recorder())
    copy = tmp_path / "copy.yaml"
    copy.write_text(out.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_study(copy) == study


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f"print({message('error', 0, 'no such thing')!r})\nsys.exit(1)\n", "no such thing"),
        ("print('-----')\nprint('last words')\nprint('*****')\nsys.exit(3)\n", "last words"),
        ("sys.stderr.write('from stderr')\nsys.exit(1)\n", "from stderr"),
        ("sys.exit(7)\n", "exit status 7"),
        ("pass\n", "exit status 0"),  # ends well and writes nothing
        (
            "import os\nprint('Initializing structure...')\nos.kill(os.getpid(), 9)\n",
            r"rank ended by signal 9 \(SIGKILL\)",
        ),
        (
            "sys.stderr.write('process rank 1 exited on signal 11 (fault).')\n"
            "print('Elapsed run time = 3 s')\nsys.exit(139)\n",
            r"rank ended by signal 11 \(SIGSEGV\)",
        ),
        ("sys.stdout.buffer.write(b'caf\\xe9\\n')\nsys.exit(1)\n", "caf\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_failure_names_its_reason(
    study: Study, job: Path, tmp_path: Path, body: str, reason: str
) -> None:
    write_job(job, body)
    with pytest.raises(RunError, match=reason) as failure:
        run_study(study, tmp_path / "case.h5", None, False, Recorder())
    assert "\n" not in str(failure.value)
    assert "case.log" in str(failure.value)


def test_missing_program_is_named(
    study: Study, job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sim.processes.launch, "launch_command", lambda *_: ["no-such-mpirun"])
    with pytest.raises(RunError, match="cannot start no-such-mpirun: No such file"):
        run_study(study, tmp_path / "case.h5", None, False, Recorder())


def test_problems_of_the_machine_come_first(
    study: Study, job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sim.processes.launch, "environment_problems", lambda *_: ["mpirun is missing", "b"]
    )
    with pytest.raises(RunError, match="mpirun is missing; b"):
        run_study(study, tmp_path / "case.h5", 2, False, Recorder())


def test_missing_mpirun_is_said(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sim.processes.environment.meep_problems", lambda _: [])
    with pytest.raises(RunError, match="mpirun is missing"):
        run_study(study, tmp_path / "case.h5", 2, False, Recorder())


def test_unwritable_folder(study: Study, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RunError, match="cannot make"):
        run_study(study, tmp_path / "file" / "case.h5", None, False, Recorder())


def test_interrupt_ends_the_job(study: Study, tmp_path: Path) -> None:
    """Ctrl-C in the launcher: the job gets a signal and is gone when the launcher is."""
    marker = tmp_path / "pid"
    script = tmp_path / "job.py"
    write_job(
        script,
        f"import os\nPath({str(marker)!r}).write_text(str(os.getpid()))\ntime.sleep(60)\n",
    )
    case = write_case(tmp_path)
    program = tmp_path / "launcher.py"
    program.write_text(
        textwrap.dedent(
            """
            import signal, sys
            from pathlib import Path
            import sim.processes.launch
            # a test run started in the background hands down an ignored Ctrl-C
            signal.signal(signal.SIGINT, signal.default_int_handler)
            from sim.config.loader import load_study
            from sim.progress import SilentReporter
            sim.processes.launch.environment_problems = lambda *a: []
            script, case, out = (Path(name) for name in sys.argv[1:])
            job = [sys.executable, str(script), "config", "out"]
            sim.processes.launch.launch_command = lambda *a: job
            study = load_study(case, ["optics.method=fdtd"])
            sim.processes.launch.run_study(study, out, 1, False, SilentReporter())
            """
        ),
        encoding="utf-8",
    )
    paths = [str(path) for path in (script, case, tmp_path / "case.h5")]
    launcher = subprocess.Popen([sys.executable, str(program), *paths], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30.0
        while not (marker.exists() and marker.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(timeout=20) != 0
    finally:
        launcher.kill()
        launcher.wait()
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


def test_commands(study: Study) -> None:
    here = Path("a.yaml"), Path("b.h5")
    worker = [sys.executable, "-m", "sim.processes.worker", "a.yaml", "b.h5"]
    end = "--ends-with-launcher"
    assert launch_command(study, 1, *here) == [*worker, "--ranks", "1", end]
    worker += ["--ranks", "4", end]
    one = study.model_copy(update={"run": study.run.model_copy(update={"side_by_side": 1})})
    assert launch_command(one, 4, *here) == ["mpirun", "-n", "4", *worker]
    two = study.model_copy(update={"run": study.run.model_copy(update={"side_by_side": 2})})
    assert launch_command(two, 4, *here, Path("c"))[2:] == [
        *("sim.processes.side_by_side", "a.yaml", "b.h5", "c"),
        *("--ranks", "4", "--at-once", "2", "--left-over", "0", "--ends-with-launcher"),
    ]
    srun = study.model_copy(update={"run": study.run.model_copy(update={"launcher": "srun"})})
    assert launch_command(srun, 4, *here) == ["srun", "-n", "4", *worker]
    none = study.model_copy(update={"run": study.run.model_copy(update={"launcher": "none"})})
    assert launch_command(none, 4, *here) == worker


def test_edges_have_no_dipole_runs_to_share(tmp_path: Path) -> None:
    """Runs of a wall are stepped one after another, whatever the user asks for."""
    wide = ["optics.method=edge", "run.side_by_side=2", "device.array.black_matrix=none"]
    study = load_study(write_case(tmp_path), wide)
    assert "sim.processes.side_by_side" not in launch_command(
        study, 4, Path("a.yaml"), Path("b.h5")
    )


def test_environment_has_one_thread_per_rank_and_no_binding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMPI_MCA_hwloc_base_binding_policy", raising=False)
    environment = job_environment(2)
    assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "2"
    assert environment["OMPI_MCA_hwloc_base_binding_policy"] == "none"
    assert ("OMPI_ALLOW_RUN_AS_ROOT" in environment) >= (os.geteuid() == 0)
    monkeypatch.setenv("OMPI_MCA_hwloc_base_binding_policy", "core")
    assert job_environment(1)["OMPI_MCA_hwloc_base_binding_policy"] == "core"
