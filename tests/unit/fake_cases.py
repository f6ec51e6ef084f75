"""Synthetic, physically plausible results for tests of storage, summary and pictures.

Nothing here is simulated: shares sum to 1 by construction, the far field is eta/pi cos(theta)
with a stated forward enhancement, and the electrical curves follow a diode law and the ABC model.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.materials.library import Assumption
from sim.results.records import (
    CaseResult,
    Cost,
    ElectricalResult,
    FieldSlice,
    OpticalResult,
    Status,
)
from sim.results.waves import WaveSlice

PARTS = ("anode", "hil", "htl", "etl", "cathode", "bank", "black_matrix")
PIXEL_YAML = """\
schema: 1
name: fake_pixel
device:
  substrate: {material: {n: 1.52}, thickness: 0.7 mm}
  layers:
    - {name: anode, material: {n: 1.9, k: 0.005}, thickness: 150 nm}
    - {name: hil, material: {n: 1.53, k: 0.01}, thickness: 40 nm, process: solution}
    - {name: htl, material: {n: 1.7}, thickness: 20 nm, process: solution}
    - {name: emitter, material: {n: 1.95}, thickness: 30 nm, emitter: true, process: solution}
    - {name: etl, material: {n: 1.72}, thickness: 35 nm, process: evaporated}
    - {name: cathode, material: {n: 0.78, k: 6.2}, thickness: 100 nm, process: evaporated}
  superstrate: {material: {n: 1.0}}
  array:
    lattice: hexagonal
    pitch: 2.8 um
    aperture: {shape: circle, width: 1.3 um}
    bank: {material: {n: 1.49}, height: 100 nm, sidewall_angle: 75 deg, coverage: conformal}
    black_matrix: {material: {n: 1.6, k: 0.3}, thickness: 300 nm, opening: 1.5 um}
  emission: {peak: 520 nm, fwhm: 20 nm, plqy: 0.97, horizontal_fraction: 0.667}
