"""Fit of passive poles to a material's n and k, so that one run can hold a whole spectrum.

Numerics: variable projection. For given pole frequencies and widths the strengths are a
non-negative linear least-squares problem; only frequencies and widths are searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares, nnls

from geometry.arrays import ComplexArray, FloatArray
from geometry.materials.library import Material
from sim.optics.grid.dispersion import DispersionModel, Pole, PoleKind, exact_at, mean_of

__all__ = ["DispersionModel", "FitReport", "Pole", "PoleKind", "describe", "exact_at"]
__all__ += ["fit_dispersion", "mean_of"]


_SAMPLES = 161
_GOOD_ENOUGH = 1e-3
_EVALUATIONS = 60
_NEWNESS = 0.1  # least share of a candidate that the present poles cannot express
# In units of the band's ends. Faster poles would need smaller time steps; narrower ones than
# the spacing of tables would only follow noise and ring for long.
_LOWEST_POLE, _HIGHEST_POLE = 0.5, 3.0
_NARROWEST, _WIDEST = 4e-3, 3.0
_DRUDE_WIDTHS = (1e-3, 5.0)


@dataclass(frozen=True)
class FitReport:
    """A fit and its largest errors over the band it was made for."""

    model: DispersionModel
    low_nm: float
    high_nm: float
    max_dn: float
    max_dk: float


@dataclass(frozen=True)
class _Shape:
    """A pole but for its strength."""

    kind: PoleKind
    frequency_per_um: float
    gamma_per_um: float

    def pole(self, sigma: float) -> Pole:
        return Pole(self.kind, self.frequency_per_um, self.gamma_per_um, sigma)


def fit_dispersion(
    material: Material, low_nm: float, high_nm: float, max_poles: int = 6
) -> FitReport:
    """Passive Drude-Lorentz fit of a material's n and k between two wavelengths.

    Poles are added one by one, each where it explains most of what is left, until the errors
    are below 0.001 or ``max_poles`` are used. After each addition the frequencies and widths
    are refined by least squares while the strengths and eps_inf - 1 come from non-negative
    least squares, so that no step leaves the passive media. Residuals are weighted so that
    they are errors of n and k. Time: about a second at most.

    Raises:
        ValueError: an empty band, one outside the material's table, or max_poles < 1.
    """
    if not 0 < low_nm < high_nm:
        raise ValueError(f"expected low_nm < high_nm; found {low_nm:g} and {high_nm:g}")
    if max_poles < 1:
        raise ValueError(f"expected at least one pole; found {max_poles}")
    problem = _Problem.of(material, low_nm, high_nm)
    shapes: tuple[_Shape, ...] = ()
    best = problem.report(shapes)
    for _ in range(max_poles):
        if max(best.max_dn, best.max_dk) < _GOOD_ENOUGH:
            break
        shapes = problem.refined((*shapes, problem.best_addition(shapes)))
        report = problem.report(shapes)
        if max(report.max_dn, report.max_dk) < max(best.max_dn, best.max_dk):
            best = report
    return best


def describe(material: Material, low_nm: float, high_nm: float) -> list[str]:
    """Lines on a material: n and k over the band, its fit and the fit's error, its source."""
    lines = [f"{material.name}: {material.source}"]
    for wavelength in np.linspace(low_nm, high_nm, 5):
        index = complex(material.index(wavelength))
        lines.append(f"  {wavelength:6.1f} nm  n = {index.real:.4f}  k = {index.imag:.5f}")
    report = fit_dispersion(material, low_nm, high_nm)
    lines.append(
        f"  fit {low_nm:g}-{high_nm:g} nm: largest error of n {report.max_dn:.4f}, "
        f"of k {report.max_dk:.4f}; eps_inf = {report.model.eps_inf:.4f}"
    )
    lines += [
        f"    {pole.kind.value:8s} f0 = {pole.frequency_per_um:.4f}/um  "
        f"gamma = {pole.gamma_per_um:.5f}/um  sigma = {pole.sigma:.5g}"
        for pole in report.model.poles
    ]
    lines += [
        f"  assumed {item.path} = {item.value:g} ({item.low:g} to {item.high:g}): {item.reason}"
        for item in material.assumptions
    ]
    return lines + [f"  {key}: {text}" for key, text in material.notes.items()]


