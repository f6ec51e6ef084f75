"""What a user writes about the electrical model, as frozen pydantic models (SI once parsed).

Values that a source gives name it; values that none gives carry :class:`Assumed` with their range
and are listed in every result.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from geometry.materials.library import Assumption
from geometry.spec import Spec, Treatment
from geometry.units import Share
from sim.electrical.interface_spec import InterfacesSpec, TrapSpec
from sim.electrical.ions_spec import IonSpec
from sim.electrical.photoluminescence_spec import PhotoluminescenceSpec
from sim.electrical.quantities import (
    AreaConductance,
    AreaResistance,
    Assumed,
    AugerRate,
    BimolecularRate,
    CurrentDensity,
    Diffusivity,
    Energy,
    LineConductance,
    Metres,
    Mobility,
    Nanometres,
    Resistance,
    Temperature,
    Time,
    Velocity,
    Voltage,
    path_of,
    unsourced,
)
from sim.electrical.response_spec import ImpedanceSpec, TransientSpec
from sim.electrical.sheet_table import SheetTable
from sim.electrical.transport_spec import TransportLayerSpec

_LATER = ("source", "photoluminescence", "transient", "impedance")
_DIODE = frozenset({"series_resistance_ohm_m2", "ideality", "turn_on_voltage_v", "overshoot"})

SIDEWALL_VELOCITY_M_S: dict[Treatment, float] = {
    Treatment.NONE: 0.5,
    Treatment.PASSIVATED: 0.04,
    Treatment.OXIDE: 0.5,
    Treatment.REFLECTIVE: 0.5,
    Treatment.ABSORBING: 0.5,
}
"""Surface recombination velocity by sidewall treatment, one of a pair with exciton_diffusivity.

