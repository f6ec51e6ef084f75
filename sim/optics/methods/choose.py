"""The methods, and which of them solves a study.

`auto` takes planar for films, and for pixels so wide that all the guided light which reaches their
walls within its decay length could not change the light that gets out by `optics.tolerance`. Other
pixels go to edge where their walls act one at a time: what a wall does to a dipole is an
interference of the wave that it returns, which is strong within a wavelength of the wall and small
beyond some (docs/validation.md), so edge is taken where half of the pixel's width and the lattice's
repeat both exceed `WAVELENGTHS` of the peak: by the wall's modes (edge_modes) where it is upright
and nothing asks for optics.corner_width, else stepped in time. What light guided farther than
optics.reach may still do is in edge's error, and a full solution of so wide a pixel would be cut at
the same reach. Smaller pixels, and what edge cannot treat, are solved whole: by fmm where that is
cheaper than fdtd (sim.optics.methods.fmm.crossover), optics.fmm.terms hold the cell, and no metal
ends at a wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from geometry.device import Device, build_device
from geometry.materials.library import MaterialLibrary
from geometry.spec import DeviceSpec
from geometry.units import brief_length
from sim.optics.film.film import exit_height_um
from sim.optics.film_on_grid.bias import exact_power, film_stack, kind_weights
from sim.optics.methods.edge.areas import wall_distances
from sim.optics.methods.edge.method import EdgeMethod
from sim.optics.methods.edge.plan import film_decay_um
from sim.optics.methods.edge.refusal import edge_refusal
from sim.optics.methods.edge.walls import arriving_share
from sim.optics.methods.edge_modes.method import EdgeModesMethod
from sim.optics.methods.edge_modes.refusal import edge_modes_refusal
from sim.optics.methods.fdtd.method import FdtdMethod
from sim.optics.methods.fmm.crossover import is_cheaper, needed_terms
from sim.optics.methods.fmm.method import FmmMethod
from sim.optics.methods.fmm.orders import cell_of
from sim.optics.methods.fmm.refusal import fmm_issues, metals_at_walls
from sim.optics.methods.planar.method import PlanarMethod
from sim.optics.methods.protocol import OpticalMethod
from sim.optics.methods.reciprocity.method import ReciprocityMethod
from sim.optics.section.section import REACH_UM
from sim.study import Glass, Method, MethodChoice, Study

METHODS: Mapping[Method, OpticalMethod] = {
    Method.PLANAR: PlanarMethod(),
    Method.FDTD: FdtdMethod(),
    Method.EDGE: EdgeMethod(),
    Method.EDGE_MODES: EdgeModesMethod(),
    Method.RECIPROCITY: ReciprocityMethod(),
    Method.FMM: FmmMethod(),
}
"""Every method by its name: one line each."""

WAVELENGTHS = 4.0
"""Half width of the smallest pixel that auto gives to edge, in vacuum wavelengths of the peak:
2.1 um in the green, where the corner term is still within edge's error bar."""


def method_of(study: Study) -> OpticalMethod:
    """The method that solves a study which has one: asked for, or taken at loading."""
    return METHODS[study.choice.method]


def method_called(name: str) -> OpticalMethod:
    """The method of a stored result.

    Raises:
        ValueError: no method has that name.
    """
    return METHODS[Method(name)]


def resolved(study: Study, library: MaterialLibrary) -> Study:
    """The study with the method that auto takes for it; asked once, when a study is loaded."""
    return study.with_choice(choose(study, library))


def choose(study: Study, library: MaterialLibrary) -> MethodChoice:
    """The method that solves a study: what it asks for, or what fits its device.

    Args:
        study: sound, or such that the method chosen will say what is wrong.
        library: materials by name.
    """
    if study.optics.method is not Method.AUTO:
        return study.choice
    if study.device.array is None:
        return MethodChoice(Method.PLANAR, "auto: a film without pixels is solved exactly")
    optics = study.optics
    terms = 0 if any(fmm_issues(study)) else optics.fmm.terms
    corners = optics.corner_width_um is not None
    return _of_pixel(
        _Pixel(study.device, library, id(library), optics.glass, optics.tolerance, terms, corners)
    )


