"""A round well alone in its bank, by its films' modes: exact, lines along the stack.

    column.py    modes of a ring of films, TE and TM, solved once for all azimuthal orders
    radial.py    their Bessel functions of radius, scaled
    well.py      rings joined at one order: what the wall returns
    dipoles.py   what dipoles send out, and the field that they get back
    light.py     cylindrical waves from the glass -> light to air, by reciprocity
    away.py      what leaves the own emitter for good: flux through its faces and its rim
    effect.py    all orders: change of power, of light to air, and of what leaves

Columns are those of a straight wall (sim.optics.wall_modes.profile), bent around the well; lines
those of sim.optics.wall_modes.lines. No Meep. Public names: ``effect.round_change``,
``effect.RoundRule``.
"""
