"""Which assumed input decides: each at both ends of its range, all others held still.

    Study --> one_at_a_time.py --> records.py (Sensitivity) --> files.py --> sensitivity.json, .csv

Public: ``sim.analysis.sensitivity.one_at_a_time.sensitivity``.
"""

from sim.analysis.sensitivity.records import Sensitivity as Sensitivity