No source gives a nanocrystal film's. 0.04 m/s: a passivated CH3NH3PbBr3 crystal (PMC5919775);
34 m/s: a bare one, Yang et al., Nat. Commun. 6, 7961 (2015), which with the diffusivity measured in
films would leave a third of the light of a 1.3 um pixel. The device paper's pixel of that width is
no worse than its film (15.79 against 14.47 %), which bounds the velocity to some 0.6 m/s at 0.15
cm2/s: 0.5 m/s takes 4 % there. A liner that only changes the optics keeps the bare wall's.
"""
_PAIR = "only its pair with exciton_diffusivity is bounded, by the light of narrow pixels"
_SIDEWALL_RANGE = Assumed(
    0.04, 34.0, f"velocity of a nanocrystal film's wall not measured; {_PAIR}"
)
_PASSIVATED_RANGE = Assumed(0.01, 0.5, f"below that of a bare wall; {_PAIR}")


class Kinetics(StrEnum):
    """What recombines: pairs that are born in one dot, carriers that meet, or pairs in dots that
    charge as those of a drift-diffusion device do (its compact twin)."""

    EXCITONIC = "excitonic"
    FREE_CARRIER = "free_carrier"
    CHARGED = "charged"


class ElectricalBase(Spec):
    """Inputs that every electrical model takes: the nanocrystals, temperature, sweep."""

    source: str | None = Field(default=None, max_length=500)
    """Where the block's numbers come from, in a few words; said with the result."""
    lifetime_s: Time = Field(default=29.84e-9, alias="lifetime", gt=0)
    """Average photoluminescence lifetime; 29.84 ns treated, 14.26 ns control (device paper)."""
    nanocrystal_edge_m: Nanometres = Field(default=11.34e-9, alias="nanocrystal_edge", gt=0)
    """Mean size; 11.34 nm treated, 8.84 nm control (device paper)."""
    ligand_gap_m: Annotated[
        Nanometres, Assumed(1.0e-9, 2.5e-9, "spacing of ligand-capped dots, not measured")
    ] = Field(default=1.5e-9, alias="ligand_gap", ge=0)
    """Distance between the faces of neighbouring nanocrystals."""
    biexciton_lifetime_s: Annotated[
        Time, Assumed(20e-12, 500e-12, "tens to hundreds of ps are usual for bromide dots")
    ] = Field(default=100e-12, alias="biexciton_lifetime", gt=0)
    """Auger lifetime of two pairs in one dot."""
    mobility_m2_vs: Annotated[
        Mobility, Assumed(1e-8, 1e-6, "film mobility of this composition not measured")
    ] = Field(default=1e-7, alias="mobility", gt=0)
    """Of both carriers in the nanocrystal film."""
    exciton_diffusivity_m2_s: Annotated[
        Diffusivity,
        Assumed(
            1e-7,
            5e-5,
            "not measured in this film; CsPbBr3 dot films: 0.5 cm2/s, Penzo et al., ACS Nano 14, "
            "6999 (2020), above 0.15 cm2/s, Shcherbakov-Wu et al., arXiv 2209.14412, older films "
            "1e-3 cm2/s; only its pair with sidewall_velocity is bounded",
        ),
    ] = Field(default=1.5e-5, alias="exciton_diffusivity", gt=0)
    """D of bound pairs, which hop as a whole: not that of the carriers, mobility times kT/q."""
    relative_permittivity: Annotated[
        float, Assumed(5.0, 22.0, "static permittivity of the nanocrystal film not given")
    ] = Field(default=7.3, gt=0)
    """Of the nanocrystal film, static."""
    temperature_k: Temperature = Field(default=300.0, alias="temperature", gt=0, le=1000)
    """Of the device."""
    voltage_start_v: Voltage = Field(default=0.0, alias="voltage_start", ge=-100, le=0)
    """Where the sweep begins: below 0 V for reverse bias."""
    voltage_stop_v: Voltage = Field(default=6.0, alias="voltage_stop", gt=0, le=100)
    """Last voltage of the sweep."""
    voltage_step_v: Voltage = Field(default=0.1, alias="voltage_step", gt=0)
    """Step of the sweep."""
    photometry: Literal["far_field", "lambertian"] = "far_field"
    """Luminance by the intensity along the normal, or by that of a Lambertian source of as much
    light, as many papers take it."""
    recycling: bool = True
    """Whether light absorbed again in the same pixel's emitter makes new excitons."""

    photoluminescence: PhotoluminescenceSpec | None = None
    """How the film is excited for ``pencsim pl``; nothing else reads it."""
    interfaces: InterfacesSpec = InterfacesSpec()
    """The emitter's faces; neither of them does anything by default."""
    series_resistance_ohm_m2: Annotated[
        AreaResistance, Assumed(1e-4, 1e-2, "resistance of leads and layers not measured")
    ] = Field(default=1e-3, alias="series_resistance", ge=0)
    """Leads, contacts and electrodes in front of the device, over the emitting area."""
    sheet_resistance_ohm: Resistance = Field(default=0.0, alias="sheet_resistance", ge=0)
    """Of the transparent electrode per square; 10 to 15 ohm for 150 nm of ITO."""
    feed_length_m: Metres = Field(default=2e-3, alias="feed_length", gt=0)
    """How far the current comes through it: the device's width, fed from one side."""

    leakage_s_m2: Annotated[
        AreaConductance, Assumed(0.0, 1e-2, "leakage through the emitting area not measured")
    ] = Field(default=1e-4, alias="leakage", ge=0)
    """Ohmic conductance through the emitting area."""

    # Channels at the pixel's perimeter.
    sidewall_velocity_m_s: Velocity | None = Field(default=None, alias="sidewall_velocity", ge=0)
    """Surface recombination velocity; by the sidewall's treatment where not given."""
    rim_width_m: Annotated[
        Nanometres, Assumed(0.0, 86e-9, "damaged rim; 86 nm would explain the loss at 1.3 um alone")
    ] = Field(default=0.0, alias="rim_width", ge=0)
    """Width of damaged emitter along the wall."""
    rim_yield: Annotated[float, Assumed(0.0, 1.0, "brightness of the damaged rim not known")] = (
        Field(default=0.0, ge=0, le=1)
    )
    """Brightness of the damaged rim over that of the rest."""
    perimeter_shunt_s_m: Annotated[
        LineConductance, Assumed(0.0, 1e-7, "leakage along the pixel's wall not measured")
    ] = Field(default=1e-8, alias="perimeter_shunt", ge=0)
    """Ohmic conductance per length of the pixel's outline."""
    gap_conductivity_s_m: Annotated[
        LineConductance, Assumed(0.0, 1e-6, "leakage through the stack between pixels not measured")
    ] = Field(default=0.0, alias="gap_conductivity", ge=0)
    """Conductance per length through the stack between pixels."""
    gap_blocking: Share = Field(default=1.0, ge=0, le=1)
    """Share of the gap that the bank insulates: all of it for a polymer honeycomb (review)."""

    @model_validator(mode="after")
    def _sweep_has_points(self) -> ElectricalBase:
        if self.voltage_step_v > self.voltage_stop_v:
            raise ValueError(
                f"voltage_step {self.voltage_step_v:g} V must not exceed voltage_stop "
                f"{self.voltage_stop_v:g} V"
            )
        if self.voltage_stop_v / self.voltage_step_v > 10_000:
            raise ValueError("a sweep takes at most 10000 steps: raise voltage_step")
        return self

    @model_serializer(mode="wrap")
    def _without_none(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Keys of stored cases count every entry: cases of before these keep theirs."""
        written = dict(handler(self))
        for key in _LATER:
            if written.get(key) is None:
                written.pop(key, None)
        return written

    @property
    def resistance_ohm_m2(self) -> float:
        """What the current passes before the device: leads, and R_sq w^2 / 3 of the electrode.

        The last is the mean drop of a sheet fed from one side that gives its current off evenly.
        """
        sheet = self.sheet_resistance_ohm * self.feed_length_m**2 / 3.0
        return self.series_resistance_ohm_m2 + sheet

    @property
    def nanocrystal_pitch_m(self) -> float:
        """Distance between the centres of neighbouring nanocrystals."""
        return self.nanocrystal_edge_m + self.ligand_gap_m

    @property
    def nanocrystal_density_1_m3(self) -> float:
        """Nanocrystals per volume, simple cubic."""
        return self.nanocrystal_pitch_m**-3

    def sidewall_velocity(self, treatment: Treatment) -> float:
        """Surface recombination velocity in m/s of a wall with this treatment."""
        if self.sidewall_velocity_m_s is not None:
            return self.sidewall_velocity_m_s
        return SIDEWALL_VELOCITY_M_S[treatment]


_ROUNDING = 1e-9


class CompactSpec(ElectricalBase):
    """The compact model: rate equations of the emitter behind a diode with a series resistance."""

    model: Literal["compact"] = "compact"
    """The compact model."""
    voltage_step_v: Voltage = Field(default=0.05, alias="voltage_step", gt=0)
    """Step of the sweep."""
    kinetics: Kinetics = Kinetics.EXCITONIC
    """What recombines."""
    radiative_coefficient_m3_s: BimolecularRate | None = Field(
        default=None, alias="radiative_coefficient", gt=0
    )
    """B of free carriers; k_r / nanocrystal density where not given."""
    auger_coefficient_m6_s: AugerRate | None = Field(default=None, alias="auger_coefficient", ge=0)
    """C of free carriers; from the biexciton lifetime where not given."""
    sheets: SheetTable | None = None
    """Charged dots of a drift-diffusion device, read off by sim.electrical.twin.read_off."""
    ideality: Annotated[float, Assumed(1.0, 4.0, "slope of ln J against V not given")] = Field(
        default=2.0, gt=0, le=20
    )
    """Diode ideality: q / kT over the slope of ln J against V."""
    turn_on_voltage_v: Annotated[
        Voltage, Assumed(2.0, 3.0, "turn-on voltage not given; the gap of 2.38 eV over q")
    ] = Field(default=2.38, alias="turn_on_voltage", gt=0)
    """Voltage at which turn_on_current_density flows."""
    turn_on_current_density_a_m2: CurrentDensity = Field(
        default=0.01, alias="turn_on_current_density", gt=0
    )
    """Current that defines turn-on: 1 uA/cm2, about 1 cd/m2 of green light."""
    overshoot: Annotated[
        Share, Assumed(0.0, 0.3, "current that crosses the emitter unrecombined not measured")
    ] = Field(default=0.0, ge=0, lt=1)
    """Share of the current that crosses the emitter unrecombined."""

    @model_validator(mode="after")
    def _coefficients_fit_the_kinetics(self) -> CompactSpec:
        given = self.radiative_coefficient_m3_s, self.auger_coefficient_m6_s
        if self.kinetics is Kinetics.EXCITONIC and any(value is not None for value in given):
            raise ValueError(
                "radiative_coefficient and auger_coefficient belong to kinetics: free_carrier; "
                "excitonic kinetics take lifetime, plqy and biexciton_lifetime"
            )
        if (self.kinetics is Kinetics.CHARGED) is (self.sheets is None):
            raise ValueError(
                "kinetics: charged and sheets belong together: sim.coupling.twin_of makes both"
            )
        if self.sheets and self.voltage_stop_v > self.sheets.voltage_v[-1] * (1.0 + _ROUNDING):
            raise ValueError(
                f"voltage_stop {self.voltage_stop_v:g} V is beyond the twin's last voltage, "
                f"{self.sheets.voltage_v[-1]:g} V"
            )
        return self


class DriftDiffusionSpec(ElectricalBase):
    """Poisson and continuity equations through the transport layers and the sheets of dots."""

    model: Literal["drift_diffusion"]
    """Drift-diffusion through the stack."""
    conduction_band_ev: Energy = Field(default=3.51, alias="conduction_band", ge=0, le=10)
    """Below vacuum; 3.51 eV treated, 3.67 eV control (device paper)."""
    valence_band_ev: Energy = Field(default=5.89, alias="valence_band", ge=0, le=12)
    """Below vacuum; 5.89 eV treated, 6.06 eV control (device paper)."""
    level_shift_ev: Annotated[
        Energy, Assumed(-0.7, 0.2, "dipole between nanocrystals and transport layers not known")
    ] = Field(default=0.0, alias="level_shift", ge=-3, le=3)
    """Added to both band edges; negative lowers the hole barrier and raises the electron step."""
    anode_work_function_ev: Energy | None = Field(
        default=None, alias="anode_work_function", gt=0, le=10
    )
    """Effective, below vacuum; by the material of the contact where not given."""
    cathode_work_function_ev: Energy | None = Field(
        default=None, alias="cathode_work_function", gt=0, le=10
    )
    """The same of the other contact."""
    injection_velocity_m_s: Annotated[
        Velocity,
        Assumed(
            0.04,
            40.0,
            "hop from a transport layer into a dot's centre not measured; 0.4 m/s is a hop between "
            "dots at 1e-3 cm2/Vs over half a pitch",
        ),
    ] = Field(default=0.4, alias="injection_velocity", gt=0)
    """Conductance of that hop; a density of states times it is what the contact can deliver."""
    transfer_velocity_m_s: Velocity = Field(default=1e3, alias="transfer_velocity", gt=0)
    """Bound to the flux between two continuous transport layers, of which most stacks have none."""
    charging_energy_ev: Energy = Field(default=0.0, alias="charging_energy", ge=0, le=1)
    """Cost of the second carrier of a kind in a dot; e^2 / (4 pi eps0 eps_r r) is some 35 meV."""
    binding_energy_ev: Energy = Field(default=0.0, alias="binding_energy", ge=0, le=1)
    """Gain of an electron and a hole in one dot; excitons of CsPbBr3 dots: some 40 meV."""
    traps: TrapSpec | None = None
    """Traps with a level and charge in the dots; none by default."""
    langevin_prefactor: Annotated[
        float, Assumed(0.01, 1.0, "reduction of the rate at which carriers meet not measured")
    ] = Field(default=1.0, gt=0, le=1)
    """Recombination of free carriers over Langevin's."""
    layers: dict[str, TransportLayerSpec] = Field(default_factory=dict)
    """Transport layers by their name in the stack; PTAA and TPBi are known by material."""
    ions: IonSpec | None = None
    """Mobile halide vacancies in the emitter; none by default."""
    cells: int = Field(default=200, ge=4, le=1000)
    """Mesh cells per transport layer."""
    transient: TransientSpec | None = None
    """Voltage pulses on the device; none by default."""
    impedance: ImpedanceSpec | None = None
    """Small signals over frequency and voltage; none by default."""

    @model_validator(mode="after")
    def _emitter_gap_is_positive(self) -> DriftDiffusionSpec:
        if self.valence_band_ev <= self.conduction_band_ev:
            raise ValueError(
                f"valence_band {self.valence_band_ev:g} eV must lie deeper below vacuum than "
                f"conduction_band {self.conduction_band_ev:g} eV"
            )
        return self


def _compact_unless_said(value: Any) -> Any:
    """The compact model where a block does not say which."""
    if isinstance(value, dict) and "model" not in value:
        return {"model": "compact", **value}
    return value


ElectricalSpec = Annotated[
    CompactSpec | DriftDiffusionSpec,
    Field(discriminator="model"),
    BeforeValidator(_compact_unless_said),
]
"""What ``electrical:`` holds: one of the models, told apart by ``model``."""

_AT_PERIMETER = frozenset(
    {"rim_width_m", "rim_yield", "perimeter_shunt_s_m", "gap_conductivity_s_m"}
)


def assumptions_of(spec: ElectricalBase, treatment: Treatment | None) -> tuple[Assumption, ...]:
    """Inputs of the model that no source gives and that the user has not replaced.

    Args:
        spec: the electrical model's inputs.
        treatment: what covers the sidewall; None for an unpatterned film, which has none.
    """
    skipped = _AT_PERIMETER if treatment is None else frozenset()
    if isinstance(spec, CompactSpec) and spec.kinetics is Kinetics.CHARGED:
        skipped |= _DIODE  # the table has the current
    assumed = unsourced(spec, "electrical", skipped)
    ions = getattr(spec, "ions", None)
    if isinstance(ions, IonSpec):
        assumed += unsourced(ions, "electrical.ions")
    if isinstance(spec, DriftDiffusionSpec) and spec.traps is not None:
        assumed += unsourced(spec.traps, "electrical.traps")
    if isinstance(spec, DriftDiffusionSpec) and spec.transient is not None:
        assumed += unsourced(spec.transient, "electrical.transient")
    if treatment is not None and spec.sidewall_velocity_m_s is None:
        passivated = treatment is Treatment.PASSIVATED
        mark = _PASSIVATED_RANGE if passivated else _SIDEWALL_RANGE
        value = spec.sidewall_velocity(treatment)
        path = path_of(ElectricalBase, "electrical", "sidewall_velocity_m_s")
        assumed.append(Assumption(path, value, mark.low, mark.high, mark.reason))
    return tuple(assumed)
