"""What a user writes under ``panel:``, as frozen pydantic models (SI once parsed)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from geometry.spec import Spec
from geometry.units import Share
from sim.electrical.panel.quantities import (
    Capacitance,
    Conductivity,
    Current,
    Frequency,
    InverseVoltage,
    Luminance,
    Swing,
)
from sim.electrical.quantities import (
    Metres,
    Mobility,
    Nanometres,
    Resistance,
    Time,
    Voltage,
)


class Backplane(StrEnum):
    """Kinds of transistor."""

    IGZO = "igzo"
    LTPS = "ltps"


class TransistorSpec(Spec):
    """A thin-film transistor; what is left out is usual for its kind."""

    width_m: Metres = Field(default=20e-6, alias="width", gt=0)
    """Of the channel."""
    length_m: Metres = Field(default=5e-6, alias="length", gt=0)
    """Of the channel."""
    mobility_m2_vs: Mobility | None = Field(default=None, alias="mobility", gt=0)
    """In saturation; 10 cm2/Vs IGZO, 100 cm2/Vs LTPS."""
    threshold_v: Voltage | None = Field(default=None, alias="threshold", ge=-10, le=10)
    """Threshold; 1 V IGZO (n-type), -1.5 V LTPS (p-type)."""
    swing_v: Swing | None = Field(default=None, alias="swing", gt=0, le=5)
    """Gate voltage per decade below threshold; 200 mV IGZO, 240 mV LTPS."""
    leakage_a: Current | None = Field(default=None, alias="leakage", ge=0)
    """Current when off; 1e-15 A IGZO, 1e-12 A LTPS."""
    oxide_thickness_m: Nanometres = Field(default=100e-9, alias="oxide_thickness", gt=0)
    """Of the gate insulator, SiO2."""
    output_1_v: InverseVoltage = Field(default=0.02, alias="output", ge=0, le=1)
    """Relative rise of the saturated current per volt (channel-length modulation)."""


class CircuitSpec(Spec):
    """The pixel's circuit."""

    kind: Literal["2t1c", "3t1c"] = "2t1c"
    """3t1c (n-type): a third transistor sets the anode back, and the threshold is compensated."""
    backplane: Backplane = Backplane.IGZO
    """Kind of the transistors: igzo drives from the LED's side, ltps from the supply's."""
    drive: TransistorSpec = TransistorSpec()
    """Drives the LED."""
    switch: TransistorSpec = TransistorSpec.model_validate({"width": "10 um"})
    """Writes the data voltage; the third transistor of 3t1c is of the same size."""
    storage_f: Capacitance = Field(default=0.5e-12, alias="storage", gt=0)
    """Storage capacitor."""
    storage_at: Literal["supply", "anode"] | None = None
    """Its other end; left out, the anode in 3t1c and the supply in 2t1c."""
    supply_v: Voltage = Field(default=10.0, alias="supply", gt=0, le=50)
    """Of the drive transistors against the LEDs' cathode."""
    initial_v: Voltage = Field(default=0.0, alias="initial", ge=-10, le=10)
    """To which 3t1c sets the anode back; both circuits start there."""
    reference_v: Voltage = Field(default=2.0, alias="reference", ge=-10, le=20)
    """On the gate while 3t1c compensates: above the threshold, below LED's turn-on with it."""
    set_back_s: Time = Field(default=50e-6, alias="set_back", gt=0)
    """For so long 3t1c sets gate and anode back."""
    compensation_s: Time = Field(default=500e-6, alias="compensation", gt=0)
    """For so long 3t1c lets the anode rise to the threshold, over several line times."""
    writing_s: Time = Field(default=2e-6, alias="writing", gt=0)
    """For so long, or a line's time, 3t1c writes: the LED charges meanwhile and takes with it what
    was compensated."""

    @model_validator(mode="after")
    def _fits(self) -> CircuitSpec:
        if self.kind == "3t1c" and self.backplane is not Backplane.IGZO:
            raise ValueError("kind 3t1c is n-type: expected backplane igzo")
        if self.kind == "3t1c" and self.storage_at == "supply":
            raise ValueError("kind 3t1c stores between gate and anode: leave storage_at out")
        return self

    @property
    def storage_at_anode(self) -> bool:
        """Whether the storage capacitor ends at the anode."""
        return (self.storage_at or ("anode" if self.kind == "3t1c" else "supply")) == "anode"


class LinesSpec(Spec):
    """Rails and data lines."""

    sheet_resistance_ohm: Resistance = Field(default=0.1, alias="sheet_resistance", ge=0)
    """Of the metal of all lines."""
    width_m: Metres = Field(default=20e-6, alias="width", gt=0)
    """Of a line."""
    feed: Literal["one_end", "both_ends"] = "one_end"
    """Where each row's supply rail is fed."""
    data_capacitance_f: Capacitance = Field(default=20e-15, alias="data_capacitance", ge=0)
    """Of a data line, per pixel."""


