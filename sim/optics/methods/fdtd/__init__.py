"""Method fdtd: every dipole of a case stepped in time in three dimensions.

    Device, OpticsSpec
        jobs.py     DipoleJobs that symmetry leaves (cost.py: voxels and steps of each)
        runs.py     CaseRuns: takes kept runs, has the others stepped, keeps them (DipoleOutcome)
            run.py, monitors.py   one run by Meep -> Phasors, Stepping
            budget.py             -> Shares of one dipole
        away.py     runs with an absorbing emitter -> P_air, P_away of recycling
    case.py         fdtd_optics: all dipoles, corrected by their film -> OpticalResult
        sideways.py what leaves the cell sideways, booked where it ends
        errors.py   what its LEE may be wrong by
    refinement.py   further solutions until that is within the tolerance (refinement_step.py)

Public names: ``case.fdtd_optics``, ``runs.CaseRuns``, ``runs.Share``, ``runs.Claims``,
``refinement.refine``, ``jobs.needed_jobs``, ``cost.run_costs``; case, runs, run and monitors load
Meep.
"""
