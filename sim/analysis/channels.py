"""What each loss channel costs: the case with one of them switched off at a time."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.channel_cost import ChannelCost
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.analysis.inputs import overridden
from sim.config.overrides import value_override
from sim.electrical.spec import CompactSpec, ElectricalBase, Kinetics

_NEVER_S = 1e9


def _without_auger(spec: ElectricalBase) -> ElectricalBase:
    off: dict[str, float] = {"biexciton_lifetime_s": _NEVER_S}
    if isinstance(spec, CompactSpec) and spec.kinetics is Kinetics.FREE_CARRIER:
        off["auger_coefficient_m6_s"] = 0.0
    return spec.model_copy(update=off)


def _without(**off: float) -> Callable[[ElectricalBase], ElectricalBase]:
    return lambda spec: spec.model_copy(update=off)


_EDGE: dict[str, Callable[[ElectricalBase], ElectricalBase]] = {
    "sidewall": _without(sidewall_velocity_m_s=0.0),
    "rim": _without(rim_width_m=0.0),
    "shunt_perimeter": _without(perimeter_shunt_s_m=0.0),
    "shunt_gap": _without(gap_conductivity_s_m=0.0),
}
_EVERYWHERE: dict[str, Callable[[ElectricalBase], ElectricalBase]] = {
    "auger": _without_auger,
    "shunt_area": _without(leakage_s_m2=0.0),
}


def cost_of_channels(inputs: CaseInputs, evaluator: PlanarEvaluator) -> tuple[ChannelCost, ...]:
    """Peak EQE without each channel, the dearest first; none without an electrical model.

    ``trap`` sets the quantum yield to 1, which the optics see as well.

    Raises:
        ValueError: as :meth:`PlanarEvaluator.evaluate`.
    """
    spec = inputs.study.electrical
    if spec is None:
        return ()
    base = evaluator.evaluate(inputs).eqe_peak
    changes = dict(_EVERYWHERE)
    if inputs.study.device.array is not None:
        changes |= _EDGE
    if isinstance(spec, CompactSpec) and spec.kinetics is not Kinetics.CHARGED:
        changes["overshoot"] = _without(overshoot=0.0)
    found = []
    for name, switch_off in changes.items():
        study = inputs.study.model_copy(update={"electrical": switch_off(spec)})
        changed = CaseInputs(study, inputs.library, inputs.changed_materials)
        found.append(ChannelCost(name, base, evaluator.evaluate(changed).eqe_peak))
    perfect = overridden(inputs.study, (value_override("device.emission.plqy", 1.0),))
    changed = CaseInputs(perfect, inputs.library, inputs.changed_materials)
    found.append(ChannelCost("trap", base, evaluator.evaluate(changed).eqe_peak))
    return tuple(sorted(found, key=lambda cost: -cost.cost))
