"""A straight wall by its films' modes: exact across the wall, lines along the stack.

    section/ -> profile.py   the wall as columns: a stack of films for every stretch of x
    lines.py                 points along z between conductors, absorbing ends included
    region.py                modes of one column at a wavevector k_y along the wall
    wall.py                  columns joined -> what the wall returns to the emitter's column
    light.py                 plane waves from the glass -> light to air, by reciprocity
    effect.py                sums over wavevectors -> WallEffects: change of power and of light

No Meep. Whoever wants one number more at another distance, height or orientation pays nothing: the
modes are those of the columns. Public names: ``profile.wall_profile``, ``effect.wall_effects``.

Method of lines: R. Pregla, Analysis of Electromagnetic Fields and Waves, Wiley 2008, chapter 2.
"""
