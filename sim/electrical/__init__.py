"""From the optics of a pixel to its current, luminance and efficiency.

    RadiativeEnvironment (per emitter position)    Pixel (device)    spec (what a user writes)
            |                                             |              |
          light                                           +-- channels --+   what is lost: one law
            |                                                    |           per file, one table
            +-----------------------+----------------------------+
                                    |
           compact (rate equations behind a diode)
           drift_diffusion (Poisson and continuity)        --> twin (read off its solution)
                                    |
                  ElectricalResult (J, V, luminance, EQE, shares by channel)

Files, lowest first: quantities, the files called spec and sheet_table (inputs), thermal, pixel,
materials and photometry (what inputs mean), light (what is taken of the optics). Every file of this
folder imports none of the sub-packages; channels imports no model; compact and drift_diffusion do
not import each other; twin, single_carrier (devices without light) and response (the device in
time) import drift_diffusion.
:mod:`sim.coupling` chooses the model. SI units throughout, but for wavelengths and positions of the
optics, whose names say so.
"""

from sim.electrical.ions_spec import IonSpec as IonSpec
from sim.electrical.ions_spec import IonState as IonState
from sim.electrical.pixel import Perimeter as Perimeter
from sim.electrical.pixel import Pixel as Pixel
from sim.electrical.pixel import StackLayer as StackLayer
from sim.electrical.spec import CompactSpec as CompactSpec
from sim.electrical.spec import DriftDiffusionSpec as DriftDiffusionSpec
from sim.electrical.spec import ElectricalBase as ElectricalBase
from sim.electrical.spec import ElectricalSpec as ElectricalSpec
from sim.electrical.spec import Kinetics as Kinetics
from sim.electrical.spec import assumptions_of as assumptions_of
