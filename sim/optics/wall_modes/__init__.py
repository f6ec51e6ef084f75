"""A straight wall by its films' modes: exact across the wall, lines along the stack.

    section/ -> profile.py   the wall as columns: a stack of films for every stretch of x
    lines.py                 points along z between conductors, absorbing ends included
    region.py                modes of one column at a wavevector k_y along the wall
    wall.py                  columns joined: what a face returns, what goes on behind it
    dipoles.py               lines of dipoles: what they send to a wall and get back
    effect.py                WallCase; change of a dipole's power, summed over wavevectors.py
    dissipation.py           power that ends in a part of a column, or passes a height
    light.py, image.py       plane waves from the glass -> light to air, its image (reciprocity)
    directions.py            the same as a far field
    guided.py                guided modes, and the share of them that a wall sends back
    arrivals.py              all of that, summed: WallArrivals
    stripe.py                two walls that see one another, exactly

No Meep. Whoever wants one number more at another distance, height or orientation pays next to
nothing: the modes are those of the columns. Public names: ``profile.wall_profile``,
``effect.WallCase``, ``effect.power_change``, ``arrivals.wall_arrivals``, ``arrivals.wall_light``,
``stripe.stripe_change``.

Method of lines: R. Pregla, Analysis of Electromagnetic Fields and Waves, Wiley 2008, chapter 2.
"""
