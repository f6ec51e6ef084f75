"""Method planar: the exact optics of the unpatterned film (sim.optics.film) as a method.

    study, device -> method.py -> OpticalResult of the film in the middle of the well

Public: ``sim.optics.methods.planar.method.PlanarMethod``.
"""
