"""A compact model that stands in for a drift-diffusion device.

    DriftDiffusionSpec, Pixel, RadiativeEnvironment --> read_off --> CompactSpec with a table
    CompactSpec with a table, any other rates and optics --> model --> ElectricalResult, EQEs

The table itself, :class:`sim.electrical.sheet_table.SheetTable`, is part of what a user may write.
"""

from sim.electrical.twin.model import TwinCase as TwinCase
from sim.electrical.twin.model import TwinCurves as TwinCurves
from sim.electrical.twin.model import solve_twin as solve_twin
from sim.electrical.twin.model import solve_twins as solve_twins
from sim.electrical.twin.read_off import CompactTwin as CompactTwin
from sim.electrical.twin.read_off import TwinError as TwinError
from sim.electrical.twin.read_off import compact_twin as compact_twin
