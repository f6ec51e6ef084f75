"""Folders of made-up sweeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_index(folder: Path, cases: Mapping[str, Mapping[str, Any]]) -> None:
    """Write what a sweep says of its cases: key -> axis values, alike in all."""
    axes = list(next(iter(cases.values())))
    entries = [{"key": key, "values": dict(values)} for key, values in cases.items()]
    content = {"schema": 1, "name": "made_up", "axes": axes, "cases": entries}
    (folder / "index.json").write_text(json.dumps(content), encoding="utf-8")
