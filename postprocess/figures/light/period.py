"""One period of light as an animated GIF, from a picture whose fields alone change."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from PIL import Image, ImageChops

from geometry.arrays import ComplexArray, FloatArray
from postprocess.figures.saving import lay_out

WAVE_MAP = "RdBu_r"
"""Blue to red, white at 0."""

_SATURATED = 97.0
_FRAMES = 24
_FRAME_DPI = 100
_FRAMES_PER_S = 12
_Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Moving:
    """A field that is shown.

    Attributes:
        image: its picture, in WAVE_MAP from -1 to 1.
        field: (rows from below, columns), times exp(-i w t), over the scale of the colours.
    """

    image: AxesImage
    field: ComplexArray


def colour_scale(field: ComplexArray | FloatArray) -> float:
    """|E| at which colours end: the dipole's near field would hide the waves."""
    return float(np.percentile(np.abs(field), _SATURATED))


def save_frames(figure: Figure, moving: Sequence[Moving], path: Path) -> Path:
    """Write one period; the same bytes for the same fields; call inside ``figure_style``.

    Args:
        figure: with the fields drawn at one moment.
        moving: what changes in it.
        path: of the GIF; missing parent directories are made.

    Raises:
        OSError: the file cannot be written.
    """
    paper, boxes = _paper(figure, [entry.image for entry in moving])
    inside = [paper.crop(box) for box in boxes]
    frames = []
    for number in range(_FRAMES):
        phase = np.exp(-2j * np.pi * number / _FRAMES)
        frame = paper.copy()
        for entry, box, own in zip(moving, boxes, inside, strict=True):
            shown = 0.5 + 0.5 * (entry.field * phase).real[::-1]
            colours = colormaps[WAVE_MAP](shown.clip(0.0, 1.0), bytes=True)[..., :3]
            picture = Image.fromarray(colours).resize(own.size, Image.Resampling.BILINEAR)
            # Dark lines and marks of the paper stay on top of the colours.
            frame.paste(ImageChops.multiply(picture, own), box)
        frames.append(frame.quantize(128))
    path.parent.mkdir(parents=True, exist_ok=True)
    first, *others = frames
    first.save(path, save_all=True, append_images=others, duration=1000 // _FRAMES_PER_S, loop=0)
    return path


def _paper(figure: Figure, images: Sequence[AxesImage]) -> tuple[Image.Image, list[_Box]]:
    """The picture without its fields, and the pixels that each takes: left, top, right, low."""
    lay_out(figure, _FRAME_DPI)
    for image in images:
        image.set_visible(False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_FRAME_DPI)
    paper = Image.open(buffer).convert("RGB")
    width, height = paper.size
    boxes = []
    for image in images:
        place = image.axes.get_position()
        left, right = round(place.x0 * width), round(place.x1 * width)
        boxes.append(
            (left, round((1.0 - place.y1) * height), right, round((1 - place.y0) * height))
        )
    return paper, boxes
