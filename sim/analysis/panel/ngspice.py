"""The same pixel by ngspice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from sim.electrical.panel.netlist import OUTPUT, read_output
from sim.electrical.panel.transient import Trace

_LONGEST_S = 120.0


def has_ngspice() -> bool:
    """Whether the program is there."""
    return shutil.which("ngspice") is not None


def run_ngspice(deck: str) -> FloatArray:
    """Time, gate, anode and supply current of a deck, (4, T).

    Raises:
        RuntimeError: ngspice is missing, or wrote nothing; with its last line.
    """
    program = shutil.which("ngspice")
    if program is None:
        raise RuntimeError("ngspice is not installed; expected Debian's package ngspice")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pixel.cir").write_text(deck, encoding="utf-8")
        ended = subprocess.run(
            [program, "-b", "pixel.cir"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
            check=False,
        )
        output = Path(folder, OUTPUT)
        if not output.is_file():
            said = [line for line in (ended.stderr + ended.stdout).splitlines() if line.strip()]
            raise RuntimeError(
                f"ngspice wrote no result: {said[-1] if said else 'it said nothing'}"
            )
        return read_output(output.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Compared:
    """How far our pixel is from ngspice's.

    Attributes:
        anode_v: largest difference of the anode.
        relative: the same over the largest anode voltage.
        supply: relative difference of the supply current at the end.
    """

    anode_v: float
    relative: float
    supply: float


def compared(deck: str, own: Trace) -> Compared:
    """Run a deck and lay the trace of our own first pixel beside it.

    Raises:
        RuntimeError: as :func:`run_ngspice`.
    """
    time, _, anode, supply = run_ngspice(deck)
    # Steps of both differ: ours are interpolated on ngspice's, which are the finer ones.
    mine = np.interp(time, own.time_s, own.anode_v[:, 0])
    far = float(np.max(np.abs(mine - anode)))
    last = float(own.supply_a[-1, 0])
    return Compared(far, far / float(np.max(np.abs(anode))), abs(last / float(supply[-1]) - 1.0))
