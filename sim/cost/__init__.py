"""What a case will cost on a machine: its own counts of voxels and steps, at measured rates.

    stepping_rate.py   voxel-steps per second, measured here or shipped
    run_plan.py        RunCost of every run, ranks --> RunPlan: side by side, or one at a time
    predict.py         study, ranks --> Prediction

Public: ``predict.predict``, ``predict.plan_of``, ``run_plan.asked_at_once``,
``stepping_rate.known_rate``.
"""
