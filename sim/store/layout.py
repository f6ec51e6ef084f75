"""The one table that says how every field of a result is stored: kind, units, meaning, axes.

sim.store.hdf5 writes and reads by this table alone. Axes are the letters of sim.results.records (N,
O, W, P, U, V; A and B for the two axes of a field picture, M for positions through the emission
zone; T, F and E for time, frequency and elements of a circuit; L, K, J and Y for voltages, nodes,
edges and layers of a stack): arrays of one record that share a letter must agree in that size.
"""

from __future__ import annotations

from sim.results.levels import LevelsResult
from sim.results.records import (
    CaseResult,
    Cost,
    DirectionalResult,
    ElectricalResult,
    GridCorrection,
    OpticalResult,
)
from sim.results.response import ImpedanceResult, TransientResult
from sim.store.panel_layout import PANEL
from sim.store.pictures import FIELD_SLICE, WAVE_SLICE
from sim.store.schema import ASSUMPTION, picture_field
from sim.store.schema import Field as Field
from sim.store.schema import Kind as Kind
from sim.store.schema import Schema as Schema
from sim.store.schema import array_field as array_field
from sim.store.schema import check_axes as check_axes

SCHEMA_VERSION = 4
"""Version of the layout below, 1 and up; files of all versions up to it are read.

1: all but the powers of the absorbing emitter. 2: optics/lossy_air, away, recycling_errors.
3: optics/to_neighbours, left_cell. 4: a field picture's orientation and
wavelength_nm are called dipole and light_nm.
"""


_WARNINGS = Field("warnings", Kind.TEXTS, "sentences for the user")
_STATUS = Field("status", Kind.STATUS, "how the solution ended")

_ASSUMPTIONS = Field(
    "assumptions", Kind.TABLE, "input values that no source gives", schema=ASSUMPTION
)

COST = Schema(
    Cost,
    (
        Field("voxels", Kind.INTEGER, "stepped voxels of the largest run, after symmetry", "1"),
        Field("voxel_steps", Kind.NUMBER, "voxels times time steps, summed over runs", "1"),
        Field("runs", Kind.INTEGER, "field solutions", "1"),
        Field("stepping_s", Kind.NUMBER, "wall time inside time stepping, summed over runs", "s"),
        Field("wall_s", Kind.NUMBER, "wall time of the whole solution", "s"),
    ),
)

GRID_CORRECTION = Schema(
    GridCorrection,
    (
        array_field(
            "purcell", "factor applied to the Purcell factor found on the grid", "1", "NOW"
        ),
        array_field("air", "factor applied to the share to air", "1", "NOW"),
        array_field(
            "substrate", "factor applied to the share trapped in the substrate", "1", "NOW"
        ),
        array_field("other", "factor applied to all other shares", "1", "NOW"),
    ),
)

