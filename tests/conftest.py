"""Settings of every test: the folder decides the marker, no windows, one thread, fixed seeds."""

from __future__ import annotations

import os

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before numpy: BLAS reads them once, when it is loaded
os.environ["MPLBACKEND"] = "Agg"

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

TESTS = Path(__file__).parent
FOLDERS = ("unit", "physics", "convergence", "regression", "batch", "architecture")
SEED = 20250711

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the folder that it lies in; a test outside them is an error."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder not in FOLDERS:
            raise pytest.UsageError(f"{item.path}: tests belong in one of {', '.join(FOLDERS)}")
        item.add_marker(getattr(pytest.mark, folder))


@pytest.fixture(autouse=True)
def fixed_seeds() -> None:
    """Restart the global random generators before every test."""
    random.seed(SEED)
    np.random.seed(SEED)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator of its own with a fixed seed."""
    return np.random.default_rng(SEED)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds pyproject.toml."""
    return TESTS.parent
