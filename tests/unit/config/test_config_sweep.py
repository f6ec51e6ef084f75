"""Study files: which axes and modes go together."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.config_cases import write_case

from sim.batch.study.spec import SweepMode, load_sweep
from sim.config.errors import ConfigError

HEAD = "schema: 1\nname: s\nbase: ../quickstart.yaml\nsweep:\n"
VALUES = "    - {path: device.b, values: [1, x, none]}\n"
RANGE = "    - {path: device.c, low: 1 nm, high: 3 nm}\n"
COUNTED = "    - {path: device.c, low: 1 nm, high: 3 nm, count: 3}\n"


def test_a_grid(tmp_path: Path) -> None:
    study = load_sweep(write_case(tmp_path, f"{HEAD}  axes:\n{VALUES}{COUNTED}"))
    assert study.sweep.mode is SweepMode.GRID
    assert study.sweep.axes[0].values == (1, "x", "none")
    assert [axis.size for axis in study.sweep.axes] == [3, 3]


def test_samples(tmp_path: Path) -> None:
    text = f"{HEAD}  mode: sobol\n  samples: 16\n  axes:\n{RANGE}"
    assert load_sweep(write_case(tmp_path, text)).sweep.samples == 16


@pytest.mark.parametrize(
    ("sweep", "line"),
    [
        ("  axes: []\n", "sweep.axes: found a list of 0; expected at least 1 item"),
        (f"  axes:\n{RANGE}", "mode grid needs values or a count for device.c"),
        (f"  mode: sobol\n  axes:\n{RANGE}", "mode sobol needs samples"),
        (
            f"  mode: sobol\n  samples: 4\n  axes:\n{VALUES}",
            "mode sobol takes low and high for",
        ),
        (f"  samples: 4\n  axes:\n{VALUES}", "mode grid takes no samples"),
        (f"  axes:\n{VALUES}{VALUES}", "two axes have the same path"),
        ("  axes:\n    - {path: device.a, values: [1], low: 2}\n", "give either values, or both"),
        ("  axes:\n    - {path: device.a, low: 2}\n", "give either values, or both low and high"),
        ("  axes:\n    - {path: device..b, values: [1]}\n", "sweep.axes.0.path: found 'device..b'"),
        (f"  mode: gird\n  axes:\n{VALUES}", "found 'gird'; expected one of 'grid', 'zip'"),
        (
            f"  mode: zip\n  axes:\n{VALUES}    - {{path: device.c, values: [1]}}\n",
            "mode zip needs axes of one length; found device.b 3, device.c 1",
        ),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, sweep: str, line: str) -> None:
    with pytest.raises(ConfigError, match="case.yaml:") as caught:
        load_sweep(write_case(tmp_path, HEAD + sweep))
    assert line in str(caught.value)
