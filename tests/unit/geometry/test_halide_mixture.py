"""Mixed halides: exact at the ends, an edge linear in energy, near a measured composition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geometry.materials.files import validate_material
from geometry.materials.library import MaterialLibrary, load_library
from geometry.materials.mixing import at_moved_edge_nm, mixed_edge_nm

BROMIDE_NM, CHLORIDE_NM = 525.0, 414.0

CRYSTAL_BR18_CL12 = ((520.0, 2.26921), (560.0, 2.18943), (600.0, 2.14805), (640.0, 2.12134),
                     (680.0, 2.10244), (700.0, 2.09491))  # fmt: skip
"""Wavelength (nm) and n of CsPbBr1.8Cl1.2, ordinary ray: Ermolaev et al., Nano Lett. 23, 2570
(2023), doi:10.1021/acs.nanolett.2c04792, from the refractiveindex.info database (CC0)."""


@pytest.fixture(scope="module")
def library() -> MaterialLibrary:
    return load_library()


def mixed(library: MaterialLibrary, share: float) -> MaterialLibrary:
    entry = validate_material(
        {
            "name": "mixed",
            "kind": "halide_mixture",
            "source": "test",
            "licence": "none",
            "first": {"material": "CsPbBr3", "edge_nm": BROMIDE_NM},
            "second": {"material": "CsPbCl3", "edge_nm": CHLORIDE_NM},
            "share": share,
        }
    )
    return MaterialLibrary({**library.entries, "mixed": entry})


@pytest.mark.parametrize(("share", "end"), [(0.0, "CsPbBr3"), (1.0, "CsPbCl3")])
def test_the_ends_are_the_measured_halides(library, share: float, end: str) -> None:
    """To the chords of the tables, which the mixture cuts at the other end's points too."""
    found, measured = mixed(library, share).get("mixed"), library.get(end)
    wavelength = np.linspace(360.0, 640.0, 281)
    np.testing.assert_allclose(
        found.index(wavelength), measured.index(wavelength), rtol=1e-3, atol=1e-4
    )


@given(share=st.floats(0.0, 1.0), wavelength=st.floats(350.0, 800.0))
def test_the_edge_is_linear_in_energy(share: float, wavelength: float) -> None:
    edge = mixed_edge_nm(BROMIDE_NM, CHLORIDE_NM, share)
    energy = (1.0 - share) / BROMIDE_NM + share / CHLORIDE_NM
    assert 1.0 / edge == pytest.approx(energy, rel=1e-12)
    assert at_moved_edge_nm(edge, BROMIDE_NM, edge) == pytest.approx(BROMIDE_NM, rel=1e-12)
    there = at_moved_edge_nm(wavelength, BROMIDE_NM, edge)
    assert at_moved_edge_nm(there, edge, BROMIDE_NM) == pytest.approx(wavelength, rel=1e-12)


def test_absorption_ends_at_the_mixtures_edge(library) -> None:
    """Half of the exciton's k within 4 nm of the edge: the ends' excitons differ in width."""
    material = mixed(library, 0.4).get("mixed")
    edge = mixed_edge_nm(BROMIDE_NM, CHLORIDE_NM, 0.4)
    near = np.arange(edge - 25.0, edge + 25.0, 0.5)
    k = material.index(near).imag
    top = int(np.argmax(k))
    half = near[top + int(np.argmax(k[top:] < 0.5 * k[top]))]
    assert abs(half - edge) < 4.0


def test_between_the_ends_n_follows_a_measured_composition(library) -> None:
    """The mixture is lower by what separates the authors' CsPbBr3 (7 to 13 %), at most 14 %."""
    wavelength, n = np.array(CRYSTAL_BR18_CL12).T
    ratio = n / mixed(library, 0.4).get("mixed").index(wavelength).real
    assert np.all(ratio > 1.05)
    assert np.all(ratio < 1.14)


def test_a_share_is_a_share(library) -> None:
    with pytest.raises(ValueError, match=r"between 0 and 1; found 1\.5"):
        mixed(library, 1.5).get("mixed")
