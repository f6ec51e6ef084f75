"""Tasks in processes beside each other: each is done once, and what fails is told as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import pytest

from sim.config.errors import ConfigError, InputError, Place, fail
from sim.forked import in_processes


def _square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_each_task_is_done_once(processes: int) -> None:
    done = dict(in_processes([partial(_square, n) for n in range(7)], processes))
    assert {number: square for number, (square, _) in done.items()} == {
        number: number * number for number in range(7)
    }
    elsewhere = {pid for _, pid in done.values()} - {os.getpid()}
    assert (len(elsewhere) > 0) == (processes > 1)


def _fails(error: Exception) -> None:
    raise error


def _ends() -> None:
    os._exit(3)


def _tasks(last: Callable[[], object]) -> list[Callable[[], object]]:
    return [partial(_square, 1), partial(_square, 2), last]


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("kind", [ValueError, InputError])
def test_what_fails_is_raised_here(kind: type[Exception], processes: int) -> None:
    with pytest.raises(kind, match="as it was"):
        list(in_processes(_tasks(partial(_fails, kind("as it was"))), processes))


def test_a_mistake_in_a_configuration_keeps_its_place() -> None:
    error = fail(Place("a.yaml", 3, 7), "found x; expected y", ("device", "array"))
    with pytest.raises(ConfigError, match=r"a.yaml:3:7: device.array: found x") as told:
        list(in_processes(_tasks(partial(_fails, error)), 2))
    assert told.value.problems == error.problems


def test_a_process_that_is_gone_is_told() -> None:
    with pytest.raises(RuntimeError, match="without having done its task"):
        list(in_processes(_tasks(_ends), 2))
