"""The one supervisor of processes: what it reads, how it ends children, and that none outlives it.

Children are small programs of the test's own; signals are real.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.processes.child import Child, RunError, stop_all

READY = "ready"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
SLEEP = f"print('{READY}', flush=True)\ntime.sleep(60)\n"


def program(body: str) -> list[str]:
    """A Python program."""
    return [sys.executable, "-c", "import os, sys, time\n" + textwrap.dedent(body)]


def ready(child: Child) -> Child:
    """The child once it has said so."""
    assert next(child.lines()) == f"{READY}\n"
    return child


def lives(pid: int) -> bool:
    """Whether a process runs; an orphan that nobody has buried yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(condition: Callable[[], bool]) -> None:
    """Poll; a minute is for a machine that does much else."""
    deadline = time.monotonic() + 60.0
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_lines_and_status() -> None:
    with Child(program("print('one')\nprint('two')\nsys.exit(3)\n")) as child:
        assert list(child.lines()) == ["one\n", "two\n"]
        assert child.wait() == 3
        assert child.status == 3


def test_bytes_that_are_no_text_are_replaced() -> None:
    with Child(program("sys.stdout.buffer.write(b'a\\xff\\xfeb\\n')\nprint('after')\n")) as child:
        assert list(child.lines()) == ["a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}b\n",
                                       "after\n"]  # fmt: skip


def test_standard_error_goes_to_the_log_and_variables_arrive(tmp_path: Path) -> None:
    body = "sys.stderr.write(os.environ['WORD'])\nprint(sorted(os.environ.keys() & {'HOME'}))\n"
    with (
        (tmp_path / "log").open("w", encoding="utf-8") as log,
        Child(program(body), {"WORD": "hello"}, log) as child,
    ):
        assert list(child.lines()) == ["[]\n"]
    assert (tmp_path / "log").read_text(encoding="utf-8") == "hello"


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(RunError, match="cannot start no-such-program: No such file"):
        Child(["no-such-program"])


def test_a_request_is_answered_until_the_child_has_died() -> None:
    with Child(
        program("for line in sys.stdin:\n    print(line.upper(), end='', flush=True)\n")
    ) as it:
        assert it.ask("one") == "ONE\n"
        os.kill(it.pid, signal.SIGKILL)
        assert it.ask("two") == ""
        assert it.wait() == -signal.SIGKILL


def test_a_child_without_input_ends_by_itself() -> None:
    child = Child(program("sys.stdin.read()\nsys.exit(4)\n"))
    child.dismiss()
    assert child.status == 4


def test_a_child_that_was_killed_is_seen_at_once() -> None:
    with ready(Child(program(SLEEP))) as child:
        os.kill(child.pid, signal.SIGKILL)
        assert list(child.lines()) == []
        assert child.wait() == -signal.SIGKILL


def test_stop_asks_first() -> None:
    body = "import signal\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
    with ready(Child(program(body + SLEEP))) as child:
        child.stop()
        assert child.status == 9


def test_a_child_that_ignores_the_request_is_killed_after_the_grace() -> None:
    with ready(Child(program(STUBBORN + SLEEP))) as child:
        began = time.monotonic()
        child.stop(grace_s=0.3)
        assert child.status == -signal.SIGKILL
        assert time.monotonic() - began >= 0.3


def test_children_share_one_grace() -> None:
    children = [ready(Child(program(STUBBORN + SLEEP))) for _ in range(3)]
    began = time.monotonic()
    stop_all(children, grace_s=1.0)
    assert time.monotonic() - began < 2.5
    assert [child.status for child in children] == [-signal.SIGKILL] * 3
    for child in children:
        child.close()


def test_leaving_the_block_by_an_error_ends_the_child() -> None:
    child = ready(Child(program(SLEEP)))
    with pytest.raises(ZeroDivisionError), child:
        raise ZeroDivisionError
    assert child.status == -signal.SIGTERM


def test_a_time_limit_ends_the_child() -> None:
    with Child(program(SLEEP)) as child:
        with child.limited(0.2) as limit:
            child.wait()
        assert limit.is_exceeded
        assert child.status == -signal.SIGTERM


def test_a_child_within_its_limit_is_left_alone() -> None:
    with Child(program("pass\n")) as child:
        with child.limited(60.0) as limit:
            assert child.wait() == 0
        assert not limit.is_exceeded


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("head", ["", STUBBORN], ids=["plain", "ignores SIGTERM"])
def test_no_child_outlives_its_parent(tmp_path: Path, number: signal.Signals, head: str) -> None:
    """However the parent ends, the child's input does, and with that the child."""
    mark = tmp_path / "pid"
    body = (
        "import os, time\nfrom pathlib import Path\n"
        "from sim.processes.parent import end_with_launcher\nend_with_launcher()\n"
        f"{head}Path({str(mark)!r}).write_text(str(os.getpid()))\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen(
        program(
            f"""
            from sim.processes.child import Child
            child = Child([sys.executable, "-c", {body!r}])
            child.wait()
            """
        )
    )
    try:
        wait_until(lambda: mark.exists() and bool(mark.read_text()))
        parent.send_signal(number)
        assert parent.wait(timeout=30) == -number
        wait_until(lambda: not lives(int(mark.read_text())))
    finally:
        parent.kill()
        parent.wait()


def test_an_inherited_descriptor_stays_open(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as file:
        body = f"os.fstat({file.fileno()})\n"
        with Child(program(body), inherit=(file.fileno(),)) as child:
            assert child.wait() == 0
