"""The process that solves one case: what it writes, what it says, how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from unit.config_cases import write_case

from sim.processes.lines import MARK
from sim.processes.worker import main
from sim.store.hdf5 import read_case

FILM = """\
schema: 1
name: film
device:
  substrate: {material: {n: 1.52}}
  layers:
    - {name: anode, material: {n: 1.9}, thickness: 100 nm}
    - {name: emitter, material: {n: 1.95}, thickness: 30 nm, emitter: true}
    - {name: cathode, material: {n: 0.78, k: 6.2}, thickness: 100 nm}
optics: {method: planar, wavelengths: 1}
"""


def events(printed: str) -> list[dict[str, object]]:
    return [
        json.loads(line.removeprefix(MARK))
        for line in printed.splitlines()
        if line.startswith(MARK)
    ]


def test_result_is_written_and_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "film.h5"
    assert main([str(write_case(tmp_path, FILM)), str(out)]) == 0
    assert read_case(out).name == "film"
    last = events(capfd.readouterr().out)[-1]
    assert last["event"] == "finish"
    assert str(last["text"]).startswith("ok: ")


def test_error_is_the_last_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bad = FILM.replace("thickness: 30 nm", "thickness: 30 parsecs")
    assert main([str(write_case(tmp_path, bad)), str(tmp_path / "film.h5")]) == 1
    printed = capfd.readouterr()
    last = events(printed.out)[-1]
    assert last["event"] == "error"
    assert "thickness" in str(last["text"])
    assert "Traceback" in printed.err
    assert not (tmp_path / "film.h5").exists()


def test_unwritable_result_is_an_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main([str(write_case(tmp_path, FILM)), str(tmp_path / "file" / "film.h5")]) == 1
    assert events(capfd.readouterr().out)[-1]["event"] == "error"
