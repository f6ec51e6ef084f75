"""What is simulated: units, materials, stacks, pixel arrays and the solids they are made of.

This package knows nothing of Maxwell solvers, files of results or pictures.
"""
