"""The same film by a plain Meep script on a uniform grid: what the stretched grid saves.

The plain script is what Meep's manual teaches: cubic cells, Courant number 0.5, a point source, an
absorber at the sides, a Drude metal, a second run in the bulk for the Purcell factor, two mirror
planes. What is compared is the Purcell factor: the manual has no recipe for light that leaves thick
glass. Film: the LED stack of
docs/validation.md with an emitter of 40 nm, in-plane dipole in its middle, 520 nm.

Both take turns on one core in one run; seconds are the process's own. The plain script's cells are
as fine as ours are high; the ratio of times counts only if its error is not smaller.

    .venv/bin/python benchmarks/fdtd/plain_meep.py [VERTICAL CELL IN NM: 10]
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

# Meep switches subnormal numbers off; numpy must have looked at them before.
np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

import meep as mp  # noqa: E402
from film_convergence import ASPECT, compare, film  # noqa: E402

from sim.optics.film.film import planar_stack  # noqa: E402
from sim.optics.film.solver import solve_planar  # noqa: E402

WAVELENGTH_UM = 0.520
FREQUENCY = 1.0 / WAVELENGTH_UM
HALF_WIDTH_UM, ABSORBER_UM, PML_UM, GLASS_UM = 1.5, 0.6, 0.4, 0.2
"""As wide as our cell; a dipole in the middle."""
METAL_UM = 0.06
RUN_UM = 12.0
"""Time times c after the source, as our runs take."""


@dataclass(frozen=True)
class Found:
    """One in-plane dipole."""

    purcell: float
    seconds: float


def medium(index: complex) -> mp.Medium:
    """n + i k at the wavelength: a conductivity, or for metals one Drude term."""
    eps = index**2
    if eps.real > 0:
        sigma = 2.0 * np.pi * FREQUENCY * eps.imag / eps.real
        return mp.Medium(epsilon=eps.real, D_conductivity=sigma)
    # eps = 1 - s / (f^2 + i f g): two equations for s and g.
    missing = 1.0 - eps.real
    gamma = FREQUENCY * eps.imag / missing
    strength = missing * (FREQUENCY**2 + gamma**2)
    drude = mp.DrudeSusceptibility(frequency=1.0, gamma=gamma, sigma=strength)
    return mp.Medium(epsilon=1.0, E_susceptibilities=[drude])


def power(run: Any) -> float:
    """Power of the dipole at the wavelength, of a unit pulse."""
    return float(-np.real(run.ldos_Fdata[0] * np.conj(run.ldos_Jdata[0])))


def plain(cell_um: float) -> Found:
    """The film, step by step as in the manual."""
    started = time.process_time()
    stack = planar_stack(film("absorbing").stack, WAVELENGTH_UM).with_lossless_emitter()
    layers = [*zip(stack.layer_index, stack.thickness_um, strict=True)][: stack.emitter + 2]
    layers.append((complex(0.78, 6.2), METAL_UM))
    height = sum(thickness for _, thickness in layers)
    glass = PML_UM + GLASS_UM
    # Rounded, so that Meep finds whole cells where a sum has a last odd bit.
    cell = mp.Vector3(*[2 * (HALF_WIDTH_UM + ABSORBER_UM)] * 2, round(glass + height, 9))
    z = -0.5 * cell.z + glass
    blocks, dipole = [], 0.0
    for number, (index, thickness) in enumerate(layers):
        centre = mp.Vector3(0, 0, z + 0.5 * thickness)
        size = mp.Vector3(mp.inf, mp.inf, thickness)
        blocks.append(mp.Block(size, center=centre, material=medium(index)))
        if number == stack.emitter:
            dipole = centre.z
        z += thickness
    run = mp.Simulation(
        cell_size=cell,
        resolution=round(1.0 / cell_um, 9),
        geometry=blocks,
        default_material=medium(1.52),
        sources=[source(dipole)],
        symmetries=[mp.Mirror(mp.X, phase=-1), mp.Mirror(mp.Y)],
        boundary_layers=[
            mp.PML(PML_UM, direction=mp.Z, side=mp.Low),
            mp.Absorber(ABSORBER_UM, direction=mp.X),
            mp.Absorber(ABSORBER_UM, direction=mp.Y),
        ],
    )
    run.run(mp.dft_ldos(FREQUENCY, 0, 1), until_after_sources=RUN_UM)
    return Found(power(run) / bulk(cell_um), time.process_time() - started)


def source(z_um: float) -> mp.Source:
    """The dipole along x with a broad pulse."""
    pulse = mp.GaussianSource(FREQUENCY, fwidth=0.5 * FREQUENCY)
    return mp.Source(pulse, mp.Ex, mp.Vector3(0, 0, z_um))


def bulk(cell_um: float) -> float:
    """Power in the unbounded emitter, on the same grid."""
    run = mp.Simulation(
        cell_size=mp.Vector3(1.6, 1.6, 1.6),
        resolution=round(1.0 / cell_um, 9),
        default_material=mp.Medium(index=1.95),
        sources=[source(0.0)],
        symmetries=[mp.Mirror(mp.X, phase=-1), mp.Mirror(mp.Y), mp.Mirror(mp.Z)],
        boundary_layers=[mp.PML(0.4)],
    )
    run.run(mp.dft_ldos(FREQUENCY, 0, 1), until_after_sources=4.0)
    return power(run)


def main() -> None:
    """Run both and print errors, times and their ratio."""
    mp.verbosity(0)
    vertical_nm = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    exact = solve_planar(
        planar_stack(film("absorbing").stack, WAVELENGTH_UM).with_lossless_emitter(),
        0.020,
        WAVELENGTH_UM,
    ).horizontal
    own = compare("absorbing", "x", ASPECT * vertical_nm)
    ours = Found(own.purcell, own.seconds)
    theirs = plain(vertical_nm * 1e-3)
    for name, found in (("stretched", ours), ("plain", theirs)):
        print(
            f"{name:10s} F {found.purcell:.4f} ({found.purcell / exact.purcell - 1:+.2%}), "
            f"{found.seconds:.1f} s"
        )
    print(f"exact      F {exact.purcell:.4f}")
    print(f"ratio of times {theirs.seconds / ours.seconds:.0f} (aim 10)")


if __name__ == "__main__":
    main()
