"""What commands print or write besides the summary of a case.

Sensitivity --> sensitivity.py     Calibration --> calibration.py
library     --> materials.py       Study       --> plan_file.py (a mask's plan)
"""
