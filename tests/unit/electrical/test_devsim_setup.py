"""Bringing DEVSIM up, and saying clearly when it cannot be."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from sim.electrical.drift_diffusion import devsim_setup
from sim.electrical.drift_diffusion.devsim_setup import DevsimUnavailableError, load_devsim


def test_self_test_passes_and_leaves_nothing_behind() -> None:
    devsim = load_devsim()
    assert list(devsim.get_device_list()) == []
    assert load_devsim() is devsim


def test_missing_package_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", nothing)
    monkeypatch.delenv("DEVSIM_MATH_LIBS", raising=False)
    with pytest.raises(DevsimUnavailableError, match="compact"):
        load_devsim.__wrapped__()


def test_missing_library_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    openblas = ModuleType("scipy_openblas32")
    openblas.get_lib_dir = lambda: str(tmp_path)  # type: ignore[attr-defined]
    monkeypatch.setattr(importlib, "import_module", lambda _name: openblas)
    monkeypatch.delenv("DEVSIM_MATH_LIBS", raising=False)
    with pytest.raises(DevsimUnavailableError, match="no OpenBLAS library"):
        devsim_setup.load_devsim.__wrapped__()
