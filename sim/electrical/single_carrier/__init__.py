"""Hole-only and electron-only devices: the same equations in a stack that blocks the other carrier.

    device.py    J-V of the stack with its sheets of dots and their traps, both carriers solved
    stack_law.py the trap-filled limit of a film among other layers
    reading.py   what is read off such a curve: exponents, and where filling of traps ends

The closed laws are in :mod:`sim.electrical.drift_diffusion.sclc`.
"""
