"""Meep, the engine that steps fields in time, behind what every run asks of it.

    load.py      the only import of Meep itself
    Layout --scene.py, media.py--> Meep's blocks and media, in the space stretched along z
    pulse.py     the source's pulse and the times between looks                 (no Meep)
    cell.py      SteppedCell: a simulation, its running transforms; CellRun: what a run leaves to it
    stepping.py  step_until_settled: one loop for runs of every method         (no Meep)
    records.py   -> Stepping: how a run went, its packing and cost              (no Meep)
    ranks.py     the MPI ranks that work on a run

A run itself stands with its method (methods/*/run.py). Public names that load Meep:
``meep.scene.build_blocks``, ``meep.cell.SteppedCell``, ``meep.cell.CellRun``,
``meep.ranks.is_master``, ``rank_count`` and ``on_all_ranks``.
"""

from sim.optics.meep.records import Stepping as Stepping
from sim.optics.meep.records import SteppingStatus as SteppingStatus
from sim.optics.meep.records import stepping_cost as stepping_cost
from sim.optics.meep.records import worst_status as worst_status
from sim.optics.meep.stepping import StopRule as StopRule
from sim.optics.meep.stepping import Watched as Watched
from sim.optics.meep.stepping import step_until_settled as step_until_settled
