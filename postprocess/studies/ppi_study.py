"""A sweep over pixel density, read from its folder: points, published devices, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from postprocess.result_files import result_files
from postprocess.studies.ppi_points import PpiPoint, has_density_axis, ppi_points
from postprocess.studies.ppi_table import PpiRow, ppi_rows, render_ppi
from postprocess.studies.published_table import PublishedTable, load_published_table
from sim.analysis.waterfall_records import Explained
from sim.config.errors import InputError
from sim.store.hdf5 import StoreError, read_case
from sim.text_table import TextTable


@dataclass(frozen=True)
class PpiStudy:
    """Pixels of a sweep and what is published beside them.

    Attributes:
        folder: of the sweep.
        points: by series and density.
        table: published devices.
    """

    folder: Path
    points: tuple[PpiPoint, ...]
    table: PublishedTable

    @property
    def files(self) -> tuple[Path, ...]:
        """Result files of the points."""
        return tuple(point.path for point in self.points)

    def rows(self, explained: Mapping[Path, Explained]) -> tuple[PpiRow, ...]:
        """The table's rows, with waterfalls and bands where they were found."""
        return ppi_rows(self.points, self.table, explained)


def read_ppi_study(folder: Path) -> PpiStudy:
    """Read every result of a sweep over pixel density.

    Raises:
        InputError: no results in the folder, or a damaged one; a damaged table of devices.
        ConfigError: a stored configuration that this version does not read.
    """
    try:
        cases = {path: read_case(path) for path in result_files(folder)}
    except StoreError as error:
        raise InputError(str(error)) from error
    return PpiStudy(folder, ppi_points(folder, cases), load_published_table())


def render_ppi_folder(folder: Path) -> TextTable | None:
    """The table of a sweep over pixel density; None for other sweeps and before the first result.

    Raises:
        InputError, ConfigError: as :func:`read_ppi_study`.
    """
    if not has_density_axis(folder) or not any((folder / "cases").glob("*.h5")):
        return None
    return render_ppi(read_ppi_study(folder).rows({}))
