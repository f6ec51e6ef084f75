"""Space-charge-limited currents of single-carrier devices: from trap densities to curves and back.

spec.py      the file: device, electrical inputs, which carrier, what was measured
evaluate.py  curves with and without traps, what is read off them, densities by three laws
records.py   the result;  files.py: on disk
"""
