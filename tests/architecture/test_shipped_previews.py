"""Every shipped device can be predicted, and every kind drawn, as `validate` and `preview` do.

Drawing a device takes ten seconds, predicting it one. The devices of one paper are one stack at
several densities and colours (zhao2025_ref18_blue, ...): the first of them is drawn.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.image
import pytest

from postprocess.figures.preview import draw_preview
from sim.config.loader import load_study
from sim.cost.predict import predict
from sim.study import Study

DEVICES = sorted((Path(__file__).parents[2] / "configs" / "devices").glob("*.yaml"))

MATERIALS_SHOWN = 4
"""Glass, an electrode, the emitter and metal at least: a blank or broken picture has fewer hues."""


KINDS = tuple({path.stem.split("_ref")[0]: path for path in reversed(DEVICES)}.values())
"""The first device of every name before ``_ref``."""


def study_of(path: Path, folder: Path) -> Study:
    """A case of a shipped device."""
    case = folder / "case.yaml"
    case.write_text(f"schema: 1\nname: preview\ndevice: {path}\n")
    return load_study(case)


@pytest.mark.parametrize("path", DEVICES, ids=lambda path: path.stem)
def test_device_is_predicted(path: Path, tmp_path: Path) -> None:
    assert predict(study_of(path, tmp_path)).seconds > 0.0


@pytest.mark.parametrize("path", KINDS, ids=lambda path: path.stem)
def test_device_is_drawn(path: Path, tmp_path: Path) -> None:
    study = study_of(path, tmp_path)
    drawn = draw_preview(study, tmp_path / "preview")
    expected = {"sections.png"} if study.device.array is None else {"sections.png", "plan.png"}
    assert expected <= {picture.name for picture in drawn}
    for picture in drawn:
        pixels = (matplotlib.image.imread(picture)[::4, ::4, :3] * 15).astype(int)
        hues = {tuple(pixel) for pixel in pixels.reshape(-1, 3)}
        assert len(hues) >= MATERIALS_SHOWN, picture.name
