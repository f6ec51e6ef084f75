"""A result that is open elsewhere or was annotated counts; one that is damaged is kept aside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import h5py
import pytest
from unit.config_cases import write_case as write_yaml
from unit.fake_cases import film_case

from sim.batch.running.folder import CaseState, Reason, SweepFolder
from sim.config.stored import stored_study
from sim.store.content import content_digest, is_open_for_writing
from sim.store.hdf5 import is_result, read_case, write_case
from sim.store.keys import case_key


@pytest.fixture
def folder(tmp_path: Path) -> SweepFolder:
    return SweepFolder(tmp_path)


@pytest.fixture
def key(folder: SweepFolder) -> str:
    """A case with its result and record."""
    case = film_case()
    name = case_key(stored_study(case.config_yaml, "a test"))
    folder.cases.mkdir()
    write_case(folder.result(name), case)
    folder.write_record(name, folder.describe(name))
    return name


def note(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs["note"] = "figure 3 of the paper"


def note_inside(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["optics/air"].attrs["note"] = "looks right"


def own_data(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["mine/fit"] = [1.0, 2.0]


def opened(path: Path) -> None:
    with h5py.File(path, "r+"):
        pass


@pytest.mark.parametrize("change", [note, note_inside, own_data, opened])
@pytest.mark.parametrize("has_record", ["new", "old", "none"])
def test_annotated(
    folder: SweepFolder, key: str, change: Callable[[Path], None], has_record: str
) -> None:
    if has_record == "none":
        folder.record_file(key).unlink()
    if has_record == "old":  # of a version without the digest of values
        text = folder.record_file(key).read_text()
        content = folder.describe(key).content
        folder.record_file(key).write_text(text.replace(content, ""))
    change(folder.result(key))
    assert folder.examine(key).state is CaseState.DONE


def changed_value(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["optics/far_field"][0, 0, 0, 30, 30] *= 1.01


def lost_array(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file["optics/air"]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def text(path: Path) -> None:
    path.write_text("my notes\n")


@pytest.mark.parametrize("change", [changed_value, lost_array, cut, text])
def test_damaged_is_set_aside(
    folder: SweepFolder, key: str, change: Callable[[Path], None]
) -> None:
    path = folder.result(key)
    change(path)
    content = path.read_bytes()
    assert folder.examine(key).state is CaseState.CORRUPT
    for number in (1, 2):
        aside = folder.set_aside(key)
        assert aside.name == f"{path.name}.damaged-{number}"
        assert aside.read_bytes() == content
        assert not path.exists()
        path.write_bytes(content)


def test_open_in_another_program(folder: SweepFolder, key: str) -> None:
    path = folder.result(key)
    program = (
        f"import h5py, sys; f = h5py.File({str(path)!r}, 'r+'); f.attrs['a'] = 1\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        assert is_open_for_writing(path)
        assert folder.examine(key).state is CaseState.DONE
        whole = path.read_bytes()
        path.write_bytes(whole[:-100])  # as seen while it is being written
        examined = folder.examine(key)
        assert examined.state is CaseState.FAILED
        assert examined.record is not None
        assert examined.record.reason == Reason.IN_USE
        path.write_bytes(whole)
        assert other.stdin is not None
        other.stdin.close()
        other.wait()
    assert not is_open_for_writing(path)
    assert folder.examine(key).state is CaseState.DONE


def test_digest_is_of_values(tmp_path: Path) -> None:
    case = film_case()
    write_case(tmp_path / "a.h5", case)
    write_case(tmp_path / "b.h5", case)
    first, second = read_case(tmp_path / "a.h5"), read_case(tmp_path / "b.h5")
    assert content_digest(first) == content_digest(second)
    assert content_digest(first) == content_digest(case)  # a worker has it before it writes
    assert content_digest(first) != content_digest(film_case("other"))


def test_what_is_a_result(folder: SweepFolder, key: str, tmp_path: Path) -> None:
    assert is_result(folder.result(key))
    cut(folder.result(key))
    assert is_result(folder.result(key))
    assert not is_result(write_yaml(tmp_path))
    with h5py.File(tmp_path / "mine.h5", "w") as file:
        file["x"] = 1.0
    assert not is_result(tmp_path / "mine.h5")