class SharedLayerSpec(Spec):
    """A conducting layer that runs from pixel to pixel over the banks, such as PEDOT:PSS."""

    conductivity_s_m: Conductivity = Field(default=0.1, alias="conductivity", ge=0)
    """0.1 S/m (1e-3 S/cm) is usual for PEDOT:PSS of displays (AI 4083); conducting grades have
    1e4 S/m and more."""
    thickness_m: Nanometres = Field(default=40e-9, alias="thickness", gt=0)
    """Of the layer."""


class CoverSpec(Spec):
    """A plate above the pixels at whose far face light is seen: a filter or a diffuser on it."""

    thickness_m: Metres = Field(alias="thickness", gt=0)
    """Distance between pixels and that face."""
    index: float = Field(default=1.5, ge=1, le=4)
    """Refractive index of the plate."""


class VariationSpec(Spec):
    """Seeded differences between pixels, standard deviations."""

    threshold_v: Voltage = Field(default=0.0, alias="threshold", ge=0, le=1)
    """Of the drive transistors."""
    mobility: Share = Field(default=0.0, ge=0, le=0.3)
    """Of the drive transistors, relative."""
    efficiency: Share = Field(default=0.0, ge=0, le=0.5)
    """Of the LEDs' light at a given current, relative."""
    seed: int = Field(default=1, ge=0)
    """Of the random numbers."""


class PrimarySpec(Spec):
    """The light of one colour: a Gaussian line."""

    peak_nm: float = Field(ge=380, le=780)
    """Wavelength of its peak."""
    fwhm_nm: float = Field(default=20.0, gt=0, le=200)
    """Its full width at half maximum."""


class GamutSpec(Spec):
    """Three colours side by side as stripes, against pixels per inch."""

    ppi: tuple[float, ...] = Field(default=(100, 200, 500, 1000, 2000, 3000, 5000, 9000))
    """Pixels of three sub-pixels per inch."""
    luminances_cd_m2: tuple[float, ...] = Field(default=(1.0, 10.0, 100.0, 1000.0))
    """Averages over the pixel's area, of one colour alone; in cd/m2."""
    red: PrimarySpec = PrimarySpec(peak_nm=630.0)
    """First stripe."""
    green: PrimarySpec = PrimarySpec(peak_nm=532.0)
    """Second stripe."""
    blue: PrimarySpec = PrimarySpec(peak_nm=467.0)
    """Third stripe."""
    aperture: Share = Field(default=0.7, gt=0, lt=1)
    """Width of an emitting stripe over that of its sub-pixel, and its length over the pitch."""
    filters: CoverSpec | None = None
    """Colour filters at this distance over white pixels; none for emitters of their own colour,
    whose light keeps its colour wherever it leaves."""

    @model_validator(mode="after")
    def _positive(self) -> GamutSpec:
        if not self.ppi or not self.luminances_cd_m2:
            raise ValueError("ppi and luminances_cd_m2 need one number at least")
        if min(*self.ppi, *self.luminances_cd_m2) <= 0.0:
            raise ValueError("ppi and luminances_cd_m2 must lie above 0")
        return self


class PanelSpec(Spec):
    """An active-matrix panel of the case's pixels."""

    rows: int = Field(default=64, ge=1, le=4096)
    """Pixels down."""
    columns: int = Field(default=64, ge=1, le=4096)
    """Pixels across."""
    image: str = Field(default="test", min_length=1, max_length=1000)
    """What it shows: a PNG file, or test, white, ramp, checker."""
    luminance_cd_m2: Luminance = Field(default=1000.0, alias="luminance", gt=0)
    """Of white, averaged over the pixel's area with its banks."""
    gamma: float = Field(default=2.2, ge=1, le=4)
    """Luminance follows grey to this power."""
    refresh_rate_hz: Frequency = Field(default=60.0, alias="refresh_rate", gt=0, le=10_000)
    """Frames per second."""
    frames: int = Field(default=1, ge=1, le=20)
    """Frames of the same image after a black one; the last one is shown."""
    circuit: CircuitSpec = CircuitSpec()
    """The pixel's transistors and capacitor."""
    lines: LinesSpec = LinesSpec()
    """Rails and data lines."""
    shared_layer: SharedLayerSpec | None = None
    """Conducting layer from pixel to pixel; none where banks cut it."""
    cover: CoverSpec | None = None
    """Plate at whose far face the picture is seen; none for a look at the pixels themselves."""
    optical_crosstalk: Literal["none", "case"] = "none"
    """case: the share of light that leaves over other pixels by the case's own optics (edge, fdtd,
    fmm) goes to the four nearest ones, before the cover."""
    variation: VariationSpec = VariationSpec()
    """Differences between pixels."""
    gamut: GamutSpec | None = None
    """A study of three colours against density; none for no such study."""
    steps_per_decade: int = Field(default=30, ge=5, le=200)
    """Time steps per decade after each switch."""
