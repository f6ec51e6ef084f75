"""What each loss channel costs: the case with one of them switched off at a time."""

from __future__ import annotations

from sim.analysis.channel_cost import ChannelCost
from sim.analysis.evaluation import CaseInputs, PlanarEvaluator
from sim.analysis.inputs import overridden
from sim.config.overrides import value_override
from sim.electrical.channels.table import CHANNELS, Channel, switched_off
from sim.study import Study


def cost_of_channels(inputs: CaseInputs, evaluator: PlanarEvaluator) -> tuple[ChannelCost, ...]:
    """Peak EQE without each channel, the dearest first; none without an electrical model.

    A channel that the device decides (``trap``: quantum yield 1) is switched off there, so that
    the optics see it as well.

    Raises:
        ValueError: as :meth:`PlanarEvaluator.evaluate`.
    """
    if inputs.study.electrical is None:
        return ()
    base = evaluator.evaluate(inputs).eqe_peak
    costs = []
    for channel in CHANNELS:
        study = _without(channel, inputs)
        if study is not None:
            changed = CaseInputs(study, inputs.library, inputs.changed_materials)
            costs.append(ChannelCost(channel.name, base, evaluator.evaluate(changed).eqe_peak))
    return tuple(sorted(costs, key=lambda cost: -cost.cost))


def _without(channel: Channel, inputs: CaseInputs) -> Study | None:
    """The study without a channel; None where the case does not have it as an input."""
    study = inputs.study
    if channel.perimeter is not None and study.device.array is None:
        return None
    if channel.off_in_device is not None:
        return overridden(study, (value_override(*channel.off_in_device),))
    off = {} if study.electrical is None else switched_off(study.electrical, channel)
    if study.electrical is None or not off:
        return None
    return study.model_copy(update={"electrical": study.electrical.model_copy(update=off)})
