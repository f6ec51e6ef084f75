"""Processes that solve cases: how they are started, read, ended, and what they run.

    study -> launch ------------------------------------------------> result.h5
               |  environment   what this machine lacks, before anything starts
               |  command       the command line, with or without mpirun
               v
             child  ~~~ standard input: ends with its parent ~~~> parent
               |                                                    |
               |    <--- lines: progress, warnings, errors ---   worker          one case on all
               |                                                    |            ranks
               |                                                 side_by_side    workers that share
               v                                                                 a case's runs
             ending: exit status, log -> why there is no result

    rate (starts rate_program) -> sim.cost.stepping_rate: voxel-steps per second of this machine

`launch`, `worker` and `side_by_side` import the solvers; the rest is light. Import those three by
their own names: sim.processes.launch has run_study, calibrate_for and launch_command.
"""

from sim.processes.child import GRACE_S as GRACE_S
from sim.processes.child import Child as Child
from sim.processes.child import RunError as RunError
from sim.processes.child import job_environment as job_environment
from sim.processes.child import stop_all as stop_all
from sim.processes.command import WorkerOrder as WorkerOrder
from sim.processes.command import on_ranks as on_ranks
from sim.processes.ending import ended_by as ended_by
from sim.processes.ending import last_words as last_words
from sim.processes.ending import signal_of as signal_of
from sim.processes.environment import environment_problems as environment_problems
from sim.processes.lines import JobLine as JobLine
from sim.processes.lines import Listener as Listener
from sim.processes.lines import PipeReporter as PipeReporter
from sim.processes.lines import Progress as Progress
from sim.processes.parent import end_with_launcher as end_with_launcher
