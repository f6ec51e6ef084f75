"""A few parameters fitted to measured numbers, and judged on numbers that were left out.

    study file --> spec.py    parameters with bounds, rows with measured values
                   files.py   reads it with the case of each row; writes calibration.json
                   fit.py     weighted least squares within the bounds, intervals
                   records.py Calibration: parameters, fitted rows, judged rows

Public: ``load_calibration`` of files.py, ``calibrate`` of fit.py.
"""

from sim.analysis.calibration.records import Calibration as Calibration
