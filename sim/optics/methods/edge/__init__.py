"""Method edge: a wide pixel from what one straight wall does to dipoles, in two dimensions.

    Device, OpticsSpec
        sim.optics.section   the wall's section: own well, bank, neighbour; distances and heights
        quadrature.py   wavevectors along the wall, distances from it
        plan.py         -> EdgePlan: WallJobs (records.py)        key.py: what they depend on
        runs.py         all of a plan, kept or stepped -> WallSums
    run.py              one line of dipoles by Meep -> WallPhasors
        powers.py       -> WallPowers per wavevector
    response.py         integrated over wavevectors, film as control -> EdgeResponse
    pixel.py            all walls of a pixel -> OpticalResult (walls.py, areas.py, errors.py)
    case.py             edge_optics: from a device to that result
    absorbing.py        the same with emitters that absorb: P_air, P_away
    corners/            one small pixel stepped whole: what corners do

Public names: ``case.edge_optics``, ``case.edge_response``, ``corners.case.edge_with_corners``,
``pixel.edge_result``, ``plan.edge_plan``, ``key.section_fingerprint``,
``corners.small_pixel.small_pixel``; case, run, runs and corners.case load Meep.
"""
