"""What would stop a run on this machine, one line per problem, before the run starts.

Meep and mpirun are tried in processes of their own, so that asking costs the caller neither MPI nor
the minutes of a hanging import. Answers are kept for the life of the process.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sim.processes.child import WINDOWLESS
from sim.processes.rank_count import rank_problem

_HOW_TO_INSTALL = (
    "run `make install` (Debian 12: python3-meep-mpi-default; conda-forge: pymeep=*=mpi_mpich*)"
)
_TIMEOUT_S = 60.0
_MPI_VARIABLES = ("OMPI_", "PMIX_", "PMI_", "PMI2_", "HYDI_", "HYDRA_", "MPI_LOCAL", "SLURM_")
"""Variables with these prefixes make a process a rank; the Meep tried here must not be one."""

_MEEP_PROGRAM = """
import json
answer = {}
try:
    import numpy
    answer["numpy_version"] = numpy.__version__
    import meep
    answer["origin"] = meep.__file__ or ""
    answer["is_fdtd"] = hasattr(meep, "Simulation") and hasattr(meep, "Medium")
    answer["with_mpi"] = bool(answer["is_fdtd"] and meep.with_mpi())
except ImportError as error:
    answer["error"] = str(error)
    answer["missing_module"] = getattr(error, "name", None) or ""
print("\\n" + json.dumps(answer))
"""


_RANKS_PROGRAM = "import meep; print('counted', meep.count_processors(), flush=True)"


@dataclass(frozen=True)
class MeepProbe:
    """What a fresh interpreter reports of ``import meep``.

    Attributes:
        numpy_version: "" where numpy itself is missing.
        origin: file of the module called meep.
        is_fdtd: it has Meep's Simulation and Medium.
        with_mpi: it was built with MPI.
        error: the import error's message, "" if none.
        missing_module: the module that the import error is about, "" if none.
        diagnostics: what the interpreter wrote to stderr.
    """

    numpy_version: str = ""
    origin: str = ""
    is_fdtd: bool = False
    with_mpi: bool = False
    error: str = ""
    missing_module: str = ""
    diagnostics: str = ""


@dataclass(frozen=True)
class LaunchProbe:
    """How ``mpirun -n RANKS`` of an empty program ended.

    Attributes:
        has_mpirun: there is an mpirun on PATH.
        started: the program ran on all ranks.
        output: what mpirun said.
    """

    has_mpirun: bool
    started: bool = False
    output: str = field(default="", repr=False)


def environment_problems(ranks: int = 1, environment: Mapping[str, str] | None = None) -> list[str]:
    """All that would stop a run on this machine, one line each; empty if nothing.

    Args:
        ranks: number of MPI ranks asked for; 1 needs no MPI.
        environment: variables that mpirun will get; those of this process if None.
    """
    return meep_problems(ranks) + launch_problems(ranks, environment)


def meep_problems(ranks: int = 1) -> list[str]:
    """Whether Meep can be imported, is the right package, and has the MPI that ``ranks`` needs."""
    return _judge_meep(probe_meep(sys.executable, os.environ.get("PYTHONPATH", "")), ranks)


def launch_problems(ranks: int, environment: Mapping[str, str] | None = None) -> list[str]:
    """Whether mpirun starts ``ranks`` processes; nothing is tried for one rank."""
    if ranks <= 1:
        return []
    variables = os.environ if environment is None else environment
    return _judge_launch(probe_launch(ranks, tuple(sorted(variables.items()))), ranks)


def rank_problems(ranks: int, environment: Mapping[str, str]) -> list[str]:
    """Whether Meep counts the ``ranks`` processes that mpirun starts, each of which imports it.

    Args:
        ranks: 2 or more, which :func:`launch_problems` and :func:`meep_problems` found no fault in.
        environment: variables that mpirun gets.
    """
    command = ["mpirun", "-n", str(ranks), sys.executable, "-c", _RANKS_PROGRAM]
    ended = _tried(command, environment)
    if ended is None:
        return [f"no answer of {ranks} ranks with Meep within {_TIMEOUT_S:.0f} s"]
    counted = re.findall(r"^counted (\d+)$", ended.stdout, flags=re.MULTILINE)
    if not counted:
        return [f"{ranks} ranks do not import Meep: {_one_line(ended.stdout + ended.stderr)}"]
    problem = rank_problem(ranks, int(counted[0]), "mpirun")
    return [] if problem is None else [problem]


def _tried(
    command: list[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str] | None:
    """How a short program ended; None if it did not in time."""
    try:
        return subprocess.run(
            command,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None


@lru_cache
def probe_meep(python: str, python_path: str) -> MeepProbe:
    """Import Meep in a fresh interpreter ``python`` with PYTHONPATH ``python_path``."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(_MPI_VARIABLES)
    }
    environment |= {"PYTHONPATH": python_path, **WINDOWLESS}
    ended = _tried([python, "-c", _MEEP_PROGRAM], environment)
    if ended is None:
        return MeepProbe(error=f"no answer within {_TIMEOUT_S:.0f} s")
    answers = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    if not answers:
        return MeepProbe(
            error=f"the interpreter ended with status {ended.returncode}",
            diagnostics=ended.stderr,
        )
    return MeepProbe(**json.loads(answers[-1]), diagnostics=ended.stderr)


