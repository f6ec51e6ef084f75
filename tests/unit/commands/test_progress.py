"""What a run says while it runs."""

from __future__ import annotations

import io

import pytest

from sim.progress import LogReporter, SilentReporter, format_duration, reporter_for


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_log_has_plain_lines_with_share_and_time_left() -> None:
    clock, stream = Clock(), io.StringIO()
    reporter = LogReporter(stream, clock, lambda: "12:03:04")
    reporter.start(200.0, "6 dipoles")
    clock.now += 130.0
    reporter.update(82.0, "dipole 2/6 x")
    reporter.update(83.0, "too soon for another line")
    reporter.warn("coarse")
    clock.now += 187.0
    reporter.finish("6 dipoles")
    assert stream.getvalue().splitlines() == [
        "12:03:04    0 %  6 dipoles",
        # 130 s for 41 % leave 130 x 59 / 41 = 187 s.
        "12:03:04   41 %  dipole 2/6 x  3:07 left",
        "12:03:04  warning: coarse",
        "12:03:04  done  6 dipoles  (5:17)",
    ]


def test_more_work_than_announced_is_not_more_than_all() -> None:
    clock, stream = Clock(), io.StringIO()
    reporter = LogReporter(stream, clock, lambda: "t")
    reporter.start(0.0, "nothing known")
    clock.now += 60.0
    reporter.update(5.0, "still")
    reporter.start(10.0, "known")
    clock.now += 60.0
    reporter.update(20.0, "over")
    lines = stream.getvalue().splitlines()
    assert lines[1] == "t    0 %  still"
    assert lines[3] == "t  100 %  over  0:00 left"


def test_lines_where_there_is_no_terminal() -> None:
    assert isinstance(reporter_for(io.StringIO()), LogReporter)


def test_silence(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = SilentReporter()
    reporter.start(1.0, "a")
    reporter.update(1.0, "b")
    reporter.warn("c")
    reporter.finish("d")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.6, "1:00"), (190, "3:10"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_durations(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text
