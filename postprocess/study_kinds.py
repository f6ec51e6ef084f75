"""The kinds of study: how each is recognised, read, written as tables and drawn.

A kind is a file of postprocess.studies (``matches``, ``read``), one there that writes its tables,
one of postprocess.figures that draws it (``figures``), and an entry of ``KINDS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from postprocess.figures import devices as devices_figures
from postprocess.figures.density import study as density_figures
from postprocess.figures.papers.named import paper_draws
from postprocess.figures.saving import Draw, save_figures
from postprocess.figures.searches import climb as climb_figures
from postprocess.figures.searches import search as search_figures
from postprocess.figures.style import Settings
from postprocess.studies import climb, density, density_table, devices, devices_table, search
from postprocess.studies.cases import Explain, StudyCase

Content = TypeVar("Content")


@dataclass(frozen=True)
class StudyKind(Generic[Content]):
    """One kind of study.

    Attributes:
        matches: whether a folder is of this kind.
        read: the folder's study, its pixels taken apart; of its cases, where they are at hand.
        figures: name -> what draws it.
        tables: writes them into a folder and returns the files; None where a kind has none.
    """

    matches: Callable[[Path], bool]
    read: Callable[[Path, Explain, Sequence[StudyCase] | None], Content]
    figures: Callable[[Content], Mapping[str, Draw]]
    tables: Callable[[Content, Path], list[Path]] | None = None

    def draw(
        self,
        folder: Path,
        out_dir: Path,
        formats: Sequence[str],
        explain: Explain,
        style: Settings | None = None,
        processes: int = 1,
    ) -> list[Path]:
        """Tables and figures of a folder of this kind.

        Args:
            folder: which ``matches``.
            out_dir: made if missing.
            formats: of ``postprocess.figures.saving.FORMATS``.
            explain: takes stored pixels apart.
            style: a user's own settings of matplotlib.
            processes: that draw beside each other.

        Returns:
            The files, tables first.

        Raises:
            InputError, ConfigError: a result, index or table that cannot be read.
            FigureFormatError: an unknown format.
        """
        content = self.read(folder, explain, None)
        tables = [] if self.tables is None else self.tables(content, out_dir)
        figures = {**self.figures(content), **paper_draws(folder)}
        return [*tables, *save_figures(figures, out_dir, formats, style, processes)]


KINDS: tuple[StudyKind[Any], ...] = (
    StudyKind(climb.matches, climb.read, climb_figures.figures),
    StudyKind(search.matches, search.read, search_figures.figures),
    StudyKind(density.matches, density.read, density_figures.figures, density_table.write_tables),
    StudyKind(
        devices.matches,
        devices.read,
        devices_figures.figures,
        devices_table.write_tables,
    ),
)
"""Every kind; the first that matches a folder draws it."""


def study_folders(folder: Path) -> list[Path]:
    """Folders with results right below one that holds studies; none below a study or of cases."""
    if not folder.is_dir() or kind_of(folder) is not None:
        return []
    inside = sorted(path for path in folder.iterdir() if path.is_dir())
    if all(kind_of(path) is None for path in inside):
        return []
    return [path for path in inside if any(path.rglob("*.h5"))]


def kind_of(folder: Path) -> StudyKind[Any] | None:
    """The kind of a folder; None where it only holds cases."""
    return next((kind for kind in KINDS if kind.matches(folder)), None)
