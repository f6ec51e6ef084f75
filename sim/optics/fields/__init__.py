"""From the fields of a settled run to powers, without Meep.

records.py  DipoleJob, Phasors: what a run was asked for, and what it hands over
    |
    +- plane below, above --plane_fields.py--> power through the plane
    |      angular_spectrum.py  its lateral waves in s and p
    |      exit_optics.py       plates and the array's answer outside (columns.py: the array as
    |                           columns of locally planar layers)
    |      escape.py            -> Escape: glass, air, own cell, far field (point_group.py: its
    |                           images under the pixel's symmetry)
    +- sides --side_power.py--> power that leaves sideways
    +- E, D in the film --absorption.py--> power per part
    |                   --reabsorption.py--> share that the own pixel's emitter takes
    |                   --power_away.py--> what leaves an absorbing emitter for good
    +- E through the dipole --slice.py--> a picture
                            --waves.py--> the field itself (continued.py: with its light outside)
"""

from sim.optics.fields.absorption import AbsorptionMap as AbsorptionMap
from sim.optics.fields.absorption import absorption_map as absorption_map
from sim.optics.fields.angular_spectrum import AngularSpectrum as AngularSpectrum
from sim.optics.fields.columns import exit_optics as exit_optics
from sim.optics.fields.escape import Escape as Escape
from sim.optics.fields.escape import escape as escape
from sim.optics.fields.exit_optics import ExitOptics as ExitOptics
from sim.optics.fields.plane_fields import PlaneFields as PlaneFields
from sim.optics.fields.reabsorption import OwnEmitter as OwnEmitter
from sim.optics.fields.reabsorption import own_emitter as own_emitter
from sim.optics.fields.records import DipoleJob as DipoleJob
from sim.optics.fields.records import Phasors as Phasors
from sim.optics.fields.slice import vertical_slice as vertical_slice
from sim.optics.fields.waves import vertical_waves as vertical_waves
