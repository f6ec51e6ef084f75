"""What a case will cost, before it is run: cells, voxel-steps, memory, wall time.

    study -> predict -------------------------------------> Prediction
               ^ RunCost of every dipole run
             run_plan: runs one at a time or side by side -> RunPlan
               ^ voxel-steps per second
             stepping_rate: measured here (sim.processes.rate) or the shipped figure

The plan rests on the shipped rates, so that a case is divided alike, and its numbers are the same
bits, on every machine; only the predicted time uses what was measured. `predict` is imported by its
own name (sim.cost.predict): it needs the methods, which need the rates.
"""

from sim.cost.stepping_rate import SteppingRate as SteppingRate
from sim.cost.stepping_rate import keep_rate as keep_rate
from sim.cost.stepping_rate import known_rate as known_rate
