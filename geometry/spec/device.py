"""A whole device as a user writes it."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from geometry.fill_in.colours import with_emitting
from geometry.fill_in.gap_and_bank import bank_from_layers, foot_index, lists_as_tuples
from geometry.fill_in.technique import TechniqueName, with_technique
from geometry.spec.array import ArraySpec
from geometry.spec.base import Spec
from geometry.spec.emission import EmissionSpec
from geometry.spec.exit import EncapsulationSpec, ExitSide
from geometry.spec.layers import HalfSpaceSpec, LayerSpec, SubstrateSpec


class AssumedSpec(Spec):
    """Mark on a value that no source gives, with the range in which the truth is believed."""

    low: str | float
    """Lower end of the range, with its unit."""
    high: str | float
    """Upper end of the range, with its unit."""
    reason: str = Field(min_length=1, max_length=300)
    """Why the value is a guess, and whence its range."""


class DeviceSpec(Spec):
    """A whole device: substrate, layers from the substrate up, array (or none), emission.

    A ``technique`` fills in what ``array`` leaves out, ``emitting`` picks one of several emitters.
    ``assumed`` marks values by dotted path.
    """

    technique: TechniqueName | None = None
    """How the pixels are patterned; fills in what array leaves out."""
    substrate: SubstrateSpec = SubstrateSpec()
    """Plate below the layers."""
    layers: tuple[LayerSpec, ...] = Field(min_length=1, max_length=40)
    """From the substrate up."""
    superstrate: HalfSpaceSpec = HalfSpaceSpec()
    """Medium behind the last layer."""
    exit: ExitSide = ExitSide.SUBSTRATE
    """The side whose light is wanted: substrate (bottom-emitting) or superstrate (top-emitting)."""
    encapsulation: EncapsulationSpec | None = None
    """Thick plate on the exit side."""
    array: ArraySpec | None = None
    """The pixels; none for an unpatterned film."""
    emission: EmissionSpec = EmissionSpec()
    """What the excitons emit."""
    emitting: str | None = None
    """Which sub-pixel, or which of several emitting layers, is under study."""
    assumed: dict[str, AssumedSpec] = Field(default_factory=dict)
    """Marks of values that are guesses, by dotted path below device."""
    electrical: dict[str, Any] | None = Field(default=None, exclude=True)
    """Electrical inputs of this device by model, each a block or a file: taken where the case names
    that model, below what the case writes itself. Read by the loader; built devices have none."""

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, entry: Any) -> Any:
        filled = bank_from_layers(with_emitting(with_technique(entry)))
        return lists_as_tuples(filled, "layers", "array", "subpixels")

    def __hash__(self) -> int:
        """Of all but what is a mapping (marks of assumptions); equal devices hash alike."""
        mappings = {"assumed", "electrical"}
        return hash(
            tuple(getattr(self, name) for name in type(self).model_fields if name not in mappings)
        )

    @property
    def emitter_index(self) -> int | None:
        """Position of the first emitting layer; None where no layer emits."""
        return next((index for index, layer in enumerate(self.layers) if layer.emitter), None)

    @property
    def foot_index(self) -> int | None:
        """Position of the layer that the bank stands on; None for a film or an unknown name."""
        if self.array is None:
            return None
        return foot_index([layer.name for layer in self.layers], self.array.bank.on)

    @property
    def patterned_layers(self) -> tuple[LayerSpec, ...]:
        """Layers from the bank's foot up to the emitter, the emitter included."""
        foot, emitter = self.foot_index, self.emitter_index
        return () if foot is None or emitter is None else self.layers[foot + 1 : emitter + 1]
