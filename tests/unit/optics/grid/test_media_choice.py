"""Which permittivity model stands for each material."""

from __future__ import annotations

import numpy as np
import pytest
from unit.pixel_cases import STACK, pixel_device

from geometry.materials.library import constant_material
from geometry.shapes import Solid
from geometry.solids import SUBSTRATE
from sim.optics.grid.media_choice import MediaChoice, choose_media

PEAK_UM = 0.52
ONE = np.array([PEAK_UM])


def choose(*solids: tuple[str, float, float], wavelengths: np.ndarray = ONE) -> MediaChoice:
    made = tuple(
        Solid(part, constant_material(f"{part} {n} {k}", n, k), 0.0, 1.0) for part, n, k in solids
    )
    return choose_media(pixel_device(stack=STACK), made, wavelengths, PEAK_UM)


@pytest.mark.parametrize(("n", "k"), [(1.9, 0.005), (1.6, 0.15), (0.78, 6.2), (0.05, 3.3)])
def test_one_wavelength_is_exact(n: float, k: float) -> None:
    found = choose((SUBSTRATE, 1.52, 0.0), ("anode", n, k)).choices[1]
    assert complex(found.model.permittivity(PEAK_UM)) == pytest.approx((n + 1j * k) ** 2, rel=1e-9)
    assert (found.max_dn, found.max_dk) == (0.0, 0.0)


def test_emitter_and_glass_are_lossless() -> None:
    found = choose((SUBSTRATE, 1.52, 0.01), ("emitter", 1.95, 0.1)).choices
    assert [complex(c.model.permittivity(PEAK_UM)) for c in found] == pytest.approx(
        [1.52**2, 1.95**2]
    )
    assert all(c.model.conductivity == 0.0 and not c.model.poles for c in found)


def test_faint_absorption_is_dropped() -> None:
    found = choose((SUBSTRATE, 1.52, 0.0), ("anode", 1.9, 5e-5)).choices[1]
    assert found.model.conductivity == 0.0


def test_metals_are_told_apart_and_do_not_shorten_the_step() -> None:
    found = choose((SUBSTRATE, 1.52, 0.0), ("anode", 1.9, 0.01), ("cathode", 0.78, 6.2))
    assert [found.metal(i) for i in range(3)] == [False, False, True]
    assert found.choices[2].model.eps_inf == pytest.approx(1.52**2)


def test_constants_over_a_band_are_fitted() -> None:
    """A transparent constant is exact at every wavelength; an absorber is fitted and says how."""
    band = np.array([0.50, 0.52, 0.54])
    found = choose((SUBSTRATE, 1.52, 0.0), ("anode", 1.9, 0.05), wavelengths=band).choices
    assert found[0].max_dn == 0.0
    index = found[1].model.index(band)
    assert np.abs(index - (1.9 + 0.05j)).max() <= max(found[1].max_dn, found[1].max_dk) * 1.5
    assert found[1].max_dk < 0.01


def test_transparent_dispersion_is_reported() -> None:
    """A material whose index moves over the band is a constant; its largest error is kept."""
    from sim.config.loader import shipped_library

    material = shipped_library().get("PMMA")
    band = np.array([0.45, PEAK_UM, 0.60])
    solids = (Solid(SUBSTRATE, material, 0.0, 1.0),)
    found = choose_media(pixel_device(), solids, band, PEAK_UM).choices[0]
    expected = np.abs(np.real(material.index(band * 1e3)) - np.real(material.index(520.0))).max()
    assert found.max_dn == pytest.approx(expected)
    assert expected > 0.0


def test_media_belong_to_parts_not_to_materials() -> None:
    """A residue of the emitter's own material absorbs; the emitter's part alone is transparent."""
    film = constant_material("film", 1.95, 0.1)
    solids = tuple(
        Solid(part, film, low, low + 0.1) for part, low in (("htl", 0.0), ("emitter", 0.1))
    )
    second, emitter = choose_media(pixel_device(stack=STACK), solids, ONE, PEAK_UM).choices
    assert complex(second.model.permittivity(PEAK_UM)) == pytest.approx((1.95 + 0.1j) ** 2)
    assert complex(emitter.model.permittivity(PEAK_UM)) == pytest.approx(1.95**2)
    both = choose_media(pixel_device(stack=STACK), solids, ONE, PEAK_UM, absorbing=True).choices
    assert both[1].model == both[0].model
