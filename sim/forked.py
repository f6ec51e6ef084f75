"""Tasks in processes beside each other: what they need is inherited, what they give is sent back.

Each process takes the next task that none has taken yet, so that long and short ones fill the cores
alike. Where a system cannot fork, tasks run one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar

from sim.config.errors import ConfigError, InputError
from sim.store.hdf5 import StoreError

Result = TypeVar("Result")
MOST_PROCESSES = 8
"""More than these wait for the disk."""
_TOLD = (
    *(ConfigError, InputError, StoreError),
    *(ValueError, ArithmeticError, LookupError, TypeError, OSError, RuntimeError),
)
"""Exceptions of a task that its caller gets; others end the process with their traceback."""


def in_processes(
    tasks: Sequence[Callable[[], Result]], processes: int
) -> Iterator[tuple[int, Result]]:
    """Each task's number and what it gives, as they become ready.

    Args:
        tasks: what they give must be picklable.
        processes: at a time, 1 and up; with one, all happens here.

    Raises:
        RuntimeError: a process ended without having done its task.
        Exception: of the first task that failed; others may be left undone.
    """
    count = min(processes, len(tasks))
    if count < 2 or "fork" not in get_all_start_methods():
        yield from ((number, task()) for number, task in enumerate(tasks))
        return
    context = get_context("fork")
    taken = context.Value("i", 0)
    children = []
    for _ in range(count):
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(there, tasks, taken), daemon=True)
        child.start()
        there.close()
        children.append((child, here))
    try:
        yield from _received([here for _, here in children])
    finally:
        for child, here in children:
            child.terminate()
            child.join()
            here.close()


def _received(connections: Sequence[Connection]) -> Iterator[tuple[int, Any]]:
    waiting = list(connections)
    while waiting:
        ready = wait(waiting)
        for connection in [entry for entry in waiting if entry in ready]:
            try:
                message = connection.recv()
            except EOFError as error:
                raise RuntimeError("a process ended without having done its task") from error
            if isinstance(message, BaseException):
                raise message
            if message is None:
                waiting.remove(connection)
            else:
                yield message


def _work(parent: Connection, tasks: Sequence[Callable[[], object]], taken: Any) -> None:
    try:
        while True:
            with taken.get_lock():
                number = taken.value
                taken.value += 1
            if number >= len(tasks):
                break
            parent.send((number, tasks[number]()))
        parent.send(None)
    except _TOLD as trouble:
        parent.send(trouble)
