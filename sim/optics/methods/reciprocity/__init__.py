"""Method reciprocity: emission of all dipoles into one direction from one plane wave.

    Device, OpticsSpec
        emission.py   directions -> WaveJobs; vertices of the emitter -> Positions
        run.py        one incident wave on one period by Meep -> E in the emitter
        emission.py   Emission: E / A -> power per steradian of every dipole
    case.py           solve_reciprocity -> sim.results.directional.Solved

Public names: ``case.solve_reciprocity``, ``emission.wave_jobs``; case and run load Meep.
"""
