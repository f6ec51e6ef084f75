"""More of what the error is mostly made of, until it is small enough or a limit is hit."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from unit.fake_cases import optical

from sim.optics.methods.fmm.refinement import Tools, refine, refined_numerics
from sim.progress import SilentReporter
from sim.results.averages import lee
from sim.results.records import OpticalResult
from sim.results.status import Status
from sim.study import OpticsSpec

OPTICS = OpticsSpec.model_validate(
    {"method": "fmm", "refine": {"rounds": 4, "longest": "100 s"}, "tolerance": 0.02}
)
TERMS = OPTICS.fmm.terms


def solved(optics: OpticsSpec) -> OpticalResult:
    """Terms leave 8 % of 200, wavevectors 1 % of 6, in the cube and square of them."""
    result = optical()
    value = lee(result)
    parts = {
        "terms": 0.08 * value * (TERMS / optics.fmm.terms) ** 3,
        "brillouin": 0.01 * value * (6 / optics.fmm.brillouin) ** 2,
        "closure": 1e-6,
    }
    return replace(result, status=Status.OK, error_parts=parts, lee_error=sum(parts.values()))


def tools(predicted_s: float = 1.0) -> Tools:
    clock = count()
    return Tools(solved, lambda _: predicted_s, lambda: float(next(clock)), SilentReporter())


def test_the_largest_part_is_refined_first() -> None:
    result = refine(solved(OPTICS), OPTICS, tools())
    assert result.status is Status.OK
    assert result.lee_error <= 0.02 * lee(result)
    rounds = [text for text in result.warnings if text.startswith("refinement")]
    assert [text.split(":")[0] for text in rounds] == ["refinement 1 (terms", "refinement 2 (terms"]
    assert "450 Fourier orders" in rounds[-1]


def test_no_time_left() -> None:
    result = refine(solved(OPTICS), OPTICS, tools(1e4))
    assert result.status is Status.NOT_CONVERGED
    assert "300 Fourier orders would take" in result.warnings[-1]
    assert "closure: no further refinement is known" in result.warnings[-1]


def test_a_tolerance_that_is_met_takes_nothing() -> None:
    loose = OPTICS.model_copy(update={"tolerance": 0.2})
    first = solved(OPTICS)
    result = refine(first, loose, tools())
    assert (result.cost, result.warnings) == (first.cost, first.warnings)


@pytest.mark.parametrize(
    ("part", "optics", "reached"),
    [
        ("terms", {}, {"terms": 300}),
        ("terms", {"terms": 1900}, {"terms": 2000}),
        ("brillouin", {}, {"brillouin": 9}),
    ],
)
def test_steps(part: str, optics: dict[str, int], reached: dict[str, int]) -> None:
    fmm = OPTICS.fmm.model_copy(update=optics)
    step = refined_numerics(part, OPTICS.model_copy(update={"fmm": fmm}))
    assert step is not None
    assert step.fmm == fmm.model_copy(update=reached)


def test_ends_of_the_steps() -> None:
    full = OPTICS.model_copy(update={"fmm": OPTICS.fmm.model_copy(update={"terms": 2000})})
    assert refined_numerics("terms", full) is None
    assert refined_numerics("closure", OPTICS) is None
    more = refined_numerics("dipole_rule", OPTICS)
    assert more is not None
    assert more.dipoles.lateral == OPTICS.dipoles.lateral + 2
