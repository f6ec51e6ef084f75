"""A panel's result as an HDF5 file of its own, written by the same table as a case's."""

from __future__ import annotations

from pathlib import Path

from sim.results.panel import PanelResult
from sim.store.codec import StoreError, read_values, write_record
from sim.store.hdf5 import new_file, result_file
from sim.store.layout import SCHEMA_VERSION
from sim.store.panel_layout import PANEL

CONTENT = "panel"
"""Attribute ``content`` of the file."""


def write_panel(path: Path, panel: PanelResult) -> None:
    """Write a panel so that a file of that name is always whole.

    Raises:
        ValueError: arrays that disagree in the size of a shared axis.
        OSError: the file system refuses.
    """
    with new_file(path) as file:
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["program"] = "pencsim"
        file.attrs["content"] = CONTENT
        write_record(file, PANEL, panel)


def is_panel(path: Path) -> bool:
    """Whether a file is a panel's; damaged ones are not."""
    try:
        with result_file(path) as file:
            return bool(file.attrs.get("content") == CONTENT)
    except StoreError:
        return False


def read_panel(path: Path) -> PanelResult:
    """Read a panel.

    Raises:
        StoreError: as :func:`sim.store.hdf5.read_case`, or a case's file.
    """
    with result_file(path) as file:
        if file.attrs.get("content") != CONTENT:
            raise StoreError("a case's result; expected a panel's, which pencsim panel writes")
        return PanelResult(**read_values(file, PANEL))
