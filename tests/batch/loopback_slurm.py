"""A real Slurm of one node on the loopback interface, private to the test run.

Everything (munge key and socket, state, spool, logs, configuration) lies in one folder; the ports
are free ones. Needs slurm-wlm and munge, run by root or as the user's own daemons.
"""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol")
START_S = 60.0
"""Slurm starts within a second; the rest is for a machine that does much else."""


def find(program: str) -> str | None:
    """Path of a program, /usr/sbin included."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def is_installed() -> bool:
    """Whether all of Slurm is there."""
    return all(find(name) is not None for name in PROGRAMS)


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Poll until a condition holds."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(0.1)


@dataclass
class LoopbackSlurm:
    """The daemons of one private Slurm."""

    folder: Path
    _daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def conf(self) -> Path:
        """What SLURM_CONF names."""
        return self.folder / "slurm.conf"

    def start(self) -> None:
        """Start munge, controller and node, and wait until the node is idle."""
        for name in ("state", "spool", "munge"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "munge").chmod(0o711)
        self.folder.chmod(0o755)
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.conf.write_text(self._configuration())
        self._run("munged", *self._munge_options())
        wait_for((self.folder / "munge" / "socket").exists, START_S, "munge's socket")
        self.start_controller()
        self._run("slurmd", "-D", "-f", str(self.conf))
        wait_for(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), START_S, "an idle node")

    def start_controller(self) -> None:
        """Start slurmctld, on the state that an earlier one has left."""
        self._run("slurmctld", "-D", "-f", str(self.conf))
        wait_for(lambda: "UP" in self.ask("scontrol", "ping"), START_S, "the controller")

    def kill_controller(self) -> None:
        """End slurmctld as a crash would.

        It writes its state down within five seconds of a change. Killed before that, it forgets
        that a job has started, starts it a second time and then drains the node; no program that
        uses Slurm can mend that, so the state is given the time to reach the disk. A job that
        starts after that drains the node still: see :meth:`resume_node`.
        """
        changed = time.time()
        state = self.folder / "state" / "job_state"
        wait_for(
            lambda: state.exists() and state.stat().st_mtime > changed,
            START_S,
            "the controller's state on the disk",
        )
        controller = self._daemons.pop("slurmctld")
        controller.send_signal(signal.SIGKILL)
        controller.wait()

    def resume_node(self) -> None:
        """Put a drained node back, as an administrator would."""
        if "drain" in self.ask("sinfo", "-h", "-o", "%T"):
            self.ask("scontrol", "update", "NodeName=ALL", "State=RESUME")

    def ask(self, *command: str) -> str:
        """What one of Slurm's commands prints; "" if it fails."""
        environment = {**os.environ, "SLURM_CONF": str(self.conf)}
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        return ended.stdout if ended.returncode == 0 else ""

    def stop(self) -> None:
        """End all jobs and daemons; a daemon that does not end is killed."""
        self.ask("scancel", "--me")
        for name in ("slurmd", "slurmctld", "munged"):
            process = self._daemons.pop(name, None)
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _run(self, name: str, *options: str) -> None:
        program = find(name)
        assert program is not None
        with (self.folder / f"{name}.out").open("ab") as log:
            self._daemons[name] = subprocess.Popen(
                # Whatever ends the tests, the daemons end with them.
                ["setpriv", "--pdeathsig", "TERM", program, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _munge_options(self) -> list[str]:
        at = self.folder
        return [
            "--foreground",
            "--force",
            f"--key-file={at}/munge.key",
            f"--socket={at}/munge/socket",
            f"--pid-file={at}/munge/pid",
            f"--log-file={at}/munge/log",
            f"--seed-file={at}/munge/seed",
        ]

    def _configuration(self) -> str:
        at, user = self.folder, getpass.getuser()
        host = socket.gethostname().split(".")[0]
        cores = max(2, os.cpu_count() or 1)  # a 2-rank job must fit, whatever the machine
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 8 // 10
        ports = free_ports(2)
        return f"""\
ClusterName=loopback
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={at}/munge/socket
CredType=cred/munge
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmctldPidFile={at}/slurmctld.pid
SlurmdPidFile={at}/slurmd.pid
SlurmctldLogFile={at}/slurmctld.log
SlurmdLogFile={at}/slurmd.log
StateSaveLocation={at}/state
SlurmdSpoolDir={at}/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SlurmdParameters=config_overrides
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
KillWait=2
MinJobAge=300
MaxArraySize=101
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} Boards=1 SocketsPerBoard=1 CoresPerSocket={cores} \
ThreadsPerCore=1 RealMemory={memory} State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=60 State=UP
"""


def free_ports(count: int) -> list[int]:
    """TCP ports that nothing listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports
