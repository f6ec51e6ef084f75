"""The command line: exit statuses, one line per mistake, and nothing heavy imported for help."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import h5py
import pytest
from typer.testing import CliRunner, Result
from unit.config_cases import CASE, write_case
from unit.fake_cases import pixel_case

import pencsim
from sim.config.loader import dump_study, load_study, study_from_yaml
from sim.processes.child import job_environment
from sim.progress import Reporter
from sim.results.records import CaseResult, Status
from sim.store.hdf5 import read_case
from sim.store.hdf5 import write_case as store_case
from sim.study import Study


def invoke(*arguments: str | Path) -> Result:
    """Run the command line in this process; a traceback is an error of the test."""
    result = CliRunner().invoke(pencsim.app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def stored(path: Path, study: Study, status: Status = Status.OK) -> CaseResult:
    """Store a made-up result of ``study``."""
    case = pixel_case()
    optics = replace(case.optics, status=status)
    case = replace(case, name=study.name, config_yaml=dump_study(study), optics=optics)
    store_case(path, case)
    return case


class RunError(Exception):
    """What the launcher raises when a run ends without a result."""


@dataclass
class FakeLauncher:
    """Stands for the launcher: stores a made-up result of the given status."""

    status: Status = Status.OK
    failure: BaseException | None = None
    runs: int = 0

    def run_study(
        self, study: Study, out: Path, ranks: int | None, force: bool, reporter: Reporter
    ) -> Path:
        assert ranks is None or ranks > 0
        assert force or not out.exists()
        self.runs += 1
        reporter.start(1.0, "made up")
        if self.failure is not None:
            raise self.failure
        stored(out, study, self.status)
        return out


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch) -> FakeLauncher:
    """Put a fake in the launcher's place."""
    fake = FakeLauncher()
    module = SimpleNamespace(run_study=fake.run_study, RunError=RunError)
    monkeypatch.setitem(sys.modules, "sim.processes.launch", module)
    return fake


def test_help_and_version() -> None:
    listed = invoke("--help")
    assert listed.exit_code == 0
    for command in ("run", "validate", "preview", "show", "figures", "materials", "schema"):
        assert f"  {command} " in listed.output
    assert invoke("--version").output.startswith("pencsim 0.")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, pencsim; heavy = {'numpy', 'pydantic', 'h5py', 'matplotlib', 'meep', 'scipy'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_bad_input_is_status_2_with_one_line_on_standard_error(tmp_path: Path) -> None:
    path = write_case(tmp_path, CASE.replace("35 nm", "35"))
    for command in ("run", "validate", "preview"):
        result = invoke(command, path)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.splitlines() == [
            f"{path}:9:46: device.layers.3.thickness: 35 has no unit; expected a number with one "
            "of: nm, um, µm, μm, mm, cm, m"
        ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "absent.yaml"),
        ("show", "absent.h5"),
        ("figures", "absent.h5"),
        ("materials", "nothing like it"),
        ("materials", "Al", "--low-nm", "100"),
        ("materials", "Al", "--low-nm", "540", "--high-nm", "500"),
        ("figures", "absent.h5", "--format", "gif"),
        ("run", "absent.yaml", "--ranks", "0"),
        ("unknown",),
    ],
)
def test_every_kind_of_bad_input_is_status_2(arguments: tuple[str, ...]) -> None:
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_file_that_is_no_result(tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n cut off")
    for command in ("show", "figures", "report"):
        result = invoke(command, path)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
    (tmp_path / "empty").mkdir()
    assert "no result (*.h5)" in invoke("show", tmp_path / "empty").stderr


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Status.OK, 0),
        (Status.NOT_CONVERGED, 3),
        (Status.BUDGET_OPEN, 3),
        (Status.UNSTABLE, 1),
        (Status.FAILED, 1),
    ],
)
def test_the_exit_status_of_a_run_is_its_results(
    tmp_path: Path, launcher: FakeLauncher, status: Status, code: int
) -> None:
    launcher.status = status
    out = tmp_path / "out.h5"
    result = invoke("run", write_case(tmp_path), "--out", out)
    assert result.exit_code == code
    assert launcher.runs == 1
    assert f"Result: {out}" in result.stdout
    assert "made up" in result.stderr


