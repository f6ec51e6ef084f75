"""One launcher per folder: a lock that the system frees when its holder and all its jobs are gone.

The jobs of a launcher inherit the open lock. If the launcher alone is killed, the next one waits
until the last orphan has ended, so that two processes never write one file.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT_S = 20.0
_POLL_S = 0.1


class FolderBusyError(Exception):
    """Another launcher works in the folder; one sentence says which."""


@contextmanager
def folder_lock(folder: Path, wait_s: float = WAIT_S) -> Iterator[int]:
    """Hold the folder's lock; yields its file descriptor, to be inherited by jobs.

    Args:
        folder: of the sweep.
        wait_s: how long to wait for the jobs of a killed launcher to end.

    Raises:
        FolderBusyError: a living launcher holds it, or orphans outlast the wait.
        OSError: the folder cannot be written.
    """
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, folder, wait_s)
        owner = json.dumps({"pid": os.getpid(), "host": platform.node()}).encode()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, owner, 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path, wait_s: float) -> None:
    ends = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            owner = _owner(descriptor)
            if _lives(owner) or time.monotonic() > ends:
                text = f"{folder}: another launcher works here ({_named(owner)})"
                raise FolderBusyError(text) from None
            time.sleep(_POLL_S)


def is_locked(folder: Path) -> bool:
    """Whether a launcher, or a job that it has left, works in the folder on this machine."""
    try:
        descriptor = os.open(folder / ".lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _owner(descriptor: int) -> dict[str, object]:
    try:
        owner = json.loads(os.pread(descriptor, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return owner if isinstance(owner, dict) else {}


def _lives(owner: dict[str, object]) -> bool:
    """Whether the launcher itself still runs; one on another machine is taken to."""
    pid = owner.get("pid")
    if not isinstance(pid, int):
        return False
    if owner.get("host") != platform.node():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _named(owner: dict[str, object]) -> str:
    return f"process {owner.get('pid', '?')} on {owner.get('host', '?')}"
