"""Every shipped device can be predicted and drawn, as `pencsim validate` and `preview` do."""

from __future__ import annotations

from pathlib import Path

import matplotlib.image
import pytest

from postprocess.figures.preview import draw_preview
from sim.config.loader import load_study
from sim.cost.predict import predict

DEVICES = sorted((Path(__file__).parents[2] / "configs" / "devices").glob("*.yaml"))

MATERIALS_SHOWN = 4
"""Glass, an electrode, the emitter and metal at least: a blank or broken picture has fewer hues."""


@pytest.mark.parametrize("path", DEVICES, ids=lambda path: path.stem)
def test_device_is_predicted_and_drawn(path: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(f"schema: 1\nname: preview\ndevice: {path}\n")
    study = load_study(case)
    assert predict(study).seconds > 0.0
    drawn = draw_preview(study, tmp_path / "preview")
    expected = {"sections.png"} if study.device.array is None else {"sections.png", "plan.png"}
    assert expected <= {picture.name for picture in drawn}
    for picture in drawn:
        pixels = (matplotlib.image.imread(picture)[::4, ::4, :3] * 15).astype(int)
        hues = {tuple(pixel) for pixel in pixels.reshape(-1, 3)}
        assert len(hues) >= MATERIALS_SHOWN, picture.name
