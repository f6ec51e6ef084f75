"""Small pixels and shorthand for the checks of the Fourier modal method."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geometry.arrays import FloatArray
from geometry.device import Device, PixelMaterials
from geometry.materials.library import constant_material
from geometry.spec import ArraySpec, EmissionSpec, Process
from geometry.stack import Layer, Stack
from sim.optics.fields.point_group import direction_images
from sim.optics.film.outside import AIR as BARE
from sim.optics.methods.fmm.arriving import Ends
from sim.optics.methods.fmm.orders import Orders, complete_shells, rows_of
from sim.optics.methods.fmm.sampling import Coherent, Positions, Sampling, solve
from sim.optics.methods.fmm.slices import Slices, cut
from sim.optics.methods.fmm.waves.problem import Problem, problem
from sim.optics.methods.fmm.zone import zone_points

WAVELENGTH_UM = 0.520
EMITTER = "emitter"
OUTER = ("substrate", "superstrate")

LED = (
    ("anode", 0.150, 1.89329 + 0.00357j),
    ("hil", 0.040, 1.52010 + 0.00591j),
    ("htl", 0.020, 1.75 + 0.0j),
    (EMITTER, 0.040, 1.93388 + 0.126j),
    ("etl", 0.040, 1.76633 + 0.0j),
    ("cathode", 0.100, 0.88783 + 6.28104j),
)
"""Published constants at 520 nm of the layers of the device paper's pixel (configs/materials)."""

CLEAR = (
    ("anode", 0.100, 1.9 + 0.0j),
    (EMITTER, 0.060, 1.95 + 0.0j),
    ("top", 0.080, 1.7 + 0.0j),
)
"""Nothing absorbs; light also leaves upwards."""

Films = tuple[tuple[str, float, complex], ...]


def pixel(
    films: Films = LED,
    pitch_um: float = 0.8,
    width_um: float = 0.5,
    bank: complex = 1.50088,
    lattice: str = "square",
    shape: str = "circle",
    length_um: float | None = None,
    film_um: float | None = None,
) -> Device:
    """Wells in a bank that ends at the emitter's upper face; what follows is flat.

    With ``film_um`` windows in a film of that thickness, under a continuous emitter.
    """
    layers = tuple(
        Layer(
            name,
            constant_material(name, complex(index).real, complex(index).imag),
            thickness,
            name == EMITTER,
            Process.EVAPORATED if name in ("anode", "cathode") else Process.SOLUTION,
        )
        for name, thickness, index in films
    )
    stack = Stack(constant_material("glass", 1.526795), 700.0, layers, constant_material("air", 1))
    names = [name for name, _, _ in films]
    height = sum(thickness for _, thickness, _ in films[1 : names.index(EMITTER) + 1])
    array = ArraySpec.model_validate(
        {
            "lattice": lattice,
            "pitch": f"{pitch_um} um",
            "aperture": {
                "shape": shape,
                "width": f"{width_um} um",
                "length": None if length_um is None else f"{length_um} um",
            },
            "bank": {
                "height": f"{height if film_um is None else film_um} um",
                "on": "anode",
                "coverage": "filling" if film_um is None else "windows",
            },
        }
    )
    materials = PixelMaterials(
        constant_material("bank", complex(bank).real, complex(bank).imag), None, None
    )
    emission = EmissionSpec.model_validate({"peak": "520 nm"})
    return Device(stack, array, emission, materials)


@dataclass(frozen=True)
class Case:
    """A device with its slices and orders at one wavelength."""

    device: Device
    slices: Slices
    orders: Orders
    problem: Problem
    ends: Ends

    @property
    def middle_um(self) -> float:
        """Height of the emitter's mid-plane."""
        return 0.5 * (self.device.emitter_below_um + self.device.emitter_above_um)

    def powers(self, zone: int, x_um: list[float], y_um: list[float]) -> FloatArray:
        """Powers over bulk at the mid-plane, (rows, L, O)."""
        positions = Positions(np.array(x_um), np.array(y_um), np.array([self.middle_um]))
        points = zone_points(self.slices.cell, direction_images(self.device.array), zone)
        sampling = (Sampling(self.problem, Coherent()),)
        return solve(sampling, points, positions, self.ends, lambda: None)[0][:, 0]

    def powers_by_rows(self, zone: int, x_um: list[float]) -> FloatArray:
        """As ``powers``, on the mirror line y = 0, every row of orders solved by itself."""
        positions = Positions(np.array(x_um), np.zeros(len(x_um)), np.array([self.middle_um]))
        points = zone_points(self.slices.cell, direction_images(self.device.array), zone)
        parts = []
        for row in rows_of(self.slices.cell, self.orders):
            given = problem(self.slices, row.orders, WAVELENGTH_UM, EMITTER, False)
            moved = tuple(replace(p, k_1_um=p.k_1_um + row.shift_1_um) for p in points)
            sampling = (Sampling(given, Coherent()),)
            parts.append(solve(sampling, moved, positions, self.ends, lambda: None)[0][:, 0])
        return np.asarray(np.sum(parts, axis=0))

    def with_slices(self, slices: Slices) -> Case:
        """The same device cut otherwise."""
        changed = problem(slices, self.orders, WAVELENGTH_UM, EMITTER, False)
        return replace(self, slices=slices, problem=changed)


def case(device: Device, terms: int, absorbing: bool = False) -> Case:
    """A device's problem with at most so many orders."""
    slices = cut(device)
    orders = complete_shells(slices.cell, terms)
    parts = tuple(dict.fromkeys(m.part for m in slices.media if m.part not in OUTER))
    given = problem(slices, orders, WAVELENGTH_UM, EMITTER, absorbing)
    return Case(device, slices, orders, given, Ends(parts, BARE, False))
