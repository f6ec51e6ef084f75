"""A search of the design space: what its folder says of the best trade-offs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from postprocess.studies.cases import Explain
from sim.config.errors import InputError

PARETO_FILE = "pareto.json"


def matches(folder: Path) -> bool:
    """Whether a folder is that of a finished search."""
    return (folder / PARETO_FILE).is_file()


def read(folder: Path, explain: Explain | None = None) -> Mapping[str, Any]:
    """Objectives and designs, as the search wrote them.

    Args:
        folder: of the search.
        explain: not needed; designs are not taken apart.

    Raises:
        InputError: the folder's summary is damaged.
    """
    del explain
    path = folder / PARETO_FILE
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"{path} is damaged: {error}") from error
    return content
