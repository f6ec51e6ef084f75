"""A wall without its stack, exactly and on a case's own cells: what the grid makes of a wall.

    exact.py     AloneWall, Film -> power of a line of dipoles beside it (planar engine, turned)
    run.py       the same by Meep on AloneCells; loads Meep
    device.py    Device -> the wall that its pixels have
    error.py     the difference over distances -> what LEE may be wrong by

Public names: ``exact.AloneWall``, ``exact.alone_exact``, ``stepped.alone_on_grid``,
``error.wall_difference``.
"""
