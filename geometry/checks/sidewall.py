"""Whether the liner of a wall and its roughness leave a well open."""

from __future__ import annotations

from collections.abc import Iterator

from geometry.checks.issue import ARRAY, Issue
from geometry.spec.array import ApertureShape, ArraySpec
from geometry.spec.sidewall import SidewallSpec, Treatment
from geometry.units import HAIR_UM, brief_length

_SIDEWALL = (*ARRAY, "sidewall")


def sidewall_issues(array: ArraySpec) -> Iterator[Issue]:
    """Liners that are described by halves or fill the well, and walls too rough for it."""
    yield from _liner_issues(array.sidewall)
    yield from _thickness_issues(array)
    yield from _roughness_issues(array)


def sidewall_warnings(array: ArraySpec) -> Iterator[str]:
    """A mirror without an insulator."""
    sidewall = array.sidewall
    if sidewall.treatment is Treatment.REFLECTIVE and sidewall.spacer is None:
        yield (
            "a reflective wall without device.array.sidewall.spacer touches every layer: a metal "
            "there joins anode and cathode, a short that the electrical model leaves out"
        )


def _liner_issues(sidewall: SidewallSpec) -> Iterator[Issue]:
    treatment = sidewall.treatment
    if treatment is Treatment.NONE:
        if sidewall.material is not None or sidewall.thickness_um is not None:
            text = "none, yet a material or thickness is given; expected a treatment that uses it"
            yield Issue((*_SIDEWALL, "treatment"), text)
    elif (sidewall.liner_material is None) != (sidewall.liner_thickness_um is None):
        text = f"a {treatment.value} wall needs both material and thickness, or neither"
        yield Issue(_SIDEWALL, text)
    if sidewall.is_bare and sidewall.spacer is not None:
        text = f"a spacer of {brief_length(sidewall.spacer.thickness_um)}, but no liner"
        yield Issue((*_SIDEWALL, "spacer"), f"{text} (treatment {treatment.value})")


def _thickness_issues(array: ArraySpec) -> Iterator[Issue]:
    sidewall, narrow_um = array.sidewall, array.aperture.narrowest_um
    if sidewall.is_bare:
        return
    liner_um = sidewall.liner_thickness_um or 0.0
    spacer_um = 0.0 if sidewall.spacer is None else sidewall.spacer.thickness_um
    if 2.0 * (liner_um + spacer_um) >= narrow_um - HAIR_UM:
        film = brief_length(liner_um)
        film += "" if spacer_um == 0.0 else f" on a spacer of {brief_length(spacer_um)}"
        text = f"twice {film} fills the well of width {brief_length(narrow_um)}"
        yield Issue((*_SIDEWALL, "thickness"), text)


def _roughness_issues(array: ArraySpec) -> Iterator[Issue]:
    roughness, path = array.sidewall.roughness, (*_SIDEWALL, "roughness")
    if not array.sidewall.is_rough or array.gap_um <= 0.0:  # wells that meet: see plan_issues
        return
    if array.aperture.shape is ApertureShape.STRIPE:
        yield Issue(path, "rough walls of stripes are not available; take a long rectangle")
    # Two walls that face each other, each displaced by up to three standard deviations.
    sizes = {"gap": array.gap_um, "aperture": array.aperture.narrowest_um}
    for name, size_um in sizes.items():
        if 6.0 * roughness.rms_um >= size_um:
            text = f"six times the rms {brief_length(roughness.rms_um)} closes the {name} of "
            yield Issue((*path, "rms"), f"{text}{brief_length(size_um)}")