@dataclass(frozen=True)
class _Problem:
    """Samples of the target and what is needed to compare a model with them, shapes (S,)."""

    frequency_per_um: FloatArray
    index: ComplexArray
    low_nm: float
    high_nm: float

    @classmethod
    def of(cls, material: Material, low_nm: float, high_nm: float) -> _Problem:
        frequency = np.linspace(1e3 / high_nm, 1e3 / low_nm, _SAMPLES)
        # 1e3 / frequency can step over the table's end by rounding
        wavelength_nm = np.clip(1e3 / frequency, low_nm, high_nm)
        return cls(frequency, material.index(wavelength_nm), low_nm, high_nm)

    def report(self, shapes: tuple[_Shape, ...]) -> FitReport:
        """The model with these poles at their best strengths, and its errors."""
        strengths = self._strengths(shapes)
        poles = tuple(
            shape.pole(float(sigma))
            for shape, sigma in zip(shapes, strengths[1:], strict=True)
            if sigma > 0
        )
        model = DispersionModel(1.0 + float(strengths[0]), poles=poles)
        error = model.index(1.0 / self.frequency_per_um) - self.index
        dn, dk = np.max(np.abs(error.real)), np.max(np.abs(error.imag))
        return FitReport(model, self.low_nm, self.high_nm, float(dn), float(dk))

    def best_addition(self, shapes: tuple[_Shape, ...]) -> _Shape:
        """The candidate that lowers the error most once the present poles adapt to it."""
        present = self._columns(shapes)
        residual = self._target() - present @ self._strengths(shapes)
        candidates = self._candidates()
        columns = self._columns(candidates)[:, 1:]
        basis = np.linalg.qr(present)[0]
        beside = np.linalg.norm(columns - basis @ (basis.T @ columns), axis=0)
        new = beside > _NEWNESS * np.linalg.norm(columns, axis=0)
        gain = np.where(new, residual @ columns / np.maximum(beside, 1e-300), -np.inf)
        return candidates[int(np.argmax(gain))]

    def refined(self, shapes: tuple[_Shape, ...]) -> tuple[_Shape, ...]:
        """The poles with frequencies and widths at the least squares' minimum."""
        kinds = [shape.kind for shape in shapes]
        start = np.log([(s.frequency_per_um, s.gamma_per_um) for s in shapes]).ravel()
        lower, upper = (np.log(self._bounds(kinds, end)).ravel() for end in (0, 1))

        def unpack(logarithms: FloatArray) -> tuple[_Shape, ...]:
            pairs = np.exp(logarithms).reshape(-1, 2)
            return tuple(
                _Shape(kind, float(f0), float(gamma))
                for kind, (f0, gamma) in zip(kinds, pairs, strict=True)
            )

        def residuals(logarithms: FloatArray) -> FloatArray:
            trial = unpack(logarithms)
            return np.asarray(self._columns(trial) @ self._strengths(trial) - self._target())

        start = np.clip(start, lower + 1e-9, upper - 1e-9)
        minimum = least_squares(residuals, start, bounds=(lower, upper), max_nfev=_EVALUATIONS)
        return unpack(minimum.x)

    def _bounds(self, kinds: list[PoleKind], end: int) -> list[tuple[float, float]]:
        low, high = self.frequency_per_um[0], self.frequency_per_um[-1]
        lorentz = ((_LOWEST_POLE * low, _NARROWEST * low), (_HIGHEST_POLE * high, _WIDEST * high))
        # a Drude pole's frequency only scales its strength: hold it
        drude = ((0.999 * low, _DRUDE_WIDTHS[0] * low), (1.001 * low, _DRUDE_WIDTHS[1] * high))
        return [(lorentz if kind is PoleKind.LORENTZ else drude)[end] for kind in kinds]

    def _candidates(self) -> tuple[_Shape, ...]:
        low, high = float(self.frequency_per_um[0]), float(self.frequency_per_um[-1])
        centres = np.concatenate(
            [
                np.linspace(_LOWEST_POLE * low, low, 6, endpoint=False),
                np.linspace(low, high, 40),
                np.linspace(high, _HIGHEST_POLE * high, 25)[1:],
            ]
        )
        widths = np.geomspace(_NARROWEST * low, high, 16)
        lorentz = [_Shape(PoleKind.LORENTZ, float(c), float(w)) for c in centres for w in widths]
        damping = np.geomspace(_DRUDE_WIDTHS[0] * low, _DRUDE_WIDTHS[1] * high, 16)
        return tuple(lorentz + [_Shape(PoleKind.DRUDE, low, float(w)) for w in damping])

    def _columns(self, shapes: tuple[_Shape, ...]) -> FloatArray:
        """Weighted real and imaginary parts of a constant and of every pole, (2S, 1 + P)."""
        ones = np.ones(self.frequency_per_um.shape, dtype=complex)
        terms = [ones, *(s.pole(1.0).susceptibility(self.frequency_per_um) for s in shapes)]
        return self._weighted(np.column_stack(terms))

    def _target(self) -> FloatArray:
        return self._weighted(self.index**2 - 1.0)

    def _weighted(self, permittivity: ComplexArray) -> FloatArray:
        # d(eps) = 2 n dn: division by 2 |n| turns errors of eps into errors of the index
        weight = 1.0 / (2.0 * np.abs(self.index))
        scaled = (permittivity.T * weight).T
        return np.concatenate([scaled.real, scaled.imag])

    def _strengths(self, shapes: tuple[_Shape, ...]) -> FloatArray:
        return np.asarray(nnls(self._columns(shapes), self._target())[0])
