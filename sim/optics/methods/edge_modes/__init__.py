"""Method edge_modes: a wide pixel from its straight wall, the wall by its columns' modes.

    Device, OpticsSpec
        setup.py        the wall of every wavelength; distances.py: where dipoles stand
        case.py         sim.optics.wall_modes per wavelength -> EdgeResponse -> OpticalResult
        absorbing.py    the same with emitters that absorb: P_air, P_away
        round_trips.py  light between walls, from an exact stripe
        small_round.py  small round pixels whole, over the emission's band; round_recycling.py:
                        what recycling hangs on, with the absorbing emitter
        kept.py         what pixels with the same wall share
        cost.py         time and memory

All walls of a pixel, errors and averages are those of method edge (pixel.py, walls.py, errors.py
there), which steps the wall's section in time instead. No Meep. Public names:
``case.edge_modes_optics``, ``method.EdgeModesMethod``, ``refusal.edge_modes_refusal``.
"""
