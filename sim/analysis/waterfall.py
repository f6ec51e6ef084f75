"""Which mechanism takes how much of the EQE between the unpatterned film and the pixel.

The electrical model is solved again from stored optics, one change at a time:

    film           film's optics, no edge
    outcoupling    the pixel's powers to air and away from the emitter, without black matrix
    sidewall       surface recombination at the pixel's wall              } rows of the table of
    rim            the damaged rim                                        } channels, grouped by
    leakage        shunts along the wall and through the gap, injection   } their PerimeterStep
    black matrix   the pixel's optics as they are

Recycling has no step of its own: light that a wall frees would in part have come back, so that
film and pixel differ by one pair of powers (``Waterfall.transparent`` says how the step would be
without it). Every level is the largest EQE at 1 cd/m2 or more. No optics are solved here. The
order is a choice: ``Step.alone`` says what each mechanism costs if it is the only one undone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.solids import BLACK_MATRIX
from sim.analysis.waterfall_records import MatrixEvidence, Mechanism, Step, Waterfall
from sim.coupling import solve_electrical
from sim.electrical.channels.table import AT_PERIMETER, switched_off
from sim.electrical.spec import CompactSpec, DriftDiffusionSpec
from sim.results.averages import Averager, lee, recycling, recycling_errors
from sim.results.records import OpticalResult

ElectricalModel = CompactSpec | DriftDiffusionSpec


class WaterfallError(ValueError):
    """A case that cannot be taken apart; one sentence says why."""


@dataclass(frozen=True)
class PixelCase:
    """A solved pixel as the waterfall needs it.

    Attributes:
        device: with its array.
        spec: the electrical model.
        optics: the pixel's raw optics.
        film: raw optics of the same stack unpatterned.
        without_matrix: optics of the same pixel without its black matrix, where they were solved.
    """

    device: Device
    spec: ElectricalModel
    optics: OpticalResult
    film: OpticalResult
    without_matrix: OpticalResult | None = None

    @property
    def has_matrix(self) -> bool:
        """Whether the pixel has a black matrix."""
        return self.device.array is not None and self.device.array.black_matrix is not None


def waterfall(case: PixelCase) -> Waterfall:
    """Split the change of the EQE from the film to the pixel by mechanism.

    Raises:
        WaterfallError: a film, or a level that never reaches 1 cd/m2.
    """
    if case.device.array is None:
        raise WaterfallError(
            "the waterfall compares a pixel with its film; this case is a film: set device.array"
        )
    case = _alike(case)
    order = tuple(Mechanism)
    film_eqe = _eqe(case, frozenset())
    levels = [film_eqe]
    for count in range(1, len(order) + 1):
        # The same level is not solved twice where a mechanism is absent.
        levels.append(
            _eqe(case, frozenset(order[:count])) if _acts(case, order[count - 1]) else levels[-1]
        )
    all_acting = frozenset(order)
    steps = []
    for number, mechanism in enumerate(order):
        without = levels[-1]
        if _acts(case, mechanism):
            without = _eqe(case, all_acting - {mechanism})
        before, after = levels[number], levels[number + 1]
        error = _points_error(case, mechanism, before, after)
        steps.append(Step(mechanism, before, after, error, without))
    return Waterfall(
        film=film_eqe,
        film_error=film_eqe * _relative_error(case, case.film),
        steps=tuple(steps),
        pixel_error=levels[-1] * _relative_error(case, case.optics),
        matrix=_evidence(case),
        transparent=_transparent_factor(case),
    )


def _alike(case: PixelCase) -> PixelCase:
    """The case with powers of an absorbing emitter in all of its optics or in none."""
    parts = [p for p in (case.optics, case.film, case.without_matrix) if p is not None]
    if all(part.away is not None for part in parts):
        return case
    return replace(case, spec=case.spec.model_copy(update={"recycling": False}))


def _transparent_factor(case: PixelCase) -> float:
    """Factor of the outcoupling step of a transparent emitter; nan where the step is that one."""
    if not case.spec.recycling:
        return math.nan
    case = replace(case, spec=case.spec.model_copy(update={"recycling": False}))
    return _eqe(case, frozenset({Mechanism.OUTCOUPLING})) / _eqe(case, frozenset())


def without_matrix_estimate(optics: OpticalResult) -> OpticalResult:
    """The pixel without its black matrix, from what the matrix absorbs.

    The absorbed light A_bm was on its way into the glass. Given back in the ratio in which light in
    the glass reaches air, eta / (eta + substrate), every position's share to air becomes
    eta (1 + A_bm / (eta + substrate)). The truth lies between eta (nothing of it would have got
    out) and eta + A_bm; what the matrix reflects, and light at the angles that it clips, is not in
    it. Power to air of the absorbing emitter grows alike; what leaves it for good stays.
    """
    share = _matrix_share(optics)
    entering = optics.air + optics.substrate
    gained = np.divide(share, entering, out=np.zeros_like(share), where=entering > 0.0)
    factor = 1.0 + gained
    absorbed = optics.absorbed.copy()
    absorbed[..., optics.absorbing_parts.index(BLACK_MATRIX)] = 0.0
    return replace(
        _with_air_times(optics, factor), substrate=optics.substrate * factor, absorbed=absorbed
    )


def _with_air_times(optics: OpticalResult, factor: FloatArray | float) -> OpticalResult:
    """Optics with more or less light to air, of the transparent and of the absorbing emitter."""
    lossy = None if optics.lossy_air is None else optics.lossy_air * factor
    return replace(optics, air=optics.air * factor, lossy_air=lossy)


def _matrix_share(optics: OpticalResult) -> FloatArray:
    if BLACK_MATRIX not in optics.absorbing_parts:
        return np.zeros_like(optics.air)
    return np.asarray(optics.absorbed[..., optics.absorbing_parts.index(BLACK_MATRIX)])


def _evidence(case: PixelCase) -> MatrixEvidence:
    if not case.has_matrix:
        return MatrixEvidence.NONE
    if case.without_matrix is not None:
        return MatrixEvidence.SISTER
    absorbs = BLACK_MATRIX in case.optics.absorbing_parts
    return MatrixEvidence.ABSORBED if absorbs else MatrixEvidence.NONE


def _acts(case: PixelCase, mechanism: Mechanism) -> bool:
    """Whether a mechanism can change anything: saves solutions, changes no number."""
    spec, array = case.spec, case.device.array
    if array is None:
        return False
    if mechanism is Mechanism.BLACK_MATRIX:
        return _evidence(case) is not MatrixEvidence.NONE
    treatment = array.sidewall.treatment
    places = [place for _, place in AT_PERIMETER if place.step is mechanism.step]
    return not places or any(place.acts(spec, treatment) for place in places)


def _eqe(case: PixelCase, acting: frozenset[Mechanism]) -> float:
    """Largest lit EQE with some of the mechanisms."""
    result = solve_electrical(
        case.device, _spec_with(case.spec, acting), _optics_with(case, acting)
    )
    if not result.is_lit:
        names = ", ".join(sorted(acting)) or "no mechanism"
        raise WaterfallError(f"with {names} the device never reaches 1 cd/m2")
    return result.eqe_peak


def _spec_with(spec: ElectricalModel, acting: frozenset[Mechanism]) -> ElectricalModel:
    """The model without the channels at the perimeter that do not act; a film has none of them."""
    steps = {mechanism.step for mechanism in acting}
    off = [channel for channel, place in AT_PERIMETER if place.step not in steps]
    return spec.model_copy(update=switched_off(spec, *off))


def _optics_with(case: PixelCase, acting: frozenset[Mechanism]) -> OpticalResult:
    bare = _bare(case)
    optics = case.optics if Mechanism.BLACK_MATRIX in acting else bare
    if Mechanism.OUTCOUPLING not in acting:
        # The film has no black matrix: where one acts, it takes the share that it takes in the
        # pixel.
        passed = lee(optics) / lee(bare) if optics is not bare else 1.0
        optics = case.film if passed == 1.0 else _with_air_times(case.film, passed)
    return optics


def _bare(case: PixelCase) -> OpticalResult:
    """The pixel's optics without its black matrix; those that it has where there is none."""
    evidence = _evidence(case)
    if evidence is MatrixEvidence.SISTER and case.without_matrix is not None:
        return case.without_matrix
    if evidence is MatrixEvidence.ABSORBED:
        return without_matrix_estimate(case.optics)
    return case.optics