OPTICS = Schema(
    OpticalResult,
    (
        Field("method", Kind.TEXT, "optical method"),
        _STATUS,
        array_field("wavelength_nm", "vacuum wavelength", "nm", "W"),
        array_field("spectral_weight", "photon-number weight of the emission spectrum", "1", "W"),
        array_field("node_um", "emitter positions x, y, z", "um", "N3"),
        array_field("node_weight", "weight of the emitting volume and zone", "1", "N"),
        array_field(
            "wall_distance_um", "distance to the nearest sidewall, inf for a film", "um", "N"
        ),
        Field("horizontal_fraction", Kind.NUMBER, "share of in-plane transition dipoles", "1"),
        Field("plqy", Kind.NUMBER, "quantum yield in the unbounded emitter medium", "1"),
        array_field("purcell", "total power over that in the unbounded emitter medium", "1", "NOW"),
        array_field("air", "share of the emitted power that reaches air", "1", "NOW"),
        array_field("substrate", "share trapped in the substrate", "1", "NOW"),
        array_field("lateral", "share guided sideways out of the cell", "1", "NOW"),
        array_field("superstrate", "share that leaves through the top", "1", "NOW"),
        Field("absorbing_parts", Kind.TEXTS, "names of the absorbing parts"),
        array_field("absorbed", "share absorbed per part", "1", "NOWP"),
        array_field("reabsorbed", "share that the own pixel's emitter would absorb", "1", "NOW"),
        array_field("own_pixel_share", "share of the air light from the own cell", "1", "NOW"),
        array_field("direction_cosine", "grid of direction cosines ux and uy in air", "1", "U"),
        Field(
            "far_field", Kind.PICTURE, "emitted fraction per solid angle in air", "sr-1", "NOWUU"
        ),
        Field("lee_error", Kind.NUMBER, "numerical error of the averaged LEE, absolute", "1"),
        Field("error_parts", Kind.NUMBERS_BY_NAME, "contribution to the error of the LEE", "1"),
        Field("slices", Kind.RECORDS, "pictures of the field", schema=FIELD_SLICE),
        Field("waves", Kind.RECORDS, "the field itself, with its light outside", schema=WAVE_SLICE),
        Field("cost", Kind.RECORD, "what the solution cost", schema=COST),
        _WARNINGS,
        Field(
            "correction", Kind.RECORD, "correction of known numerical bias", schema=GRID_CORRECTION
        ),
        array_field("lossy_air", "power to air over bulk, with the absorbing emitter", "1", "NOW"),
        array_field(
            "away", "power over bulk that leaves the own absorbing emitter for good", "1", "NOW"
        ),
        array_field("to_neighbours", "part of away that other pixels' emitters take", "1", "NOW"),
        array_field(
            "left_cell", "share that left the runs' cell sideways, wherever it ended", "1", "NOW"
        ),
        Field(
            "recycling_errors",
            Kind.NUMBERS_BY_NAME,
            "contribution to the error of light per exciton with recycling",
            "1",
        ),
        array_field("ring_deg", "polar angle from the normal, of rings", "deg", "T"),
        Field(
            "rings",
            Kind.PICTURE,
            "emitted fraction per solid angle in air, averaged over azimuth",
            "sr-1",
            "NOWT",
        ),
        Field(
            "normal_errors",
            Kind.NUMBERS_BY_NAME,
            "contribution to the relative error of the intensity along the normal over the light",
            "1",
        ),
        Field("numerical_aperture", Kind.NUMBER, "numerical aperture of the observer", "1"),
        array_field("collected", "share within the observer's numerical aperture", "1", "NOW"),
        array_field(
            "own_collected_share", "share of that whose image lies over the own cell", "1", "NOW"
        ),
        Field(
            "crosstalk_errors", Kind.NUMBERS_BY_NAME, "contribution to the error of crosstalk", "1"
        ),
        Field(
            "collected_crosstalk_errors",
            Kind.NUMBERS_BY_NAME,
            "contribution to the error of crosstalk within the numerical aperture",
            "1",
        ),
    ),
)

TRANSIENT = Schema(
    TransientResult,
    (
        _STATUS,
        Field("sentence", Kind.TEXT, "why the steps ended early"),
        array_field("time_s", "end of the step", "s", "T"),
        array_field("generator_v", "voltage of the generator", "V", "T"),
        array_field("terminal_v", "voltage at the terminals", "V", "T"),
        array_field("device_v", "voltage across the device", "V", "T"),
        array_field("current_density_a_m2", "current with displacement", "A m-2", "T"),
        array_field("current_spread_a_m2", "its difference between mesh edges", "A m-2", "T"),
        array_field("luminance_cd_m2", "normal luminance of the emitting area", "cd m-2", "T"),
        array_field("step_error", "estimated error of the step's light over the light", "1", "T"),
        Field("area_m2", Kind.NUMBER, "emitting area behind the generator", "m2"),
        Field("response_s", Kind.NUMBER, "rising edge to 90 % of the light", "s"),
        Field("response_error_s", Kind.NUMBER, "estimated numerical error of it", "s"),
        Field("onset_s", Kind.NUMBER, "rising edge to 10 % of the light", "s"),
        Field("rise_s", Kind.NUMBER, "10 % to 90 % of the light", "s"),
        Field("fall_s", Kind.NUMBER, "falling edge to 10 % of the light", "s"),
        Field("period_change", Kind.NUMBER, "change of light in the last period", "1"),
    ),
)

IMPEDANCE = Schema(
    ImpedanceResult,
    (
        _STATUS,
        array_field("voltage_v", "voltage at the terminals", "V", "V"),
        array_field("frequency_hz", "frequency of the small signal", "Hz", "F"),
        array_field("conductance_s_m2", "real part of the admittance", "S m-2", "VF"),
        array_field("susceptance_s_m2", "imaginary part of the admittance", "S m-2", "VF"),
        array_field("light_real_cd_m2_v", "luminance per volt, real part", "cd m-2 V-1", "VF"),
        array_field("light_imaginary_cd_m2_v", "luminance per volt, imaginary", "cd m-2 V-1", "VF"),
        array_field("spread", "difference of the current between mesh edges over it", "1", "V"),
        array_field("bandwidth_hz", "light per current down to 1/sqrt 2", "Hz", "V"),
        Field("area_m2", Kind.NUMBER, "area of the impedance in ohm", "m2"),
        array_field("elements", "R_s, R_qd, C_qd, R_i, C_i over the area", "ohm m2, F m-2", "VE"),
        array_field("element_errors", "standard deviation of their logarithms", "1", "VE"),
        array_field("fit_residual", "relative misfit of the equivalent circuit", "1", "V"),
        Field("fit_verdict", Kind.TEXTS, "what of the circuit can be told, per voltage"),
        Field("point_status", Kind.TEXTS, "one sentence per voltage"),
    ),
)

