"""Printed numbers of the papers, by file and dotted path."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_TABLES = Path(__file__).resolve().parents[3] / "configs" / "references" / "tables"


def printed(name: str, path: str = "") -> Any:
    """What a table holds at a dotted path; None where nothing is printed.

    Args:
        name: of the file, without its ending.
        path: "" for the whole file.
    """
    content = _content(name)
    for part in filter(None, path.split(".")):
        content = content[part]
    return content


@lru_cache(maxsize=8)
def _content(name: str) -> Any:
    return YAML(typ="safe").load((_TABLES / f"{name}.yaml").read_text(encoding="utf-8"))