def test_the_default_output(
    tmp_path: Path, launcher: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert invoke("run", write_case(tmp_path)).exit_code == 0
    assert (tmp_path / "runs" / "small" / "small.h5").is_file()


def test_a_result_that_exists_is_not_computed_again(tmp_path: Path, launcher: FakeLauncher) -> None:
    path, out = write_case(tmp_path), tmp_path / "out.h5"
    stored(out, load_study(path))
    result = invoke("run", path, "--out", out, "--set", "run.ranks=2")
    assert (result.exit_code, launcher.runs) == (0, 0)
    assert "holds this case already" in result.stdout
    other = invoke("run", path, "--out", out, "--set", "device.layers.etl.thickness=40 nm")
    assert (other.exit_code, launcher.runs) == (2, 0)
    assert "--force overwrites it" in other.stderr
    forced = ("--set", "device.layers.etl.thickness=40 nm", "--force")
    assert invoke("run", path, "--out", out, *forced).exit_code == 0
    assert launcher.runs == 1


def test_a_damaged_result_is_computed_again(tmp_path: Path, launcher: FakeLauncher) -> None:
    out = tmp_path / "out.h5"
    out.write_bytes(b"\x89HDF\r\n\x1a\n cut off")
    assert invoke("run", write_case(tmp_path), "--out", out).exit_code == 0
    assert launcher.runs == 1
    assert (tmp_path / "out.h5.damaged-1").read_bytes() == b"\x89HDF\r\n\x1a\n cut off"


def test_measured_curves_leave_notes_of_others(tmp_path: Path, launcher: FakeLauncher) -> None:
    out = tmp_path / "out.h5"
    before = stored(out, load_study(write_case(tmp_path)))
    with h5py.File(out, "r+") as file:
        file.attrs["sample"] = "B12"
        file["optics"].attrs["seen"] = "yes"
        file["optics/air"].attrs["note"] = "as measured"
        file["my group/data"] = [1.0, 2.0]
    (tmp_path / "jvl.csv").write_text("voltage (V),current density (mA/cm2)\n2,1\n3,5\n")
    study = write_case(tmp_path, f"{CASE}measured: {{jvl: jvl.csv}}\n")
    ended = invoke("run", study, "--out", out)
    assert (ended.exit_code, launcher.runs) == (0, 0)
    assert "measured curves put beside" in ended.stdout
    with h5py.File(out, "r") as file:
        assert file.attrs["sample"] == "B12"
        assert file["optics"].attrs["seen"] == "yes"
        assert file["optics/air"].attrs["note"] == "as measured"
        assert list(file["my group/data"][:]) == [1.0, 2.0]
    held = read_case(out)
    assert study_from_yaml(held.config_yaml).measured is not None
    assert replace(held, config_yaml="").provenance == before.provenance
    assert "holds this case already" in invoke("run", study, "--out", out).stdout


def test_a_file_of_others_is_not_overwritten(tmp_path: Path, launcher: FakeLauncher) -> None:
    out = tmp_path / "out.h5"
    out.write_text("my notes")
    ended = invoke("run", write_case(tmp_path), "--out", out)
    assert ended.exit_code == 2
    assert "not an HDF5 file" in ended.output
    assert "--force" in ended.output
    assert out.read_text() == "my notes"
    assert launcher.runs == 0


def test_a_failed_and_an_interrupted_run(tmp_path: Path, launcher: FakeLauncher) -> None:
    launcher.failure = RunError("the fields grew")
    result = invoke("run", write_case(tmp_path), "--out", tmp_path / "out.h5")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == "the fields grew"
    launcher.failure = KeyboardInterrupt()
    result = invoke("run", write_case(tmp_path), "--out", tmp_path / "out.h5")
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1].startswith("interrupted")


def test_a_bug_keeps_its_traceback(tmp_path: Path, launcher: FakeLauncher) -> None:
    launcher.failure = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        invoke("run", write_case(tmp_path), "--out", tmp_path / "out.h5")


def test_show(tmp_path: Path) -> None:
    study = load_study(write_case(tmp_path))
    folder = tmp_path / "sweep"
    stored(folder / "a.h5", study)
    assert "light extraction" in invoke("show", folder / "a.h5").stdout
    one = json.loads(invoke("show", folder / "a.h5", "--json").stdout)
    assert (one["schema"], one["name"]) == (1, "small")
    assert json.loads(invoke("show", folder, "--json").stdout) == one
    stored(folder / "deeper" / "b.h5", study)
    both = json.loads(invoke("show", folder, "--json").stdout)
    assert [entry["name"] for entry in both] == ["small", "small"]
    assert "2 results" in invoke("show", folder).stdout


def test_validate_prints_the_prediction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prediction = SimpleNamespace(lines=lambda: ["cells: 10 x 10 x 10"])
    module = SimpleNamespace(predict=lambda _study: prediction)
    monkeypatch.setitem(sys.modules, "sim.cost.predict", module)
    path = write_case(tmp_path)
    result = invoke("validate", path, "--set", "device.layers.etl.thickness=33 nm")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"{path}: sound", "cells: 10 x 10 x 10"]
    assert "warning: layer 'etl' (33 nm)" in result.stderr


def test_materials() -> None:
    assert "CsPbBr3 NC film" in invoke("materials").stdout
    assert invoke("materials", "Al").stdout.startswith("Al: ")


def test_schema_describes_units_blocks_and_none() -> None:
    found = json.loads(invoke("schema").stdout)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    layer = found["$defs"]["LayerSpec"]["properties"]
    assert layer["thickness"]["type"] == "string"
    assert found["$defs"]["LayerSpec"]["additionalProperties"] is False
    device = found["$defs"]["DeviceSpec"]["properties"]
    assert {"const": "none"} in device["array"]["anyOf"]
    forms = found["properties"]["device"]["anyOf"]
    assert any(re.search(form["pattern"], "x.yaml") for form in forms if "pattern" in form)


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "TkAgg", "none"])
def test_the_backend_of_a_notebook_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    """Neither here nor in processes of ours, also where no such backend is installed."""
    monkeypatch.setenv("MPLBACKEND", backend)
    assert job_environment(1)["MPLBACKEND"] == "Agg"
    monkeypatch.setattr(sys, "argv", ["pencsim", "--version"])
    with pytest.raises(SystemExit):
        pencsim.main()
    assert os.environ["MPLBACKEND"] == "Agg"


def test_a_terminal_that_lacks_letters(tmp_path: Path) -> None:
    """A name or a unit that it cannot show is no traceback."""
    program = "import sys, pencsim; sys.argv = ['pencsim', 'show', '\\u2192 \\u03bcm.h5']; "
    ended = subprocess.run(
        [sys.executable, "-c", program + "pencsim.main()"],
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
        cwd=Path(pencsim.__file__).parent,
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
    assert b"? ?m.h5 does not exist" in ended.stderr
