"""The protocol between a job and its launcher: what is sent arrives, what is damaged is log."""

from __future__ import annotations

import io
import json

import pytest

from sim.processes.lines import MARK, JobLine, Listener, PipeReporter, Progress


class Recorder:
    """Remembers what it is called with."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float, str]] = []

    def start(self, total_units: float, text: str) -> None:
        self.heard.append(("start", total_units, text))

    def update(self, done_units: float, text: str) -> None:
        self.heard.append(("update", done_units, text))

    def finish(self, text: str) -> None:
        self.heard.append(("finish", 0.0, text))

    def warn(self, text: str) -> None:
        self.heard.append(("warn", 0.0, text))


def test_what_a_reporter_hears_arrives_at_the_launcher(capfd: pytest.CaptureFixture[str]) -> None:
    sender = PipeReporter()
    sender.start(4.0, "runs")
    sender.update(1.5, 'with "quotes" and\nlines')
    sender.warn("careful")
    sender.finish("ok")
    recorder = Recorder()
    log = io.StringIO()
    Listener(recorder).follow(capfd.readouterr().out.splitlines(keepends=True), log)
    assert recorder.heard == [
        ("start", 4.0, "runs"),
        ("update", 1.5, 'with "quotes" and\nlines'),
        ("warn", 0.0, "careful"),
        ("finish", 0.0, "ok"),
    ]
    assert log.getvalue() == ""


def test_an_event_behind_chatter_is_heard_and_the_last_error_kept() -> None:
    listener = Listener(Recorder())
    line = json.dumps({"event": "error", "units": 0, "text": "no such thing"})
    assert listener.hear(f"chatter {MARK}{line}\n")
    assert listener.error == "no such thing"


@pytest.mark.parametrize(
    "line", ["", "plain", MARK, MARK + "{broken", MARK + "3", MARK + "{}",
             MARK + '{"event": "start", "units": "many", "text": ""}',
             "caf\N{REPLACEMENT CHARACTER}"]
)  # fmt: skip
def test_other_lines_are_for_the_log(line: str) -> None:
    log = io.StringIO()
    listener = Listener(Recorder())
    listener.follow([line], log)
    assert log.getvalue() == line


def test_several_workers_are_one_job(capfd: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    for worker in (0, 1):
        progress.hear(worker, JobLine("start", 4.0, "runs"))
        progress.hear(worker, JobLine("warn", 0.0, "the same"))
    progress.hear(0, JobLine("update", 1.0, "a"))
    progress.hear(1, JobLine("update", 2.0, "b"))
    progress.begin_last()
    progress.hear(0, JobLine("update", 1.0, "c"))
    progress.hear(0, JobLine("error", 0.0, "first"))
    progress.hear(1, JobLine("error", 0.0, "second"))
    sent = [JobLine.parse(line) for line in capfd.readouterr().out.splitlines()]
    assert [(line.event, line.units) for line in sent if line is not None] == [
        ("start", 4.0), ("warn", 0.0), ("update", 1.0), ("update", 3.0), ("update", 3.0),
        ("error", 0.0),
    ]  # fmt: skip
