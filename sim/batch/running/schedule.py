"""Which case may start now: cores, memory, and no two cases that would step the same dipoles."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.batch.study.cases import Case


@dataclass(frozen=True)
class Need:
    """What a case takes while it runs."""

    cores: int
    memory_bytes: float


@dataclass
class _Group:
    """Cases that share dipole runs: one at a time, so that the next one finds them done."""

    cases: deque[Case]
    need: Need | None = None
    busy: bool = False


@dataclass(frozen=True)
class Turn:
    """A case that may run now, with what it holds until it is given back."""

    case: Case
    need: Need
    group: _Group = field(repr=False)


class Schedule:
    """Hands out cases to threads.

    Args:
        cases: in order.
        group_of: cases of one group run one after another; None for a case of its own.
        need_of: what a case takes.
        limit: what there is.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        group_of: Callable[[Case], str | None],
        need_of: Callable[[Case], Need],
        limit: Need,
    ) -> None:
        named: dict[str, _Group] = {}
        for case in cases:
            name = group_of(case) or case.key
            named.setdefault(name, _Group(deque())).cases.append(case)
        self._groups = deque(named.values())
        self._need_of = need_of
        self._free_cores, self._free_bytes = limit.cores, limit.memory_bytes
        self._running = 0
        self._stopped = False
        self._changed = threading.Condition()

    def take(self) -> Turn | None:
        """The next case, as soon as there is room for it; None when none is left."""
        with self._changed:
            while not self._stopped:
                turn = self._fitting()
                if turn is not None:
                    return turn
                if not self._groups:
                    return None
                self._changed.wait()
            return None

    def give_back(self, turn: Turn) -> None:
        """The case has ended: what it held is free."""
        with self._changed:
            self._running -= 1
            self._free_cores += turn.need.cores
            self._free_bytes += turn.need.memory_bytes
            turn.group.busy = False
            if not turn.group.cases:
                self._groups.remove(turn.group)
            self._changed.notify_all()

    def stop(self) -> None:
        """Hand out nothing more."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _fitting(self) -> Turn | None:
        for group in self._groups:
            if group.busy or not group.cases:
                continue
            if group.need is None:
                group.need = self._need_of(group.cases[0])
            if self._fits(group.need):
                return self._hand_out(group, group.need)
        return None

    def _fits(self, need: Need) -> bool:
        # A case that exceeds the machine still runs, alone: what it needs is a prediction.
        room = need.cores <= self._free_cores and need.memory_bytes <= self._free_bytes
        return room or self._running == 0

    def _hand_out(self, group: _Group, need: Need) -> Turn:
        case = group.cases.popleft()
        group.need, group.busy = None, True
        self._running += 1
        self._free_cores -= need.cores
        self._free_bytes -= need.memory_bytes
        return Turn(case, need, group)
