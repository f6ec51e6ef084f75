"""Rec. 2020's primaries are the single lines at 630, 532 and 467 nm (ITU-R BT.2020-2).

Domain: lines of 1 nm at those wavelengths against the chromaticities x, y that the standard prints
with three digits. Law: x, y = sums of the line with the CIE 1931 colour matching functions. Bias:
a line of 1 nm instead of 0 moves x, y by less than 1e-4. Tolerance: 1e-3, the standard's rounding
and the choice of wavelengths in whole nanometres. Then the line covers all of the gamut, within
the same. A broader green line covers less; broader means whiter.
"""

from __future__ import annotations

import numpy as np
import pytest

from postprocess.case.colour import PRIMARIES, chromaticity_xy, colour_of, rec2020_xy
from sim.electrical.photometry import EmissionLine

LINES_NM = {"red": 630.0, "green": 532.0, "blue": 467.0}
PRINTED = {"red": (0.708, 0.292), "green": (0.170, 0.797), "blue": (0.131, 0.046)}


@pytest.mark.parametrize("name", PRIMARIES)
def test_single_lines(name: str) -> None:
    assert chromaticity_xy(EmissionLine(LINES_NM[name], 1.0)) == pytest.approx(
        np.array(PRINTED[name]), abs=1e-3
    )
    assert rec2020_xy()[PRIMARIES.index(name)] == pytest.approx(np.array(PRINTED[name]))


@pytest.mark.parametrize("name", PRIMARIES)
def test_they_cover_the_gamut(name: str) -> None:
    found = colour_of(EmissionLine(LINES_NM[name], 1.0))
    assert found.rec2020_primary == name
    assert found.rec2020_distance_uv < 2e-3
    assert found.rec2020_coverage_xy == pytest.approx(1.0, abs=3e-3)
    assert found.rec2020_coverage_uv == pytest.approx(1.0, abs=6e-3)
    assert found.dominant_wavelength_nm == pytest.approx(LINES_NM[name], abs=0.5)


def test_broader_lines_cover_less() -> None:
    shares = [colour_of(EmissionLine(532.0, fwhm)).rec2020_coverage_xy for fwhm in (1, 20, 40)]
    assert shares[0] > shares[1] > shares[2]


def test_bluer_green_is_farther() -> None:
    """520 / 20 nm of the device paper is a green that lies off the primary."""
    found = colour_of(EmissionLine(520.0, 20.0))
    assert found.rec2020_primary == "green"
    assert found.rec2020_distance_uv > colour_of(EmissionLine(530.0, 20.0)).rec2020_distance_uv
    assert 0.8 < found.rec2020_coverage_xy < 1.0
