"""A case by the Fourier modal method: all dipoles of a pixel in its endless array."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from geometry.aperture import signed_distance_um
from geometry.arrays import FloatArray
from geometry.coverage import emitter_outline
from geometry.device import Device
from sim.optics.emission_zone import HeightRule, emission_heights
from sim.optics.film.away_ratio import with_film_ratio
from sim.optics.film.film import FAR_FIELD_POINTS
from sim.optics.grid.lateral_rule import LateralRule, lateral_rule
from sim.optics.methods.fmm.arriving import AIR, PARTS, PLATES, SUBSTRATE, SUPERSTRATE, TOTAL
from sim.optics.methods.fmm.errors import Variants, with_errors
from sim.optics.methods.fmm.levels import Sums, levels_of
from sim.optics.methods.fmm.sampling import Positions
from sim.optics.methods.fmm.slices import HALF_SPACES, cut
from sim.optics.methods.fmm.wave import Case, Wave, solve_wave
from sim.optics.powers import Axes, Shares, assemble, status_by_budget
from sim.optics.spectrum import SpectrumRule, emission_spectrum
from sim.progress import Reporter
from sim.results.averages import Averager
from sim.results.records import Cost, OpticalResult
from sim.study import EmitterRuns, Method, OpticsSpec

MORE_LATERAL = 2
"""By how much the order of the lateral rule is raised to judge its error."""


@dataclass(frozen=True)
class Rules:
    """Positions of a case and their weights.

    Attributes:
        lateral, more: the rule asked for and a finer one.
        heights: above the emitter's lower face.
        spectrum: wavelengths.
    """

    lateral: LateralRule
    more: LateralRule
    heights: HeightRule
    spectrum: SpectrumRule


def rules_of(device: Device, optics: OpticsSpec) -> Rules:
    """Positions of a pixel's dipoles and their weights.

    Raises:
        ValueError: an emission zone that has no rule.
    """
    array, outline = device.patterned_array, emitter_outline(device)
    assert outline is not None  # pixels have one
    order = optics.dipoles.lateral
    return Rules(
        lateral_rule(array, outline, order),
        lateral_rule(array, outline, order + MORE_LATERAL),
        emission_heights(
            device.emission, device.stack.emitter.thickness_um, optics.dipoles.vertical
        ),
        emission_spectrum(device.emission, optics.wavelengths),
    )


def prepare(device: Device, optics: OpticsSpec) -> tuple[Case, Rules]:
    """Slices, orders, wavevectors and positions of a case.

    Raises:
        ValueError: a device that cannot be cut into slices.
    """
    rules = rules_of(device, optics)
    slices = cut(device)
    z = device.emitter_below_um + rules.heights.height_um
    layers = [layer.name for layer in device.stack.layers]
    others = [m.part for m in slices.media if m.part not in (*layers, *HALF_SPACES)]
    case = Case(
        device=device,
        slices=slices,
        film=cut(device.as_film(), slices.cell),
        levels=levels_of(slices.cell, optics.fmm),
        positions=Positions(rules.lateral.x_um, rules.lateral.y_um, z),
        more=Positions(rules.more.x_um, rules.more.y_um, z),
        parts=(*layers, *dict.fromkeys(others)),
        absorbing=_absorbs(device, rules.spectrum) and optics.emitter is EmitterRuns.BOTH,
        direction_cosine=np.linspace(-1.0, 1.0, FAR_FIELD_POINTS),
        numerical_aperture=optics.numerical_aperture,
    )
    return case, rules


def fmm_optics(
    device: Device, optics: OpticsSpec, reporter: Reporter, film: OpticalResult
) -> OpticalResult:
    """Solve a pixel with every dipole of its quadrature.

    Args:
        device: a pixel on a lattice.
        optics: numerics.
        reporter: shows progress.
        film: the exact solution of the device's film.

    Raises:
        ValueError: a device that cannot be cut into slices, or a wavelength outside a table.
    """
    started = time.perf_counter()
    case, rules = prepare(device, optics)
    count = rules.spectrum.wavelength_um.size
    reporter.start(float(case.wavevectors * count), f"{case.wavevectors * count} wavevectors")
    progress = _Progress(reporter, case.wavevectors * count)
    waves = [solve_wave(case, float(w), progress.step) for w in rules.spectrum.wavelength_um]
    best = result_of(case, rules, waves)
    steps_um = np.linalg.norm(case.slices.cell.vectors_um, axis=1)
    returns_um = case.levels.fine * float(steps_um.min())
    result = with_errors(best, variants(case, rules, waves), film, returns_um)
    if not case.absorbing:
        result = with_film_ratio(result, film)
    result = replace(result, status=status_by_budget(result))
    cost = Cost(runs=case.wavevectors * count, wall_s=time.perf_counter() - started)
    return replace(result, cost=cost)


def result_of(case: Case, rules: Rules, waves: list[Wave]) -> OpticalResult:
    """The result of the best sums, without its errors."""
    clear = np.stack([wave.clear.best for wave in waves], axis=-1)
    lossy = [wave.lossy.best for wave in waves if wave.lossy is not None]
    result = _result(case, rules, rules.lateral, clear, np.stack(lossy, axis=-1) if lossy else None)
    shape = result.air.shape
    directional = _far_field(case, waves, result)
    others = np.stack([wave.to_neighbours for wave in waves], axis=-1).reshape(shape)
    own = np.stack([wave.own_share for wave in waves], axis=-1).reshape(shape)
    taken = np.stack([wave.reabsorbed for wave in waves], axis=-1).reshape(shape)
    away = None if result.away is None else result.away + others
    result = _with_collected(result, case, waves)
    return replace(
        result,
        own_pixel_share=own,
        reabsorbed=taken,
        far_field=directional,
        direction_cosine=case.direction_cosine,
        away=away,
        to_neighbours=others if lossy and not case.device.emitter_is_continuous else None,
    )


def _with_collected(result: OpticalResult, case: Case, waves: list[Wave]) -> OpticalResult:
    """With the light within the numerical aperture.

    Its crosstalk's error `zone`: what half a step between wavevectors moves it by.
    """
    rows = [wave.collected for wave in waves if wave.collected is not None]
    if not rows:
        return result
    of_air, own, moved = (
        np.stack(values, axis=-1).reshape(result.air.shape)
        for values in zip(
            *((row.of_air, row.own_share, row.edge_range) for row in rows), strict=True
        )
    )
    averager, light = Averager(result), result.air * of_air
    mean = float(averager.mean(light))
    zone = float(averager.mean(light * moved)) / mean if mean > 0.0 else 0.0
    return replace(
        result,
        numerical_aperture=case.numerical_aperture,
        collected=light,
        own_collected_share=own,
        collected_crosstalk_errors={"zone": zone},
    )


def variants(case: Case, rules: Rules, waves: list[Wave]) -> Variants:
    """What the same sums give otherwise."""
    others = np.stack([wave.to_neighbours for wave in waves], axis=-1)

    def of(name: str) -> OpticalResult:
        clear = np.stack([getattr(wave.clear, name) for wave in waves], axis=-1)
        lossy = [getattr(wave.lossy, name) for wave in waves if wave.lossy is not None]
        made = _result(
            case, rules, rules.lateral, clear, np.stack(lossy, axis=-1) if lossy else None
        )
        if made.away is None:
            return made
        return replace(made, away=made.away + others.reshape(made.away.shape))

    more_clear = np.stack([_with_tail(wave.more_clear, wave.clear) for wave in waves], axis=-1)
    finer = _result(case, rules, rules.more, more_clear, None)
    coarse = _result(
        case, rules, rules.lateral, np.stack([w.clear.coarse for w in waves], axis=-1), None
    )
    return Variants(of("with_few_orders"), of("with_few_wavevectors"), coarse, finer)


def _with_tail(rows: FloatArray, sums: Sums) -> FloatArray:
    return np.asarray(rows + sums.tail_few[:, :, None])


def _result(
    case: Case,
    rules: Rules,
    lateral: LateralRule,
    clear: FloatArray,
    lossy: FloatArray | None,
) -> OpticalResult:
    """A result of powers (rows, H, L, O, W), without far field (U = 1) and errors."""
    heights, places = clear.shape[1:3]
    flat = clear.reshape(clear.shape[0], heights * places, *clear.shape[3:])
    total = flat[TOTAL]
    node = np.zeros((heights, places, 3))
    node[..., 0], node[..., 1] = lateral.x_um, lateral.y_um
    node[..., 2] = case.positions.z_um[:, None]
    outline = emitter_outline(case.device)
    assert outline is not None  # pixels have one
    wall = signed_distance_um(outline, lateral.x_um, lateral.y_um)
    shown = _shown(case, flat)
    absorbed = np.moveaxis(flat[PARTS:][shown], 0, -1)
    nothing = np.zeros_like(total)
    shares = Shares(
        purcell=total,
        air=flat[AIR] / total,
        substrate=flat[SUBSTRATE] / total,
        lateral=nothing,
        superstrate=flat[SUPERSTRATE] / total,
        absorbed=absorbed / total[..., None],
        reabsorbed=nothing,
        own_share=nothing + 1.0,
        far_field=np.zeros((*total.shape, 1, 1)),
        encapsulation=flat[PLATES] / total,
        answer_range=nothing,
        collected=nothing,
        own_collected_share=nothing + 1.0,
    )
    result = assemble(
        method=Method.FMM,
        shares=shares,
        axes=Axes(
            node_um=node.reshape(-1, 3),
            node_weight=np.outer(rules.heights.weight, lateral.weight).ravel(),
            wall_distance_um=np.tile(wall, heights),
            spectrum=rules.spectrum,
            parts=tuple(case.parts[i] for i in shown),
            direction_cosine=np.zeros(1),
        ),
        device=case.device,
    )
    if lossy is None:
        return result
    powers = lossy.reshape(flat.shape)
    return replace(result, lossy_air=powers[AIR], away=powers[TOTAL])


def _shown(case: Case, flat: FloatArray) -> list[int]:
    """Layers always, other parts only where they absorb."""
    layers = {layer.name for layer in case.device.stack.layers}
    return [
        i
        for i, name in enumerate(case.parts)
        if name in layers or bool(np.any(flat[PARTS + i] != 0.0))
    ]


def _far_field(case: Case, waves: list[Wave], result: OpticalResult) -> FloatArray:
    """(N, O, W, U, U), scaled so that all directions together have the light to the observer.

    The sum over directions is that of sim.results.far_field.
    """
    raw = np.stack([wave.far_field for wave in waves], axis=3)
    raw = raw.reshape(*result.air.shape, *raw.shape[-2:])
    u = case.direction_cosine
    squared = 1.0 - u[:, None] ** 2 - u[None, :] ** 2
    inside = squared > 1e-9
    light = np.pi * (raw[..., inside] / np.sqrt(squared[inside])).mean(axis=-1)
    scale = np.divide(
        np.maximum(result.air, 0.0), light, out=np.zeros_like(light), where=light > 0.0
    )
    return np.asarray(raw * scale[..., None, None])


def _absorbs(device: Device, spectrum: SpectrumRule) -> bool:
    index = device.stack.emitter.material.index(spectrum.wavelength_um * 1e3)
    return bool((index.imag > 0.0).any())


class _Progress:
    """Counts wavevectors."""

    def __init__(self, reporter: Reporter, total: int) -> None:
        self._reporter, self._total, self._done = reporter, total, 0

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self._reporter.update(float(self._done), f"wavevector {self._done}/{self._total}")
