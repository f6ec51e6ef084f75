"""Pictures of what solves one case many times.

tornado      which assumed input decides   <- sim.analysis.sensitivity
calibration  measured against model        <- sim.analysis.calibration
"""
