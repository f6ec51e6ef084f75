"""Method edge: a wide pixel from what one straight wall does to dipoles, in two dimensions.

    Device, OpticsSpec
        section.py      the wall's section: own well, bank, neighbour; distances and heights
        quadrature.py   wavevectors along the wall, distances from it
        plan.py         -> EdgePlan: WallJobs (records.py)        key.py: what they depend on
    run.py, scene.py    one line of dipoles by Meep -> WallPhasors
        source.py       its stencil and bulk power
        powers.py       -> WallPowers per wavevector
    response.py         integrated over wavevectors, film as control -> EdgeResponse
    pixel.py            walls.py, areas.py: all walls of a pixel -> OpticalResult with its errors
    case.py             edge_optics: from a device to that result
    small_pixel.py, with_corners.py, corner.py   one small pixel stepped whole: what corners do

Public names: ``case.edge_optics``, ``case.edge_response``, ``with_corners.edge_with_corners``,
``pixel.edge_result``, ``plan.edge_plan``, ``key.section_fingerprint``,
``small_pixel.corner_study``; case, run, scene and with_corners load Meep.
"""
