r"""The equivalent circuit of papers, fitted to a spectrum, and what of it the spectrum can tell.

    Z = R_s + R_qd / (1 + i omega R_qd C_qd) + R_i / (1 + i omega R_i C_i)               (1)
    cost = sum over frequencies of |(Z_fit - Z) / Z|^2                                   (2)

Parameters are logarithms, so that none turns negative and errors are relative; the faster arc is
the first. Covariance: s^2 (J^T J)^-1 with s^2 the mean residual, or 1e-6 (0.1 %) where the fit is
better than any measurement. Two arcs are told apart when each of their logarithms is known to 0.5,
their time constants differ by more than a factor 2, and each is 2 % of |Z| at some frequency; else
one arc is fitted, and the verdict says so. Limits: ideal capacitors; arcs whose maximum lies
outside the frequencies are bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, least_squares

from geometry.arrays import ComplexArray, FloatArray

_FLOOR = 1e-3
_KNOWN = 0.5
_APART = 2.0
_GOOD = 0.02
_VISIBLE = 0.02


@dataclass(frozen=True)
class CircuitFit:
    """Elements in the order of ``ELEMENTS``, (5,); nan for an arc that is not there.

    Attributes:
        elements: of (1).
        errors: one standard deviation of their logarithms.
        residual: root mean square of (2).
        verdict: what cannot be told; empty if all can.
    """

    elements: FloatArray
    errors: FloatArray
    residual: float
    verdict: str


def circuit_impedance(elements: FloatArray, frequency_hz: FloatArray) -> ComplexArray:
    """(1), or with one arc of three elements, at frequencies of shape (F,)."""
    omega = 2.0 * np.pi * frequency_hz
    total = np.full(omega.shape, elements[0], dtype=complex)
    for resistance, capacitance in elements[1:].reshape(-1, 2):
        total += resistance / (1.0 + 1j * omega * resistance * capacitance)
    return np.asarray(total)


def fit_circuit(frequency_hz: FloatArray, impedance: ComplexArray) -> CircuitFit:
    """Fit two arcs, and one where two cannot be told apart.

    Args:
        frequency_hz: rising, (F,).
        impedance: any unit, (F,); not 0.
    """
    two = _best(frequency_hz, impedance, 2)
    elements = _sorted(np.exp(two.x))
    errors = _errors(two)[_order(np.exp(two.x))]
    residual = _residual(two, frequency_hz)
    taus = elements[1] * elements[2], elements[3] * elements[4]
    seen = all(_seen(elements[1 + 2 * n :][:2], frequency_hz, impedance) for n in range(2))
    told = seen and bool(np.all(errors[1:] < _KNOWN)) and taus[1] > _APART * taus[0]
    if told:
        verdict = "" if residual < _GOOD else f"two arcs miss the spectrum by {residual:.1%}"
        return CircuitFit(elements, errors, residual, _with_series(verdict, errors[0]))
    one = _best(frequency_hz, impedance, 1)
    alone = _residual(one, frequency_hz)
    nothing = np.full(2, np.nan)
    uncertain = _errors(one)
    verdict = "two arcs cannot be told apart; one is fitted"
    if alone > _GOOD:
        verdict += f", which misses the spectrum by {alone:.1%}"
    if np.any(uncertain[1:] > _KNOWN):
        verdict = "no arc lies within the frequencies: its elements are bounds"
    return CircuitFit(
        np.concatenate([np.exp(one.x), nothing]),
        np.concatenate([uncertain, nothing]),
        alone,
        _with_series(verdict, uncertain[0]),
    )


def _seen(arc: FloatArray, frequency_hz: FloatArray, impedance: ComplexArray) -> bool:
    """Whether an arc of two elements is more than a trifle of the spectrum anywhere."""
    alone = circuit_impedance(np.concatenate([[0.0], arc]), frequency_hz)
    return bool(np.max(np.abs(alone / impedance)) > _VISIBLE)


def _with_series(verdict: str, error: float) -> str:
    if error < _KNOWN:
        return verdict
    return "; ".join(part for part in (verdict, "R_s is a bound alone") if part)


def _best(frequency_hz: FloatArray, impedance: ComplexArray, arcs: int) -> OptimizeResult:
    """The best fit from several starts along the time constants of the window."""
    size = np.abs(impedance)
    large, small = float(size.max()), float(size.min())
    times = 1.0 / (2.0 * np.pi * frequency_hz[[0, -1]])

    def misfit(logs: FloatArray) -> FloatArray:
        with np.errstate(over="ignore", invalid="ignore"):
            part = (circuit_impedance(np.exp(logs), frequency_hz) - impedance) / size
        row = np.concatenate([part.real, part.imag])
        return np.asarray(np.nan_to_num(row, nan=1e3, posinf=1e3, neginf=-1e3))

    fits = []
    for share in np.linspace(0.15, 0.85, 4):
        start = [np.log(0.5 * small)]
        for arc in range(arcs):
            at = share if arcs == 1 else share * (0.4 if arc == 0 else 1.0)
            tau = np.exp((1.0 - at) * np.log(times[1]) + at * np.log(times[0]))
            resistance = large * (0.3 if arc + 1 < arcs else 0.7)
            start += [np.log(resistance), np.log(tau / resistance)]
        fits.append(least_squares(misfit, start, method="lm", max_nfev=400))
    return min(fits, key=lambda fit: float(fit.cost))


def _errors(fit: OptimizeResult) -> FloatArray:
    freedom = max(1, fit.fun.size - fit.x.size)
    noise = max(2.0 * float(fit.cost) / freedom, _FLOOR**2)
    values, vectors = np.linalg.eigh(fit.jac.T @ fit.jac)
    weak = np.maximum(values, 1e-14)
    return np.asarray(np.sqrt(noise * (vectors**2 / weak).sum(axis=1)))


def _residual(fit: OptimizeResult, frequency_hz: FloatArray) -> float:
    return float(np.sqrt(2.0 * fit.cost / frequency_hz.size))


def _order(elements: FloatArray) -> list[int]:
    faster = elements[1] * elements[2] <= elements[3] * elements[4]
    return [0, 1, 2, 3, 4] if faster else [0, 3, 4, 1, 2]


def _sorted(elements: FloatArray) -> FloatArray:
    return np.asarray(elements[_order(elements)])
