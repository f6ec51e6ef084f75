"""Pictures that a panel shows without a file."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray

PATTERNS = ("test", "white", "ramp", "checker")


def pattern(name: str, rows: int, columns: int) -> FloatArray:
    """Greys 0 to 1, (R, C).

    Args:
        name: white; ramp, from black to white; checker of eighths; test: a ramp of 16 steps, rings
            from wide to narrow, a bright bar on black and dark greys.
        rows, columns: of the panel.

    Raises:
        ValueError: another name.
    """
    y, x = np.meshgrid(np.arange(rows) / rows, np.arange(columns) / columns, indexing="ij")
    if name == "white":
        return np.ones((rows, columns))
    if name == "ramp":
        return np.broadcast_to(np.linspace(0.0, 1.0, columns), (rows, columns)).copy()
    if name == "checker":
        return np.asarray((np.floor(8 * x) + np.floor(8 * y)) % 2)
    if name != "test":
        raise ValueError(f"no pattern {name!r}; expected one of {', '.join(PATTERNS)}")
    steps = np.floor(16 * x) / 15.0
    radius = np.hypot((x - 0.5) * columns, (y - 0.56) * rows) / max(min(rows, columns), 1)
    rings = 0.5 + 0.5 * np.cos(60.0 * radius * (0.4 + radius))
    picture = np.where(y < 0.22, steps, np.where(radius < 0.28, rings, 0.0))
    bar = (np.abs(x - 0.1) < 0.04) & (y > 0.3) & (y < 0.85)
    dark = (y > 0.88) * (0.02 + 0.2 * np.floor(8 * x) / 7.0)
    return np.clip(np.where(bar, 1.0, np.maximum(picture, dark)), 0.0, 1.0)


def fitted(picture: FloatArray, rows: int, columns: int) -> FloatArray:
    """A picture (H, W) on the panel's pixels: means of what falls on each, or its nearest pixel."""
    height, width = picture.shape
    if (height, width) == (rows, columns):
        return picture
    down = _averager(height, rows)
    across = _averager(width, columns)
    return np.asarray(down @ picture @ across.T)


def _averager(old: int, new: int) -> FloatArray:
    """Overlaps of new pixels with old ones, rows of sum 1."""
    edges = np.arange(new + 1) * old / new
    low, high = edges[:-1, None], edges[1:, None]
    cells = np.arange(old)
    overlap = np.minimum(high, cells + 1) - np.maximum(low, cells)
    return np.asarray(np.maximum(overlap, 0.0) * new / old)