def choice_notes(study: Study) -> tuple[str, ...]:
    """Why a pixel whose method was left open is solved as it is, and what is not used then."""
    method, optics = study.choice.method, study.optics
    left_open = optics.method is Method.AUTO and study.device.array is not None
    notes = [study.choice.reason] if left_open else []
    if optics.corner_width_um is not None and method is not Method.EDGE:
        text = "optics.corner_width is not used: it is for method edge, auto took"
        notes.append(f"{text} {method.value}")
    return tuple(notes)


@dataclass(frozen=True)
class _Pixel:
    """What the choice for a pixel rests on; equal where the choice is the same.

    Attributes:
        device: as written.
        library: materials by name, as a rule the same object for all cases of a study.
        library_id: of the library, which lives as long as this record.
        glass, tolerance: of the optics.
        terms: Fourier orders that fmm may take, 0 where it refuses the study.
        corners: whether a small pixel is to tell what corners do, which edge alone can use.
    """

    device: DeviceSpec
    library: MaterialLibrary = field(compare=False)
    library_id: int
    glass: Glass
    tolerance: float
    terms: int
    corners: bool


@lru_cache(maxsize=256)
def _of_pixel(pixel: _Pixel) -> MethodChoice:
    spec, tolerance = pixel.device, pixel.tolerance
    refusal = edge_refusal(spec, pixel.glass)
    by_walls = not pixel.corners and not edge_modes_refusal(spec, pixel.glass)
    if refusal and not by_walls:
        return _by_modes(pixel) or MethodChoice(
            Method.FDTD, f"auto: fdtd, since {refusal.split(';')[0]}"
        )
    try:
        device = build_device(spec, pixel.library)
        most = largest_wall_effect(device)
    except ValueError as error:
        # The case itself says what is wrong with its device; a sweep goes on with the others.
        return MethodChoice(Method.FDTD, f"auto: fdtd, since the device cannot be built: {error}")
    array = device.patterned_array
    if most < tolerance:
        return MethodChoice(
            Method.PLANAR,
            f"auto: planar, since walls reach too little of so wide a pixel to change its light by "
            f"more than {most:.1%} (optics.tolerance {tolerance:.1%})",
        )
    half, needed = min(wall_distances(array).inradius_um, array.pitch), needed_half_width_um(spec)
    have, need = brief_length(round(half, 3)), brief_length(round(needed, 3))
    if half > needed:
        method = Method.EDGE_MODES if by_walls else Method.EDGE
        text = f"since half the pixel, {have}, exceeds the {need} over which a wall acts"
        return MethodChoice(method, f"auto: {method.value}, {text}")
    return _by_modes(pixel) or MethodChoice(
        Method.FDTD,
        f"auto: fdtd, since half the pixel, {have}, does not exceed the {need} over which a wall "
        "acts",
    )


def _by_modes(pixel: _Pixel) -> MethodChoice | None:
    """Fmm, where it is the cheaper one of the two that solve a pixel whole."""
    array = pixel.device.array
    if pixel.terms == 0 or array is None:
        return None
    cell, tolerance = cell_of(array), pixel.tolerance
    if not is_cheaper(cell, tolerance) or pixel.terms < needed_terms(cell, tolerance):
        return None
    try:
        metals = metals_at_walls(build_device(pixel.device, pixel.library))
    except ValueError:
        return None
    if metals:
        return None
    text = f"Fourier modes of so small a cell, {cell.area_um2:.2g} um2, cost less than stepping it"
    return MethodChoice(Method.FMM, f"auto: fmm, since {text}")


def needed_half_width_um(device: DeviceSpec) -> float:
    """Half width beyond which a pixel's walls act one at a time, um."""
    return WAVELENGTHS * device.emission.peak_um


def largest_wall_effect(device: Device) -> float:
    """Share of the light to air that walls could add or take at most, for a wide pixel.

    All guided light that arrives (sim.optics.methods.edge.walls), REACH_UM and the decay length
    deep, over the light to air, of a dipole in the middle of the emitter at the peak.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    film, peak = device.as_film(), device.emission.peak_um
    middle = exit_height_um(film, 0.5 * film.stack.emitter.thickness_um)
    power = exact_power(film_stack(film, peak), middle, peak)
    emitted = kind_weights(film.emission.horizontal_fraction) * power.purcell
    air = float(emitted @ power.air)
    bound = float(emitted @ (1.0 - power.air - power.substrate))
    walls = wall_distances(device.patterned_array)
    return bound / air * arriving_share(REACH_UM + film_decay_um(film), walls)
