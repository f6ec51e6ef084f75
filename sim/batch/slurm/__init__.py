"""Running cases as jobs of a Slurm cluster.

    machine.yaml -> machine: partition, limits, setup
                       |
    cases -> backend: tasks of one size -> submit: an array of jobs -> Slurm
               ^  ^                                                      |
               |  '-- queue: squeue, sacct, scontrol <-------------------+
               |                                                         v
               '----- DIR/cases/KEY.json <---------- task, on a node: MpiJob or solve_here

Files go before the scheduler's word: a case is done when its result is whole, has failed when its
record says so, and was lost when its job is gone and has left neither; then it runs again, at most
max_runs times.

Public names: machine.MachineSpec, load_machine; backend.SlurmBackend, SlurmSettings, plan_tasks;
submit.script; queue.queued_tasks.
"""
