"""Every sentence of the self-check, against small fake environments."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from sim.processes import environment as self_check


def write_module(folder: Path, name: str, source: str) -> str:
    """A package ``name`` under ``folder``, which is returned as a PYTHONPATH."""
    (folder / name).mkdir()
    (folder / name / "__init__.py").write_text(source)
    return str(folder)


@pytest.fixture
def python_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands first on the path of the probed interpreter."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    write_module(tmp_path, "numpy", "__version__ = '1.26.4'\n")
    return tmp_path


GOOD_MEEP = """
class Simulation: ...
class Medium: ...
def with_mpi(): return {mpi}
print("Using MPI version 3.1, 1 processes")
"""


def test_nothing_wrong_with_meep(python_path: Path) -> None:
    write_module(python_path, "meep", GOOD_MEEP.format(mpi=True))
    assert self_check.meep_problems(ranks=2) == []


def test_missing_meep_says_how_to_install(python_path: Path) -> None:
    write_module(python_path, "meep", "raise ModuleNotFoundError('no', name='meep')\n")
    (line,) = self_check.meep_problems()
    assert "Meep is missing" in line
    assert "python3-meep-mpi-default" in line
    assert "pymeep" in line


def test_another_package_called_meep(python_path: Path) -> None:
    write_module(python_path, "meep", "def beep(): ...\n")
    (line,) = self_check.meep_problems()
    assert "another package called meep" in line
    assert str(python_path) in line


def test_serial_meep_is_a_problem_for_two_ranks_only(python_path: Path) -> None:
    write_module(python_path, "meep", GOOD_MEEP.format(mpi=False))
    assert self_check.meep_problems(ranks=1) == []
    (line,) = self_check.meep_problems(ranks=2)
    assert "no MPI" in line


def test_numpy_2_with_a_meep_built_for_numpy_1(python_path: Path) -> None:
    (python_path / "numpy" / "__init__.py").write_text("__version__ = '2.4.6'\n")
    source = "raise ImportError('numpy.core.multiarray failed to import')\n"
    write_module(python_path, "meep", source)
    (line,) = self_check.meep_problems()
    assert "numpy 2.4.6 is too new" in line
    assert "<2" in line


def test_a_module_that_meep_needs(python_path: Path) -> None:
    write_module(python_path, "meep", "import a_module_that_is_nowhere\n")
    (line,) = self_check.meep_problems()
    assert "a_module_that_is_nowhere" in line


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("raise ImportError('libmeep.so: cannot open\\nmore')", "libmeep.so: cannot open)"),
        ("import os; os._exit(7)", "status 7"),
    ],
)
def test_a_broken_meep(python_path: Path, source: str, told: str) -> None:
    write_module(python_path, "meep", source)
    (line,) = self_check.meep_problems()
    assert "does not import" in line
    assert told in line


def test_the_probe_does_not_believe_to_be_a_rank(
    python_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMPI_COMM_WORLD_RANK", "1")
    monkeypatch.setenv("SLURM_PROCID", "1")
    source = "import os\nassert not [n for n in os.environ if n.startswith(('OMPI', 'SLURM'))]\n"
    write_module(python_path, "meep", source + GOOD_MEEP.format(mpi=True))
    assert self_check.meep_problems() == []


def test_the_caller_never_imports_meep(python_path: Path) -> None:
    write_module(python_path, "meep", GOOD_MEEP.format(mpi=True))
    before = sys.modules.get("meep")
    self_check.meep_problems()
    assert sys.modules.get("meep") is before


def fake_mpirun(folder: Path, script: str) -> dict[str, str]:
    """An environment whose only mpirun is the given shell script."""
    path = folder / "mpirun"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return {"PATH": str(folder)}


def test_one_rank_needs_no_mpirun(tmp_path: Path) -> None:
    assert self_check.launch_problems(1, {"PATH": str(tmp_path)}) == []


def test_mpirun_is_missing(tmp_path: Path) -> None:
    (line,) = self_check.launch_problems(2, {"PATH": str(tmp_path)})
    assert "mpirun is missing" in line


def test_mpirun_works(tmp_path: Path) -> None:
    environment = fake_mpirun(tmp_path, 'test "$*" = "-n 2 true"')
    assert self_check.launch_problems(2, environment) == []


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("mpirun has detected an attempt to run as root.", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"),
        ("There are not enough slots available in the system", "no room for 2 ranks"),
        ("-----\n  the fabric is down", "does not start 2 ranks: the fabric is down"),
        ("", "it says nothing"),
    ],
)
def test_mpirun_refuses(tmp_path: Path, says: str, told: str) -> None:
    environment = fake_mpirun(tmp_path, f"echo '{says}' >&2; exit 1")
    (line,) = self_check.launch_problems(2, environment)
    assert told in line
