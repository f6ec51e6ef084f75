"""Features of a pixel that do not fit: each message quotes the two values that conflict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geometry.parts import DeviceError
from geometry.spec.device import (
    ApertureShape,
    ArraySpec,
    Coverage,
    DeviceSpec,
    GapFilling,
    LayerSpec,
    MatrixPosition,
)
from geometry.units import brief_length


@dataclass(frozen=True)
class FeatureProblem:
    """What is wrong, and the dotted path of the entry at fault."""

    path: str
    message: str


def check_features(spec: DeviceSpec) -> None:
    """Raise DeviceError for the first feature that does not fit."""
    for problem in feature_problems(spec):
        raise DeviceError(problem.path, problem.message)


def feature_problems(spec: DeviceSpec) -> Iterator[FeatureProblem]:
    """Everything wrong with roughness, coffee ring, residue, islands and black matrix.

    The layers must be sound already: one emitter, unique names, a bank that stands on one of them.
    """
    if spec.array is None:
        return
    yield from _colours(spec, spec.array)
    yield from _roughness(spec.array)
    yield from _coffee_ring(spec, spec.array)
    yield from _gap(spec, spec.array)
    yield from _black_matrix(spec, spec.array)


def _colours(spec: DeviceSpec, array: ArraySpec) -> Iterator[FeatureProblem]:
    if not array.subpixels:
        return
    names = ", ".join(subpixel.name for subpixel in array.subpixels)
    if spec.emitting not in {subpixel.name for subpixel in array.subpixels}:
        text = f"found {spec.emitting!r}; expected one of {names}"
        yield FeatureProblem("device.emitting", text)
    film = array.bank.filled_by is GapFilling.MATERIAL
    if film and array.bank.coverage is Coverage.CONFORMAL or not _patterned(spec, array):
        text = f"{array.bank.coverage.value} lays one emitter over all sub-pixels ({names})"
        yield FeatureProblem("device.array.bank.coverage", text)


def _roughness(array: ArraySpec) -> Iterator[FeatureProblem]:
    roughness, path = array.sidewall.roughness, "device.array.sidewall.roughness"
    if roughness.rms_um == 0.0:
        return
    rms = brief_length(roughness.rms_um)
    if array.aperture.shape is ApertureShape.STRIPE:
        yield FeatureProblem(
            path, "rough walls of stripes are not available; take a long rectangle"
        )
    # Two walls that face each other, each displaced by up to three standard deviations.
    if 6.0 * roughness.rms_um >= array.gap_um:
        text = f"six times the rms {rms} closes the gap of {brief_length(array.gap_um)}"
        yield FeatureProblem(f"{path}.rms", text)
    if 6.0 * roughness.rms_um >= _narrowest(array):
        text = f"six times the rms {rms} closes the aperture of {brief_length(_narrowest(array))}"
        yield FeatureProblem(f"{path}.rms", text)


def _coffee_ring(spec: DeviceSpec, array: ArraySpec) -> Iterator[FeatureProblem]:
    ring, path = array.coffee_ring, "device.array.coffee_ring"
    if ring.height_um == 0.0:
        return
    if array.bank.filled_by is GapFilling.NEXT_LAYERS:
        yield FeatureProblem(path, "a drop dries in a well: bank.filled_by must be material")
        return
    if not _patterned(spec, array):
        yield FeatureProblem(path, "the emitter lies under the bank's foot: it is in no well")
        return
    if array.bank.coverage is Coverage.PLANAR:
        text = (
            f"its height {brief_length(ring.height_um)} stands above a bank that ends flush (0 nm)"
        )
        yield FeatureProblem(f"{path}.height", text)
        return
    if 2.0 * ring.width_um >= _narrowest(array):
        text = f"twice {brief_length(ring.width_um)} fills the aperture of "
        yield FeatureProblem(f"{path}.width", f"{text}{brief_length(_narrowest(array))}")
    if array.bank.coverage is Coverage.FILLING:
        filled = sum(layer.thickness_um for layer in _patterned(spec, array))
        if filled + ring.height_um > array.bank.height_um:
            yield FeatureProblem(
                f"{path}.height",
                f"{brief_length(ring.height_um)} on layers of {brief_length(filled)} overtops the "
                f"bank of {brief_length(array.bank.height_um)}",
            )


def _gap(spec: DeviceSpec, array: ArraySpec) -> Iterator[FeatureProblem]:
    if array.gap_um <= 0.0:
        text = (
            f"aperture {brief_length(array.aperture.width_um)}, pitch {brief_length(array.pitch)}"
        )
        message = f"the gap between pixels must be positive; {text}"
        yield FeatureProblem("device.array.aperture.width", message)
    if array.bank.filled_by is GapFilling.NEXT_LAYERS and not _patterned(spec, array):
        text = "no layer lies between the foot and the emitter's top: there is nothing to pattern"
        yield FeatureProblem("device.array.bank.on", text)


def _black_matrix(spec: DeviceSpec, array: ArraySpec) -> Iterator[FeatureProblem]:
    matrix, path = array.black_matrix, "device.array.black_matrix"
    if matrix is None:
        return
    if matrix.position is MatrixPosition.SUBSTRATE:
        if matrix.thickness_um >= spec.substrate.thickness_um:
            text = f"{brief_length(matrix.thickness_um)} is not thinner than the substrate "
            yield FeatureProblem(
                f"{path}.thickness", text + brief_length(spec.substrate.thickness_um)
            )
        return
    if array.bank.filled_by is GapFilling.NEXT_LAYERS or array.bank.coverage is Coverage.PLANAR:
        yield FeatureProblem(
            f"{path}.position", "on the bank: there must be a bank that stands out"
        )
    if matrix.opening_um < array.aperture.width_um:
        text = f"{brief_length(matrix.opening_um)} is narrower than the aperture of "
        yield FeatureProblem(f"{path}.opening", text + brief_length(array.aperture.width_um))


def _narrowest(array: ArraySpec) -> float:
    length = array.aperture.length_um
    return array.aperture.width_um if length is None else min(array.aperture.width_um, length)


def _patterned(spec: DeviceSpec, array: ArraySpec) -> tuple[LayerSpec, ...]:
    """Layers between the bank's foot and the emitter's upper face."""
    names = [layer.name for layer in spec.layers]
    foot = 0 if array.bank.on is None else names.index(array.bank.on)
    emitter = next(i for i, layer in enumerate(spec.layers) if layer.emitter)
    return spec.layers[foot + 1 : emitter + 1]