optics: {method: fdtd, lateral_cell: 25 nm, vertical_cell: 5 nm}
"""


def far_field(
    cosine: FloatArray, air: FloatArray, forward: float = 1.0, tilt: float = 0.0
) -> FloatArray:
    """I(theta) = (air/pi) cos(theta) (1 + a cos(2 theta)) with a = forward - 1.

    I(0) is ``forward`` times that of a Lambertian source and the integral over the hemisphere is
    ``air``, because cos(theta) cos(2 theta) integrates to zero there; ``tilt`` adds a lobe
    sin(theta) cos(phi) that has no azimuthal average. Shape air.shape + (U, U).
    """
    ux, uy = np.meshgrid(cosine, cosine, indexing="ij")
    radius2 = ux**2 + uy**2
    cos = np.sqrt(np.clip(1.0 - radius2, 0.0, None))
    lobe = cos * (1.0 + (forward - 1.0) * (2.0 * cos**2 - 1.0) + tilt * ux) / np.pi
    return np.asarray(air[..., None, None] * np.where(radius2 < 1.0, lobe, 0.0))


def optical(
    lee: float = 0.25, *, pixel: bool = True, forward: float = 1.3, size: int = 61
) -> OpticalResult:
    """A result of 4 positions, 3 orientations, 2 wavelengths; averaged LEE close to ``lee``."""
    nodes, waves = (4, 2) if pixel else (1, 2)
    shape = (nodes, 3, waves)
    slope = np.linspace(-0.1, 0.1, nodes) if pixel else np.zeros(1)
    trend = 1.0 + slope[:, None, None]
    in_plane = (3.1 / 2.522) * np.array([1.25, 1.25, 0.02])[None, :, None]  # power-weighted mean 1
    air = lee * trend * in_plane * np.ones(shape)
    lateral = (0.12 if pixel else 0.32) * np.ones(shape)
    substrate = (0.9 if pixel else 0.3) * air
    rest = 1.0 - air - substrate - lateral - 0.01
    share = np.array([0.08, 0.12, 0.01, 0.01, 0.72, 0.01, 0.05])
    if not pixel:
        share = np.array([0.08, 0.12, 0.01, 0.01, 0.78, 0.0, 0.0])
    cosine = np.linspace(-1.0, 1.0, size)
    x_um = np.linspace(0.05, 0.6, nodes) if pixel else np.zeros(1)
    purcell = 1.1 * trend * np.array([1.0, 1.0, 1.1])[None, :, None] * np.ones(shape)
    return OpticalResult(
        method="fdtd" if pixel else "planar",
        status=Status.OK,
        wavelength_nm=np.array([515.0, 525.0]),
        spectral_weight=np.array([0.5, 0.5]),
        node_um=np.stack([x_um, 0.2 * x_um, np.full(nodes, 0.225)], axis=1),
        node_weight=np.full(nodes, 1.0 / nodes),
        wall_distance_um=0.65 - x_um if pixel else np.array([np.inf]),
        horizontal_fraction=2.0 / 3.0,
        plqy=0.97,
        purcell=purcell,
        air=air,
        substrate=substrate,
        lateral=lateral,
        superstrate=np.zeros(shape),
        absorbing_parts=PARTS if pixel else PARTS[:5],
        absorbed=rest[..., None] * (share if pixel else share[:5]),
        reabsorbed=0.08 * np.ones(shape),
        own_pixel_share=(0.94 if pixel else 1.0) * np.ones(shape),
        direction_cosine=cosine,
        far_field=far_field(cosine, air, forward, tilt=0.2 if pixel else 0.0),
        lee_error=0.006 if pixel else 1e-6,
        error_parts={"grid": 0.005, "time": 0.001, "dipole rule": 0.003} if pixel else {},
        slices=(field_slice("y"), field_slice("z")) if pixel else (),
        cost=Cost(2_400_000, 3.1e11, 12, 420.0, 510.5) if pixel else Cost(wall_s=0.02),
        warnings=("LiF of 1 nm is merged into the cathode",) if pixel else (),
        lossy_air=0.85 * purcell * air,
        away=0.8 * purcell,
        recycling_errors={"recycling": 0.01} if pixel else {"quadrature": 1e-7},
    )


def field_slice(plane: str) -> FieldSlice:
    """A damped standing wave around node 2 of ``optical``."""
    first = np.linspace(-1.8, 1.8, 181)
    vertical = plane != "z"
    second = np.linspace(-0.6, 0.4, 101) if vertical else np.linspace(-1.6, 1.6, 161)
    a, b = np.meshgrid(first - 0.4167, second - (0.225 if vertical else 0.0833), indexing="ij")
    r = np.hypot(a, b) + 0.02
    intensity = np.cos(2 * np.pi * r / 0.27) ** 2 * np.exp(-r / 0.5) / r**2
    return FieldSlice(
        plane, 0.0 if vertical else 0.225, first, second, intensity / intensity.max(), 2, "x", 520.0
    )


def wave_slice(orientation: str) -> WaveSlice:
    """Circular waves around node 2 of ``optical``, heights on cells of two sizes."""
    first = np.linspace(-1.8, 1.8, 73)
    second = np.concatenate([np.arange(-1.2, 0.0, 0.05), np.arange(0.005, 0.4, 0.01)])
    r = np.hypot(*np.meshgrid(first - 0.4167, second - 0.225, indexing="ij")) + 0.05
    field = 0.05 * np.exp(2j * np.pi * r / 0.34) / r
    return WaveSlice("y", 0.0833, first, second, field.real, field.imag, 2, orientation, 520.0)


def electrical(lee: float = 0.25, shunt: float = 10.0) -> ElectricalResult:
    """A diode with a shunt, ABC recombination and the given extraction."""
    volts = np.linspace(0.0, 4.8, 33)
    density_cm3 = 1e17 * np.exp((volts - 2.8) / 0.5)
    rates = np.stack([9.7e5 * density_cm3, 1.5e-11 * density_cm3**2, 2e-30 * density_cm3**3])
    charge_per_area = 1.602176634e-19 * 30e-7  # C cm through a 30 nm emitter
    through = rates.sum(axis=0) * charge_per_area * 1e4
    leak = shunt * volts
    current = through + leak
    iqe = rates[1] / rates.sum(axis=0)
    with np.errstate(invalid="ignore"):
        gamma = np.where(current > 0, through / current, np.nan)
    gamma[0] = np.nan
    eqe = gamma * iqe * lee
    efficiency = 358.8 * eqe
    return ElectricalResult(
        model="compact",
        status=Status.OK,
        voltage_v=volts,
        current_density_a_m2=np.where(volts > 0, current, 0.0),
        luminance_cd_m2=np.where(volts > 0, np.nan_to_num(efficiency) * current, 0.0),
        eqe=eqe,
        current_efficiency_cd_a=efficiency,
        iqe=iqe,
        injection_efficiency=gamma,
        losses={"shunt": 1.0 - gamma, "auger": gamma * rates[2] / rates.sum(axis=0)},
        photometry="lambertian",
        point_status=("",) * volts.size,
        assumptions=(
            Assumption("electrical.surface_velocity", 20.0, 1.0, 100.0, "no measurement exists"),
        ),
    )


def pixel_case(name: str = "fake_pixel") -> CaseResult:
    """A pixel with its film and its electrics."""
    return CaseResult(
        name=name,
        config_yaml=PIXEL_YAML,
        provenance={"pencsim": "0.1.0", "git_commit": "0" * 40, "ranks": 2, "wall_s": 510.5},
        optics=optical(),
        reference=optical(0.32, pixel=False, forward=1.1),
        electrical=electrical(),
        reference_electrical=electrical(0.32, shunt=1.0),
        assumptions=(Assumption("materials.PTAA.n", 1.7, 1.6, 1.8, "only a range is published"),),
        warnings=("the far field is sampled at 61 x 61 directions",),
    )


def film_case(name: str = "fake_film") -> CaseResult:
    """An unpatterned film, optics only."""
    start, end = PIXEL_YAML.index("  array:"), PIXEL_YAML.index("  emission:")
    yaml = PIXEL_YAML[:start] + PIXEL_YAML[end:]
    return CaseResult(
        name=name,
        config_yaml=yaml.replace("fake_pixel", name).replace("method: fdtd", "method: planar"),
        provenance={"pencsim": "0.1.0"},
        optics=optical(0.32, pixel=False, forward=1.1),
    )
