"""Small devices with prescribed optics, for the laws of the electrical models."""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device
from geometry.materials.library import constant_material
from geometry.spec import ArraySpec, EmissionSpec, Process
from geometry.stack import Layer, Stack
from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.device import DriftDiffusionDevice
from sim.electrical.drift_diffusion.layers import (
    DeviceMesh,
    NanocrystalLayer,
    TransportLayer,
    build_mesh,
)
from sim.electrical.drift_diffusion.solver import BiasPoint, DriftDiffusionSolver
from sim.electrical.drift_diffusion.sweep import mobile_ions, settle_at
from sim.electrical.ions_spec import IonState
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import OpticalResult, RadiativeEnvironment, Status

LAYERS_NM = {"anode": 150, "htl": 20, "emitter": 30, "etl": 35, "cathode": 100}
MATERIALS = {"htl": "PTAA", "etl": "TPBi"}


def device(array: ArraySpec | None, plqy: float = 1.0) -> Device:
    """Five layers with one emitter, 520 / 20 nm."""
    glass, air = constant_material("glass", 1.5), constant_material("air", 1.0)
    layers = tuple(
        Layer(
            name,
            constant_material(MATERIALS.get(name, name), 1.8),
            thickness * 1e-3,
            name == "emitter",
            Process.SOLUTION,
        )
        for name, thickness in LAYERS_NM.items()
    )
    return Device(Stack(glass, 700.0, layers, air), array, EmissionSpec(plqy=plqy))


def round_pixel(width: str = "1.3 um", pitch: str = "2.8 um", treatment: str = "none") -> ArraySpec:
    """Hexagonal array of round wells in PMMA."""
    return ArraySpec.model_validate(
        {
            "pitch": pitch,
            "aperture": {"shape": "circle", "width": width},
            "bank": {"height": "100 nm"},
            "sidewall": {"treatment": treatment},
        }
    )


def optics(
    outcoupling: tuple[float, ...] = (0.2, 0.3),
    purcell: tuple[float, ...] = (1.0, 1.0),
    reabsorbed: float = 0.0,
    plqy: float = 1.0,
    transmitted: float = 1.0,
) -> OpticalResult:
    """Prescribed shares at positions of equal weight, one wavelength, all orientations alike.

    Args:
        outcoupling: share to air of a transparent emitter's light at each position.
        purcell: its power over bulk.
        reabsorbed: share of it that the own emitter takes where it absorbs; the rest leaves it.
        plqy: of the dots.
        transmitted: share of the light to air that gets through the absorbing emitter.
    """
    nodes = len(outcoupling)
    shape = (nodes, 3, 1)
    air = np.broadcast_to(np.array(outcoupling)[:, None, None], shape).copy()
    zero = np.zeros(shape)
    power = np.broadcast_to(np.array(purcell)[:, None, None], shape).copy()
    return OpticalResult(
        method="planar",
        status=Status.OK,
        wavelength_nm=np.array([520.0]),
        spectral_weight=np.ones(1),
        node_um=np.zeros((nodes, 3)),
        node_weight=np.full(nodes, 1.0 / nodes),
        wall_distance_um=np.linspace(0.1, 0.6, nodes),
        horizontal_fraction=2.0 / 3.0,
        plqy=plqy,
        purcell=power,
        air=air,
        substrate=1.0 - air,
        lateral=zero,
        superstrate=zero,
        absorbing_parts=(),
        absorbed=np.zeros((*shape, 0)),
        reabsorbed=np.full(shape, reabsorbed),
        own_pixel_share=np.ones(shape),
        direction_cosine=np.zeros(0),
        far_field=np.zeros((*shape, 0, 0)),
        lee_error=0.0,
        lossy_air=transmitted * power * air,
        away=power * (1.0 - reabsorbed),
    )


def led_mesh(cells: int = 60, sheets: int = 2, pair_rate_1_s: float = 3.35e7) -> DeviceMesh:
    """PTAA / sheets of dots / TPBi with the levels of the device paper's treated dots."""
    ptaa = TransportLayer(20e-9, 2.2, 5.2, 1e27, 1e-9, 1e-7, 3.0, bimolecular_m3_s=6e-16)
    tpbi = TransportLayer(35e-9, 2.7, 6.2, 1e27, 1e-9, 1e-10, 3.0, bimolecular_m3_s=6e-18)
    dots = NanocrystalLayer(
        pitch_m=12.84e-9,
        affinity_ev=3.51,
        ionisation_ev=5.89,
        mobility_m2_vs=1e-7,
        relative_permittivity=7.3,
        pair_rate_1_s=np.full(sheets, pair_rate_1_s),
        crowded_rate_1_s=2.5e9,
        meeting_rate_1_s=2.3e8,
    )
    return build_mesh((ptaa, dots, tpbi), cells)


def led_device(mesh: DeviceMesh) -> DriftDiffusionDevice:
    """The mesh between PEDOT:PSS (5.1 eV) and LiF / Al (2.9 eV) at 300 K."""
    return DriftDiffusionDevice(mesh, ContactPair(Contact(5.1), Contact(2.9)), 300.0, 1e3)


def ion_sweep(spec: DriftDiffusionSpec, mesh: DeviceMesh, voltage_v: FloatArray) -> list[BiasPoint]:
    """One column of sheets with the specification's ions, between PEDOT:PSS and LiF / Al."""
    contacts = ContactPair(Contact(5.1), Contact(2.9))
    ions = mobile_ions(spec, mesh)
    solver = DriftDiffusionSolver(
        DriftDiffusionDevice(mesh, contacts, spec.temperature_k, spec.transfer_velocity_m_s, ions)
    )
    if spec.ions is not None and spec.ions.state is IonState.FROZEN:
        settle_at(solver, spec.ions.preset_voltage_v, spec.voltage_step_v)
    return list(solver.ramp(voltage_v))


def environment(purcell: float = 1.0, reabsorbed: float = 0.0) -> RadiativeEnvironment:
    """One emitter position; a quarter of the transparent emitter's light reaches air."""
    one = np.ones(1)
    return RadiativeEnvironment(
        z_um=0.185 * one,
        wall_distance_um=np.inf * one,
        weight=one,
        air=0.25 * purcell * one,
        away=purcell * (1.0 - reabsorbed) * one,
        taken_back=purcell * reabsorbed * one,
        photon_energy_j=3.82e-19,
    )
