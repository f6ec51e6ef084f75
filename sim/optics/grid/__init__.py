"""A device on the cells of a Yee grid: all that a run in time is made from, without Meep.

Device, OpticsSpec
    snapping.py      heights to whole cells (fidelity.py: what the cells blur; period.py: one
                     period of an array)
    media_choice.py  a permittivity that can be stepped per solid (dispersion.py: its poles,
                     dispersion_fit.py: fitted to a table)
    top.py           where the films end upwards: in an opaque metal, or open
    grid.py, yee.py  counts of cells, stretch along z, where field components lie
layout.py     -> Layout: device, grid, solids, media, spectrum
dipoles.py    -> Nodes: emitter positions on vertices, with weights (lateral_rule.py: before that)
source_stencil.py, source_spread.py   over which points a dipole's current is spread
bulk.py       -> the source's power in the unbounded emitter on the same cells
"""

from sim.optics.grid.bulk import stepped_bulk_power as stepped_bulk_power
from sim.optics.grid.dipoles import Node as Node
from sim.optics.grid.dipoles import place_dipoles as place_dipoles
from sim.optics.grid.fidelity import VanishesError as VanishesError
from sim.optics.grid.grid import Grid as Grid
from sim.optics.grid.layout import Layout as Layout
from sim.optics.grid.layout import lay_out as lay_out
from sim.optics.grid.layout import lay_out_periodic as lay_out_periodic
from sim.optics.grid.snapping import snap_device as snap_device
from sim.optics.grid.source_stencil import Stencil as Stencil
from sim.optics.grid.source_stencil import stencil as stencil
from sim.optics.grid.yee import Box as Box
