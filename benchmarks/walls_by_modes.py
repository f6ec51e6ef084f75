"""Light extraction of a wide pixel against the treatment of its walls, by the walls' modes.

    .venv/bin/python benchmarks/walls_by_modes.py DEVICE.yaml PPI GAP [HEIGHTS]

One line per treatment: LEE of the film, exactly, and what all walls add to it, with what cells of
two thirds and fewer wavevectors change of the latter. Walls act one at a time: light that goes to
and fro between two of them is left out (sim.optics.methods.edge.walls has its rule).
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.integrate import trapezoid
from scipy.interpolate import PchipInterpolator

from geometry.arrays import FloatArray
from geometry.device import Device, build_device
from sim.config.loader import load_study, shipped_library
from sim.optics.emission_zone import emission_heights
from sim.optics.methods.edge.areas import wall_distances
from sim.optics.methods.planar.case import planar_powers
from sim.optics.section.section import edge_section
from sim.optics.wall_modes.effect import WallEffects, WallRule, wall_effects
from sim.optics.wall_modes.profile import wall_profile
from sim.results.averages import orientation_weights
from sim.study import OpticsSpec

TREATMENTS = {
    "none": "{treatment: none}",
    "oxide 10 nm": "{treatment: oxide}",
    "silver 50 nm": "{treatment: reflective}",
    **{
        f"silver 50 nm on {spacer} nm Al2O3": (
            f"{{treatment: reflective, spacer: {{material: Al2O3, thickness: {spacer} nm}}}}"
        )
        for spacer in (5, 10, 20, 50)
    },
    "absorbing": "{treatment: absorbing}",
}
DISTANCES_UM = np.array(
    [0.02, 0.035, 0.05, 0.075, 0.1, 0.14, 0.18, 0.22, 0.27, 0.32, 0.38, 0.45, 0.55, 0.65, 0.75]
    + [0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5]
)
"""Nearer ones count as the first."""

COARSE = WallRule(along=16, light_along=8, light_across=56)


def main() -> None:
    """Print the table."""
    path, ppi, gap = sys.argv[1:4]
    heights = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    rule = WallRule()
    fine = replace(rule, cells=rule.cells.times(2.0 / 3.0))
    for name, treatment in TREATMENTS.items():
        study = load_study(
            Path("configs/studies/pixel_coarse.yaml"),
            [
                f"device={path}",
                f"device.array.ppi={ppi}",
                f"device.array.gap={gap}",
                "optics.method=edge",
                f"optics.dipoles.vertical={heights}",
                f"device.array.sidewall={treatment}",
            ],
        )
        device = build_device(study.device, shipped_library())
        started = time.perf_counter()
        film, effect = _added(device, study.optics, rule)
        seconds = time.perf_counter() - started
        changes = [abs(_added(device, study.optics, r)[1] - effect) for r in (fine, COARSE)]
        print(
            f"{name:28s} film {film:.4f}  walls {effect:+.4f} +- {sum(changes):.4f}"
            f"  (cells {changes[0]:.4f}, wavevectors {changes[1]:.4f})  {seconds:.0f} s",
            flush=True,
        )


def _added(device: Device, optics: OpticsSpec, rule: WallRule) -> tuple[float, float]:
    """LEE of the film and what the walls add."""
    section = edge_section(device, optics)
    emitter = device.stack.emitter
    zone = emission_heights(device.emission, emitter.thickness_um, optics.dipoles.vertical)
    film = planar_powers(device.as_film(), optics)
    height_um = film.node_um[:, 2]
    index = float(emitter.material.index(device.emission.peak_um * 1e3).real)
    effects = wall_effects(wall_profile(section), index, DISTANCES_UM, height_um, rule)
    weight = np.outer(zone.weight, orientation_weights(device.emission.horizontal_fraction))
    total, air = film.purcell[..., 0], (film.air * film.purcell)[..., 0]
    own = float(np.sum(weight * air) / np.sum(weight * total))
    changed = _over_pixel(device, effects)
    pixel = float(np.sum(weight * (air + changed[1])) / np.sum(weight * (total + changed[0])))
    return own, pixel - own


def _over_pixel(device: Device, effects: WallEffects) -> FloatArray:
    """Mean change of power and of light over the pixel, all walls added, (2, Z, 3)."""
    d = np.linspace(0.0, DISTANCES_UM[-1], 5001)
    density = wall_distances(device.patterned_array).every(d)
    both = np.array([effects.total, effects.air])
    between = PchipInterpolator(DISTANCES_UM, both, axis=-1)(np.maximum(d, DISTANCES_UM[0]))
    return np.asarray(trapezoid(between * density, d, axis=-1))


if __name__ == "__main__":
    main()
