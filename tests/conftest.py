"""Settings of every test: the folder decides the marker, no windows, one thread, fixed seeds."""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before numpy: BLAS reads them once, when it is loaded
os.environ["MPLBACKEND"] = "Agg"

import ctypes
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
FOLDERS = ("architecture", "unit", "regression", "physics", "convergence", "batch")
"""In the order in which they run: quick ones first."""
ALONE = ("batch", "physics/fdtd/test_fdtd_ranks.py")
"""Tests that start several processes which step or have to be in time: nothing runs beside them."""
SEED = 20250711

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark and order tests by the folder they lie in; a test outside them is an error.

    Under pytest-xdist a group of tests stays in one process: a file, and in physics a folder, whose
    files share solutions that are kept for the life of the process.
    """
    for item in items:
        path = item.path.relative_to(TESTS)
        folder = path.parts[0]
        if folder not in FOLDERS:
            raise pytest.UsageError(f"{item.path}: tests belong in one of {', '.join(FOLDERS)}")
        item.add_marker(getattr(pytest.mark, folder))
        if path.as_posix().startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        group = path.parent if folder == "physics" else path
        item.add_marker(pytest.mark.xdist_group(group.as_posix()))
    items.sort(key=lambda item: FOLDERS.index(item.path.relative_to(TESTS).parts[0]))


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Restart the global random generators before every test."""
    random.seed(SEED)
    np.random.seed(SEED)


@pytest.fixture(autouse=True)
def ieee_arithmetic(request: pytest.FixtureRequest) -> Iterator[None]:
    """Give unit tests the arithmetic that they have without Meep.

    Collecting a test that imports Meep makes the processor flush subnormal numbers, which speeds up
    time stepping and which hypothesis refuses to work with.
    """
    if sys.platform != "linux" or request.node.get_closest_marker("unit") is None:
        yield
        return
    library = ctypes.CDLL("libm.so.6")
    kept = ctypes.create_string_buffer(256)
    library.fegetenv(kept)
    library.fesetenv(ctypes.c_void_p(-1))  # FE_DFL_ENV of glibc
    yield
    library.fesetenv(kept)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator of its own with a fixed seed."""
    return np.random.default_rng(SEED)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return TESTS.parent
