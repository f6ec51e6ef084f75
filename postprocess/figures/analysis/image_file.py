"""Pictures that a panel shows, from and to PNG files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.image import imread, imsave

from geometry.arrays import FloatArray

_LUMA = np.array([0.2627, 0.6780, 0.0593])
"""Grey of a coloured picture by the luma of Rec. 2020."""
_MOST_PIXELS = 50_000_000


class PictureError(ValueError):
    """A file that is no picture; one sentence."""


def read_grey(path: Path) -> FloatArray:
    """A PNG as greys 0 to 1, (H, W); colours by their luma, what is transparent over black.

    Raises:
        PictureError: absent, no PNG, or too large.
    """
    try:
        with path.open("rb") as file:
            picture = np.asarray(imread(file, format="png"), dtype=float)
    except FileNotFoundError:
        raise PictureError(f"no such file: {str(path)!r}") from None
    except (OSError, SyntaxError, ValueError) as error:
        raise PictureError(f"cannot read {str(path)!r} as a PNG: {error}") from None
    if picture.size > _MOST_PIXELS:
        raise PictureError(f"{str(path)!r} has more than {_MOST_PIXELS:g} values; make it smaller")
    if picture.ndim == 2:
        return picture
    grey = picture[:, :, 0] if picture.shape[2] == 2 else picture[:, :, :3] @ _LUMA
    return np.asarray(grey * (picture[:, :, -1] if picture.shape[2] in (2, 4) else 1.0))


def write_grey(path: Path, grey: FloatArray) -> Path:
    """Greys 0 to 1, (R, C), as a PNG of as many pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    imsave(path, np.clip(grey, 0.0, 1.0), cmap="gray", vmin=0.0, vmax=1.0, format="png")
    return path
