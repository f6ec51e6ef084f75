"""The field itself of a pixel's dipoles survives the file; a file without it is read as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from unit.fake_cases import pixel_case, wave_slice

from postprocess.figures.light.pixel_waves import save_pixel_period
from sim.results.records import CaseResult
from sim.store.hdf5 import read_case, write_case


def _case() -> CaseResult:
    case = pixel_case()
    return replace(case, optics=replace(case.optics, waves=(wave_slice("z"),)))


def test_round_trip(tmp_path: Path) -> None:
    write_case(tmp_path / "case.h5", _case())
    (back,) = read_case(tmp_path / "case.h5").optics.waves
    known = wave_slice("z")
    assert (back.plane, back.node, back.orientation) == ("y", 2, "z")
    # Stored as 32-bit floats.
    np.testing.assert_allclose(back.field, known.field, atol=1e-6)
    np.testing.assert_array_equal(back.second_um, known.second_um)


def test_a_file_without_them(tmp_path: Path) -> None:
    write_case(tmp_path / "case.h5", pixel_case())
    assert read_case(tmp_path / "case.h5").optics.waves == ()


def test_a_period_moves_and_closes(tmp_path: Path) -> None:
    """Half a period turns blue into red; the frame's paper stays."""
    path = save_pixel_period(_case(), None, tmp_path / "waves.gif")
    with Image.open(path) as film:
        assert film.n_frames == 24
        frames = []
        for number in (0, 12):
            film.seek(number)
            whole = np.asarray(film.convert("RGB"), dtype=float)
            frames.append(whole[: 3 * whole.shape[0] // 4])  # without the bar of colours
    red_over_blue = [frame[..., 0] - frame[..., 2] for frame in frames]
    moved = np.abs(red_over_blue[0]) > 80.0
    assert moved.mean() > 0.05
    assert (red_over_blue[0][moved] * red_over_blue[1][moved] < 0.0).mean() > 0.95
    assert np.array_equal(frames[0][:3], frames[1][:3])
