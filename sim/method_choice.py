"""Which method solves a study, and why.

`auto` takes planar for films and fdtd for pixels, unless the pixel is so wide that its walls act
alone. Light guided by the film carries a wall's effect farthest; its power falls over L
(sim.optics.edge_plan.film_decay_um) and starts as the film's guided share g. What one wall does is
below the tolerance t of LEE beyond

    r = max(optics.reach, L ln(g / t)),

so `edge` is chosen where half the pixel's width and the lattice's repeat both exceed r.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from geometry.device import Device, build_device
from geometry.spec import DeviceSpec
from geometry.units import brief_length
from sim.averages import orientation_weights
from sim.config import Glass, Method, OpticsSpec, Study
from sim.config_edge_checks import edge_refusal
from sim.config_loader import shipped_library
from sim.optics.edge_area import wall_distances
from sim.optics.edge_plan import film_decay_um
from sim.optics.planar import solve_planar
from sim.optics.planar_case import planar_stack


@dataclass(frozen=True)
class MethodChoice:
    """A method and the sentence that says why."""

    method: Method
    reason: str


def choose_method(study: Study) -> MethodChoice:
    """The method that solves a study: what it asks for, or what fits its device."""
    asked = study.optics.method
    if asked is not Method.AUTO:
        return MethodChoice(asked, f"optics.method asks for {asked.value}")
    if study.device.array is None:
        return MethodChoice(Method.PLANAR, "auto: a film without pixels is solved exactly")
    return _pixel(study.device.model_dump_json(by_alias=True), _Numerics.of(study.optics))


@dataclass(frozen=True)
class _Numerics:
    """What the choice depends on besides the device; hashable."""

    reach_um: float
    tolerance: float
    glass: Glass

    @staticmethod
    def of(optics: OpticsSpec) -> _Numerics:
        return _Numerics(optics.reach_um, optics.tolerance, optics.glass)


@lru_cache(maxsize=256)
def _pixel(device_json: str, numerics: _Numerics) -> MethodChoice:
    spec = DeviceSpec.model_validate_json(device_json)
    refusal = edge_refusal(spec, numerics.glass)
    if refusal:
        return MethodChoice(Method.FDTD, f"auto: fdtd, since {refusal.split(';')[0]}")
    try:
        device = build_device(spec, shipped_library())
        needed = needed_half_width_um(device, numerics.reach_um, numerics.tolerance)
    except ValueError as error:
        # The case itself says what is wrong with its device; a sweep goes on with the others.
        return MethodChoice(Method.FDTD, f"auto: fdtd, since its film has no solution: {error}")
    array = device.patterned_array
    half = min(wall_distances(array).inradius_um, array.pitch)
    have, need = brief_length(round(half, 3)), brief_length(round(needed, 3))
    if half > needed:
        return MethodChoice(
            Method.EDGE,
            f"auto: edge, since half the pixel, {have}, exceeds the {need} over which a wall acts",
        )
    return MethodChoice(
        Method.FDTD,
        f"auto: fdtd, since half the pixel, {have}, does not exceed the {need} over which a wall "
        "acts",
    )


def needed_half_width_um(device: Device, reach_um: float, tolerance: float) -> float:
    """r = max(reach, L ln(g / t)) of the module's formula, um."""
    decay = film_decay_um(device)
    guided = guided_share(device)
    if guided <= tolerance or decay == 0.0:
        return reach_um
    return max(reach_um, decay * math.log(guided / tolerance))


def guided_share(device: Device) -> float:
    """Share of the film's power in modes bound to it, at the peak and the emitter's mid-plane."""
    peak = device.emission.peak_um
    stack = planar_stack(device.stack, peak)
    found = solve_planar(stack, 0.5 * device.stack.emitter.thickness_um, peak)
    x, y, z = orientation_weights(device.emission.horizontal_fraction)
    powers = [((x + y), found.horizontal), (z, found.vertical)]
    total = sum(w * p.purcell for w, p in powers)
    return float(sum(w * p.purcell * (p.guided + p.lateral) for w, p in powers) / total)