@lru_cache
def probe_launch(ranks: int, variables: tuple[tuple[str, str], ...]) -> LaunchProbe:
    """Start ``ranks`` empty processes with mpirun under the environment ``variables``."""
    environment = dict(variables)
    mpirun = shutil.which("mpirun", path=environment.get("PATH"))
    if mpirun is None:
        return LaunchProbe(has_mpirun=False)
    ended = _tried([mpirun, "-n", str(ranks), "true"], environment)
    if ended is None:
        return LaunchProbe(has_mpirun=True, output=f"no answer within {_TIMEOUT_S:.0f} s")
    output = ended.stdout + ended.stderr
    return LaunchProbe(has_mpirun=True, started=ended.returncode == 0, output=output)


def _judge_meep(probe: MeepProbe, ranks: int) -> list[str]:
    if probe.missing_module == "meep":
        return [f"Meep is missing: {_HOW_TO_INSTALL}"]
    if _numpy_too_new(probe):
        return [
            f"numpy {probe.numpy_version} is too new for this Meep, which was built for numpy 1: "
            "pip install 'numpy>=1.24,<2'"
        ]
    if probe.missing_module and not probe.origin:
        return [f"Meep needs the module {probe.missing_module}: pip install {probe.missing_module}"]
    if probe.error:
        return [f"Meep does not import ({_one_line(probe.error)}): {_HOW_TO_INSTALL}"]
    if not probe.is_fdtd:
        return [
            f"{probe.origin} is another package called meep (the one on PyPI is not the FDTD "
            f"solver): pip uninstall meep, then {_HOW_TO_INSTALL}"
        ]
    if ranks > 1 and not probe.with_mpi:
        return [f"{ranks} ranks asked for, but this Meep has no MPI: {_HOW_TO_INSTALL}"]
    return []


def _numpy_too_new(probe: MeepProbe) -> bool:
    if not probe.error or not probe.numpy_version:
        return False
    output = probe.error + probe.diagnostics
    major = int(probe.numpy_version.split(".")[0])
    return major >= 2 and ("_ARRAY_API" in output or "multiarray" in output or "NumPy 1" in output)


def _judge_launch(probe: LaunchProbe, ranks: int) -> list[str]:
    if not probe.has_mpirun:
        return ["mpirun is missing: apt-get install openmpi-bin, or ask for 1 rank"]
    if probe.started:
        return []
    if "run as root" in probe.output:
        return [
            "Open MPI refuses to run as root: set OMPI_ALLOW_RUN_AS_ROOT=1 and "
            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1, or use another account"
        ]
    if "slots" in probe.output:
        return [f"mpirun has no room for {ranks} ranks on this machine: ask for fewer ranks"]
    return [f"mpirun does not start {ranks} ranks: {_one_line(probe.output)}"]


def _one_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip(" -\t")]
    return lines[0][:200] if lines else "it says nothing"
