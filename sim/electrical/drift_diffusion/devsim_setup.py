"""DEVSIM, brought up with SciPy's OpenBLAS and checked before its first use.

DEVSIM looks for its BLAS when it is imported: the library and the spelling of its symbols have to
stand in the environment by then. The combination has no stable interface, so both packages are
pinned and a small problem with a known answer is solved once per process.
"""

from __future__ import annotations

import importlib
import os
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from types import ModuleType

import numpy as np

from sim.electrical.drift_diffusion.devsim_system import interior_system

_HINT = (
    "electrical.model: drift_diffusion needs devsim 2.11.2 and scipy-openblas32 (x86_64 Linux); "
    "install both or use electrical.model: compact"
)


class DevsimUnavailableError(RuntimeError):
    """DEVSIM is missing, does not start, or gives wrong numbers here."""


@cache
def load_devsim() -> ModuleType:
    """The devsim module, ready to use.

    Raises:
        DevsimUnavailableError: not installed, not loadable, or its self-test fails.
    """
    _choose_blas()
    try:
        with redirect_stdout(StringIO()):  # it greets
            devsim = importlib.import_module("devsim")
    except (ImportError, OSError, RuntimeError) as error:
        raise DevsimUnavailableError(f"devsim cannot be loaded ({error}): {_HINT}") from error
    _self_test(devsim)
    return devsim


def _choose_blas() -> None:
    if "DEVSIM_MATH_LIBS" in os.environ:
        return
    try:
        openblas = importlib.import_module("scipy_openblas32")
    except ImportError as error:
        raise DevsimUnavailableError(f"scipy_openblas32 is missing: {_HINT}") from error
    names = ("libscipy_openblas.so", "libscipy_openblas.dylib", "libscipy_openblas.dll")
    folder = Path(openblas.get_lib_dir())
    libraries = [folder / name for name in names if (folder / name).exists()]
    if not libraries:
        raise DevsimUnavailableError(f"no OpenBLAS library in {folder}: {_HINT}")
    os.environ["DEVSIM_MATH_LIBS"] = str(libraries[0])
    os.environ["DEVSIM_BLAS_PREFIX"] = "scipy_"
    os.environ["DEVSIM_BLAS_SUFFIX"] = "_"


def _self_test(devsim: ModuleType) -> None:
    """Assemble u'' = 0 on an uneven mesh, u = x^2 at the nodes: the residual is known."""
    mesh, device, region = "pencsim_self_test", "pencsim_self_test", "bulk"
    place = {"device": device, "region": region}
    positions = (0.0, 1.0, 3.0, 6.0)
    with redirect_stdout(StringIO()):
        devsim.create_1d_mesh(mesh=mesh)
        for number, x in enumerate(positions):
            label = {0: {"tag": "first"}, 3: {"tag": "last"}}.get(number, {})
            devsim.add_1d_mesh_line(mesh=mesh, pos=x, ps=100.0, **label)
        devsim.add_1d_region(mesh=mesh, material="test", region=region, tag1="first", tag2="last")
        for tag in ("first", "last"):
            devsim.add_1d_contact(mesh=mesh, name=tag, tag=tag, material="metal")
        devsim.finalize_mesh(mesh=mesh)
        devsim.create_device(mesh=mesh, device=device)
        devsim.node_solution(name="u", **place)
        devsim.set_node_values(name="u", values=[x**2 for x in positions], **place)
        devsim.edge_from_node_model(node_model="u", **place)
        flux = "(u@n1-u@n0)*EdgeInverseLength"
        devsim.edge_model(name="flux", equation=flux, **place)
        for end in ("u@n0", "u@n1"):
            devsim.edge_model(name=f"flux:{end}", equation=f"diff({flux},{end})", **place)
        devsim.equation(name="laplace", variable_name="u", edge_model="flux", **place)
        system = interior_system(devsim)
        devsim.delete_device(device=device)
        devsim.delete_mesh(mesh=mesh)
    # Fluxes 1, 4, 9 leave a residual of 3 and 5 at the two inner nodes; DEVSIM returns minus that.
    if not np.allclose(system.right_hand_side[1:3], (-3.0, -5.0), rtol=1e-12):
        raise DevsimUnavailableError(f"devsim's self-test gives wrong numbers: {_HINT}")
