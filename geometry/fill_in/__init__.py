"""What a device's file leaves out, filled in before it is validated.

A resolved configuration holds every value and loads back to itself. The functions take and give the
mapping as it was written; they raise ValueError where two entries contradict each other, and leave
what they cannot read for validation to name.

    mapping of a device
      technique     array from a preset of configs/techniques/, with its marks of assumed values
      colours       the one active emitter of several
      gap_and_bank  foot and height of the bank from the layers, width of the aperture from the gap
    mapping without gaps -> geometry.spec
"""

from geometry.fill_in.colours import with_emitting as with_emitting
from geometry.fill_in.gap_and_bank import NEIGHBOURS_PER_PITCH as NEIGHBOURS_PER_PITCH
from geometry.fill_in.gap_and_bank import bank_from_layers as bank_from_layers
from geometry.fill_in.gap_and_bank import foot_index as foot_index
from geometry.fill_in.gap_and_bank import lists_as_tuples as lists_as_tuples
from geometry.fill_in.gap_and_bank import width_from_gap as width_from_gap
from geometry.fill_in.technique import TECHNIQUES_DIRECTORY as TECHNIQUES_DIRECTORY
from geometry.fill_in.technique import PublishedPpi as PublishedPpi
from geometry.fill_in.technique import Technique as Technique
from geometry.fill_in.technique import TechniqueName as TechniqueName
from geometry.fill_in.technique import load_technique as load_technique
from geometry.fill_in.technique import with_technique as with_technique
