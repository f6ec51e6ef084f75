"""Stacks that several checks of the planar solution share."""

from __future__ import annotations

from sim.optics.film.multilayer import PlanarStack

WAVELENGTH_UM = 0.520
MID_PLANE_UM = 0.015


def led_stack(emitter_index: complex = 1.95) -> PlanarStack:
    """Glass / ITO 150 / PEDOT:PSS 40 / PTAA 20 / emitter 30 / TPBi 35 nm / aluminium, at 520 nm."""
    return PlanarStack(
        substrate_index=1.52,
        layer_index=(1.9 + 0.005j, 1.53 + 0.01j, 1.70, emitter_index, 1.72),
        thickness_um=(0.150, 0.040, 0.020, 0.030, 0.035),
        emitter=3,
        superstrate_index=0.78 + 6.2j,
    )


def lossless_stack() -> PlanarStack:
    """The same films without loss and with air in the metal's place: four guided modes."""
    return PlanarStack(
        1.52, (1.9, 1.53, 1.70, 1.95, 1.72), (0.150, 0.040, 0.020, 0.030, 0.035), 3, 1.0
    )


def above_mirror(distance_um: float, index: float = 1.0) -> PlanarStack:
    """A half-space over a perfect conductor; the dipole sits on the layer's middle."""
    return PlanarStack(None, (index,), (2.0 * distance_um,), 0, index)
