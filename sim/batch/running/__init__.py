"""Running cases on this machine and keeping their results: a folder that survives any end.

    cases -> preparation: what is missing, cut off or corrupt
               |
             local: threads  <- schedule: cores, memory, dipoles shared
               |                machine_size
               +-> mpi_job: one MPI job per case with Meep
               +-> planar_client <=> planar_worker: one process for all others
               |                            \\
             failures <- Outcome            folder: DIR/cases/KEY.h5, KEY.log, KEY.json
               |                            lock: one launcher per folder; result_digest
             outcome -> table: table.csv, table.hdf5
    board: what is shown meanwhile;  status, status_table: what a folder holds

A result is renamed into place when it is whole, and its record holds its digest. Killing anything
at any time costs the cases that ran then, never a finished one.

Public names: folder.SweepFolder, CaseState, Reason, Outcome, Record; preparation.SweepOptions;
local.LocalBackend; mpi_job.MpiJob; board.Board; status.inspect; table.to_pandas, to_xarray.
"""
