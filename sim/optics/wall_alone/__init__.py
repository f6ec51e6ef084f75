"""A wall without its stack, exactly and on a case's own cells: what the grid makes of a wall.

    exact.py     AloneWall, Film -> power of a line of dipoles beside it (planar engine, turned)
    run.py       the same by Meep on AloneCells; loads Meep
    device.py    Device -> the wall that its pixels have
    error.py     the difference over distances -> what LEE may be wrong by
    kept.py      the same, from a case's cache where it is there

Public names: ``exact.AloneWall``, ``exact.alone_exact``, ``run.alone_on_grid``,
``error.wall_difference``,
``kept.kept_difference``; run and kept load Meep.
"""
