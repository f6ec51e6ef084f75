"""What may be written, told from the specs: schemas for editors, the key reference for people.

specs (docstrings, units, ranges, defaults)
  kinds   the seven kinds of file, and the models that each may hold
  keys    every key of a model: meaning, unit, default, range
  schema  JSON Schema of a kind, with the forms that the loader adds (files, none)
  manual  docs/reference.md, with an example of every key out of configs/
"""

from sim.reference.kinds import KINDS as KINDS
from sim.reference.schema import schema_of as schema_of
