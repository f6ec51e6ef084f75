"""A sweep over pixel density, read from its folder: points, published devices, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from postprocess.ppi_points import PpiPoint, is_ppi_study, ppi_points
from postprocess.ppi_table import PpiRow, ppi_rows, render_ppi
from postprocess.published_table import PublishedTable, load_published_table
from postprocess.result_files import result_files
from sim.analysis.waterfall_records import Explained
from sim.store import read_case


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
        InputError: a folder without results, or a damaged table of published devices.
        StoreError: a damaged result.
        ConfigError: a stored configuration that this version does not read.
    """
    cases = {path: read_case(path) for path in result_files(folder)}
    return PpiStudy(folder, ppi_points(folder, cases), load_published_table())


def render_ppi_folder(folder: Path) -> Table | None:
    """The table of a sweep over pixel density; None for other sweeps and before the first result.

    Raises:
        InputError, StoreError, ConfigError: as :func:`read_ppi_study`.
    """
    if not is_ppi_study(folder) or not any((folder / "cases").glob("*.h5")):
        return None
    return render_ppi(read_ppi_study(folder).rows({}))