LEVELS = Schema(
    LevelsResult,
    (
        Field("area", Kind.NUMBER, "share of the area with this number of sheets", "1"),
        array_field("bias_v", "voltage at the terminals", "V", "L"),
        array_field("device_v", "voltage across the layers", "V", "L"),
        array_field("position_m", "mesh node, from the anode's face on", "m", "K"),
        array_field("edge_m", "middle between two mesh nodes", "m", "J"),
        Field("layer_names", Kind.TEXTS, "layers from the anode on"),
        array_field("layer_end_m", "face of the layer away from the anode", "m", "Y"),
        picture_field(
            "conduction_ev", "conduction level over the cathode's Fermi level", "eV", "LK"
        ),
        picture_field("valence_ev", "valence level over the cathode's Fermi level", "eV", "LK"),
        picture_field("electron_fermi_ev", "quasi-Fermi level of electrons", "eV", "LK"),
        picture_field("hole_fermi_ev", "quasi-Fermi level of holes", "eV", "LK"),
        picture_field("electrons_1_m3", "density of electrons", "m-3", "LK"),
        picture_field("holes_1_m3", "density of holes", "m-3", "LK"),
        picture_field("recombination_1_m3s", "net recombination", "m-3 s-1", "LK"),
        picture_field("field_v_m", "electric field, positive away from the anode", "V m-1", "LJ"),
    ),
)

ELECTRICAL = Schema(
    ElectricalResult,
    (
        Field("model", Kind.TEXT, "electrical model"),
        _STATUS,
        array_field("voltage_v", "applied voltage", "V", "V"),
        array_field(
            "current_density_a_m2", "terminal current over the emitting area", "A m-2", "V"
        ),
        array_field("luminance_cd_m2", "normal luminance of the emitting area", "cd m-2", "V"),
        array_field("eqe", "photons to air over electrons", "1", "V"),
        array_field("current_efficiency_cd_a", "luminance over current density", "cd A-1", "V"),
        array_field("iqe", "radiative share of the emitter's recombination", "1", "V"),
        array_field("injection_efficiency", "emitter recombination over total current", "1", "V"),
        Field("losses", Kind.ARRAYS_BY_NAME, "current of the channel over total current", "1", "V"),
        Field("photometry", Kind.TEXT, "angular distribution behind the luminance"),
        array_field("emission_zone", "weights through the emission zone", "1", "M"),
        array_field("emission_height", "sheets' centres over the emitter's thickness", "1", "M"),
        Field("point_status", Kind.TEXTS, "one sentence per voltage"),
        _WARNINGS,
        _ASSUMPTIONS,
        Field("transient", Kind.RECORD, "the device under pulses", schema=TRANSIENT),
        Field("impedance", Kind.RECORD, "small signals", schema=IMPEDANCE),
        Field("levels", Kind.RECORD, "levels and carriers over the stack", schema=LEVELS),
    ),
)

DIRECTIONAL = Schema(
    DirectionalResult,
    (
        array_field("theta_deg", "direction of emission from the normal", "deg", "D"),
        array_field("phi_deg", "direction of emission from x", "deg", "D"),
        array_field("node_um", "emitter positions x, y, z", "um", "N3"),
        array_field("node_weight", "weight of the emitting volume and zone", "1", "N"),
        array_field("spectral_weight", "photon-number weight of the emission spectrum", "1", "W"),
        Field("horizontal_fraction", Kind.NUMBER, "share of in-plane transition dipoles", "1"),
        Field(
            "intensity",
            Kind.PICTURE,
            "power per solid angle, s and p, over that in the unbounded emitter medium",
            "sr-1",
            "NOWD2",
        ),
    ),
)

CASE = Schema(
    CaseResult,
    (
        Field("name", Kind.TEXT, "name of the study"),
        Field("config_yaml", Kind.TEXT, "resolved configuration", stored_as="config/yaml"),
        Field("provenance", Kind.ATTRIBUTES, "where, when and with what the case ran"),
        Field("optics", Kind.RECORD, "optics of the case", schema=OPTICS),
        Field("reference", Kind.RECORD, "optics of the unpatterned film", schema=OPTICS),
        Field("electrical", Kind.RECORD, "electrical steady state", schema=ELECTRICAL),
        Field(
            "reference_electrical",
            Kind.RECORD,
            "the same of the unpatterned film",
            schema=ELECTRICAL,
        ),
        _ASSUMPTIONS,
        _WARNINGS,
        Field("directional", Kind.RECORD, "emission into single directions", schema=DIRECTIONAL),
        Field("panel", Kind.RECORD, "a panel of the case's pixels", schema=PANEL),
        Field("panel_refusal", Kind.TEXT, "why there is no panel although it was asked for"),
    ),
)
