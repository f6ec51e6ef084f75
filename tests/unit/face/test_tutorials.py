"""The tutorials run as they stand, in a folder of their own, and come to what they say."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

TUTORIALS = Path(__file__).parents[3] / "docs" / "tutorials"


@pytest.mark.parametrize(
    ("script", "says", "writes"),
    [
        ("own_qled/run.py", "measured 4550", "runs/my_qled/figures/jvl.png"),
        ("own_pixel.py", "peak EQE", "runs/my_pixel/jvl.csv"),
        ("sweep_fit_figure.py", "largest LEE", "cavity.png"),
    ],
)
def test_a_tutorial_runs(
    script: str,
    says: str,
    writes: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(TUTORIALS / script), run_name="__main__")
    assert says in capsys.readouterr().out
    assert (tmp_path / writes).is_file()
