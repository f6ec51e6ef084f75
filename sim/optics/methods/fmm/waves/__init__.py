"""One wavevector of an fmm problem: from the permittivities of its slices to the waves of dipoles.

problem.py    slices at one wavelength -> at a wavevector: modes, both sides, waves of dipoles
modes.py      slice -> eigenmodes (blocks.py: matrices that mix orders, and such that do not)
recursion.py  half-space -> emitter: reflection and transmission
jumps.py      dipoles -> jumps of the fields at their height, walls beside them included
emission.py   jumps -> waves up and down
inside.py     waves -> fields inside a slice
"""
