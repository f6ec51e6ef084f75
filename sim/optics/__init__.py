"""Optics of one case: where the power of dipoles in the emitter goes; lengths in um, c = 1.

    geometry.Device, sim.study.OpticsSpec
        |
        |  emission_zone.py, spectrum.py     quadrature over heights and wavelengths
        v
    film/          an unpatterned film, exactly
    grid/          a device on cells: layout, media, dipoles, sources        (no Meep)
    film_on_grid/  the film exactly, but on those cells: what the grid does   (no Meep)
    meep/          the engine: scene, pulse, stepping until settled
    section/       the section across a straight wall on cells, graded beside it
    wall_alone/    a wall without its stack, exactly and on cells: what cells make of walls
    wall_modes/    a straight wall by its films' modes, exact across it            (no Meep)
    round_well/    a round well by its films' modes, exact around its axis          (no Meep)
    fields/        fields of a run -> escaping, absorbed and reabsorbed power (no Meep)
    methods/       planar, fdtd, edge, edge_modes, reciprocity, fmm: which solves a case, and how
        |
        |  powers.py, lossy_powers.py         Powers, Shares, LossyPowers, assemble()
        v
    sim.results.records.OpticalResult

Each room imports those above it alone, and the two files of powers.
"""
