"""Pictures of what solves one case many times, and of what lies inside one device.

tornado      which assumed input decides   <- sim.analysis.sensitivity
calibration  measured against model        <- sim.analysis.calibration
levels       levels and carriers by sheet  <- sim.results.levels
"""
