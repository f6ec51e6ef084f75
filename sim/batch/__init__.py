"""Many cases: a study's axes become cases, cases run here or on a cluster, results become a table.

    study.yaml -> study --> cases --> launcher --> running: this machine ---> DIR/cases/KEY.h5
                              ^          |                                    DIR/table.csv
                              |          '-------> slurm: jobs of a cluster
                    explore, gradient, sobol: which cases come next, what they say together

Each folder imports only those to its left: study, running, slurm; the files here stand on all
three. Public names: launcher.run_local, run_slurm, slurm_script; explore.Explorer;
gradient.Climb; sobol.sensitivity; and those of the folders.
"""
