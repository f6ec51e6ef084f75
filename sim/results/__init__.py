"""What comes out of a case: raw, frozen records, and what is read off them.

Raw values are stored per emitter position, orientation, wavelength and voltage. Averages and peaks
are functions of them, so that a changed average needs no new simulation.

    solution --> status.py        how it ended, what it cost
                 optical.py       where the power of dipoles goes, into which directions
                 waves.py         the field of single dipoles, for pictures
                 electrical.py    curves against voltage; what they take from the optics
                 records.py       a whole case; names all records, and their array axes
                    |
                    +--> averages.py     LEE, Purcell factor, budget --> electrical model
                    +--> recycling.py    light per exciton when the emitter's own light comes back
                    +--> heights.py      positions grouped by height
                    +--> peaks.py        the one rule for the peak of a curve
                    +--> curves.py       turn-on, value at a current, roll-off
                    +--> directional.py  a solution by reciprocity, which has no powers
                                                          --> sim.store, postprocess
"""

from sim.results.records import CaseResult as CaseResult
from sim.results.records import Cost as Cost
from sim.results.records import DirectionalResult as DirectionalResult
from sim.results.records import ElectricalResult as ElectricalResult
from sim.results.records import OpticalResult as OpticalResult
from sim.results.records import RadiativeEnvironment as RadiativeEnvironment
from sim.results.records import Status as Status