def _relative_error(case: PixelCase, optics: OpticalResult) -> float:
    """Of the light per exciton, with recycling where the model has it."""
    mean = recycling(optics) if case.spec.recycling else None
    value = lee(optics) if mean is None else mean.with_recycling
    error = optics.lee_error if mean is None else sum(recycling_errors(optics).values())
    return error / value if value > 0.0 else 0.0


def _points_error(case: PixelCase, mechanism: Mechanism, before: float, after: float) -> float:
    """Error of a step: that of both optics where they differ, else in common.

    The black matrix estimated from its absorption adds half the distance between its bounds.
    """
    pixel = _relative_error(case, case.optics)
    bare = pixel if case.without_matrix is None else _relative_error(case, case.without_matrix)
    alike = case.optics.method == case.film.method  # one solution stands in for both
    if mechanism is Mechanism.OUTCOUPLING and not alike:
        return math.hypot(before * _relative_error(case, case.film), after * bare)
    if mechanism is not Mechanism.BLACK_MATRIX:
        return abs(after - before) * bare
    evidence = _evidence(case)
    if evidence is MatrixEvidence.SISTER:
        return math.hypot(before * bare, after * pixel)
    if evidence is MatrixEvidence.NONE:
        return 0.0
    share = float(Averager(case.optics).mean(_matrix_share(case.optics)))
    return 0.5 * after * share / lee(case.optics)
