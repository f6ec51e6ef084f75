"""J-V of a stack of layers around sheets of dots, without any light.

Electrons and holes are both solved; what the stack does to one of them is the user's choice of
layers and contacts, and the shares that recombine say how well it was chosen:

    recombined = sum over sheets of q N_dots X K / J,   K = 1 / tau + (e + h) / (16 tau_XX)   (1)

X counts pairs per dot (:mod:`sim.electrical.drift_diffusion.node_laws`). 1 / tau is the lifetime of
a film on glass; nothing emitted is taken back. J has the leakage g V of the device in parallel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import elementary_charge

from geometry.arrays import FloatArray
from sim.electrical.drift_diffusion.contacts import ContactPair, device_contacts
from sim.electrical.drift_diffusion.emitter import sheet_layers, sheet_plan
from sim.electrical.drift_diffusion.layers import DeviceMesh, build_mesh
from sim.electrical.drift_diffusion.stack import check_layer_names, transport_side
from sim.electrical.drift_diffusion.sweep import solver_of
from sim.electrical.pixel import StackLayer, share_of
from sim.electrical.spec import DriftDiffusionSpec

_FLOOR = 1e-3
"""Spread of the current over the dots' edges above which it is rounding."""


@dataclass(frozen=True)
class DarkStack:
    """Layers of a device without light, nearest to the dots first, and how thick the dots are."""

    below: tuple[StackLayer, ...]
    above: tuple[StackLayer, ...]
    dots_thickness_m: float


@dataclass(frozen=True)
class DarkCurve:
    """J-V of a device without light: arrays of shape (V,).

    Attributes:
        voltage_v: at the terminals: what falls across the resistance in front is in it.
        current_density_a_m2: nan where a voltage failed.
        electrons, holes: per dot, mean over the film.
        recombined: share of the current; (1).
        status: a sentence where something is wrong.
        warnings: contacts whose work function is not known.
    """

    voltage_v: FloatArray
    current_density_a_m2: FloatArray
    electrons: FloatArray
    holes: FloatArray
    recombined: FloatArray
    status: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def dark_curve(spec: DriftDiffusionSpec, stack: DarkStack, voltage_v: FloatArray) -> DarkCurve:
    """J-V of a stack; voltages that fail are nan and say so.

    Args:
        spec: levels, mobility, traps and contacts.
        stack: its layers.
        voltage_v: on the lower contact behind the resistance, rising, above 0, shape (V,).

    Raises:
        ValueError: a layer beside the dots without electrical data, or data for no layer.
    """
    check_layer_names(spec, (*stack.below, *stack.above))
    below, above = (transport_side(spec, side).layers for side in (stack.below, stack.above))
    plan = sheet_plan(spec, stack.dots_thickness_m)
    alone = np.full(plan.area.size, 1.0 / spec.lifetime_s)
    crowded = np.full(plan.area.size, 1.0 / (4.0 * spec.biexciton_lifetime_s))
    columns = sheet_layers(spec, plan, alone, crowded)
    stacks = tuple(
        (build_mesh((*below[::-1], dots, *above), spec.cells), share)
        for dots, share in zip(columns, plan.shares, strict=True)
    )
    metals = device_contacts(spec, stack.below, stack.above)
    points = [_column(spec, mesh, metals.pair, voltage_v) for mesh, _ in stacks]
    current = sum(share * column.current for column, (_, share) in zip(points, stacks, strict=True))
    electrons, holes, pairs = np.concatenate([column.sheets for column in points], axis=2)
    density = spec.nanocrystal_density_1_m3
    electrons, holes = electrons / density, holes / density
    decay = alone + crowded * (electrons + holes) / 4.0
    lost = elementary_charge * density ** (2.0 / 3.0) * (pairs * decay * plan.area).sum(axis=1)
    total = np.asarray(current) + spec.leakage_s_m2 * voltage_v
    weight = plan.area / plan.area.sum()
    return DarkCurve(
        voltage_v=voltage_v + spec.resistance_ohm_m2 * total,
        current_density_a_m2=total,
        electrons=electrons @ weight,
        holes=holes @ weight,
        recombined=share_of(lost, total),  # (1)
        status=tuple(
            max(texts, key=len) for texts in zip(*(c.status for c in points), strict=True)
        ),
        warnings=metals.warnings,
    )


@dataclass(frozen=True)
class _Column:
    """One column at all voltages: J (V,), carriers and pairs of its sheets (3, V, M)."""

    current: FloatArray
    sheets: FloatArray
    status: tuple[str, ...]


def _column(
    spec: DriftDiffusionSpec, mesh: DeviceMesh, contacts: ContactPair, voltage_v: FloatArray
) -> _Column:
    """Solve one column; the current is that of the edges at the dots.

    One carrier is in the majority everywhere, so that beside a contact its current is a small
    difference of large ones; hops carry least in both directions and lose the fewest digits.
    """
    dot = mesh.nanocrystal_node
    hops = dot[:-1] | dot[1:]
    current, sheets, status = [], [], []
    for point in solver_of(spec, mesh, contacts).ramp(voltage_v):
        if point.profile is None:
            current.append(np.nan)
            sheets.append(np.full((3, np.count_nonzero(dot)), np.nan))
            status.append(point.status)
            continue
        flow = point.profile.total_current_a_m2[hops]
        current.append(float(np.median(flow)))
        profile = point.profile
        sheets.append(np.stack([profile.electrons_1_m3, profile.holes_1_m3, profile.pairs])[:, dot])
        drowned = np.ptp(flow) > _FLOOR * abs(current[-1])
        status.append("current below the solver's floor" if drowned else "")
    return _Column(np.array(current), np.stack(sheets, axis=1), tuple(status))
