"""Every fingerprint of the house: what it counts and what it leaves out, in one place.

    study --film_key----------> solution of its unpatterned film   (sim.store.films)
          --runs_key----------> its runs in time, all together  --record_key--> each of them
          --section_key-------> runs of a straight wall, which pixels of any width share
          --case_key----------> its result in the folder of a study of many cases
          --evaluation_key----> a case solved in memory with changed materials
          --sister_key--------> the same case with and without a black matrix

Whatever may be taken from the disk counts PHYSICS_VERSION, and a case its method's own version;
what lives in memory or compares stored configurations does not. ``section_key`` needs the geometry
of a wall's window and stands with its method, in sim.optics.methods.edge.key. Names of files of a
cached record (sim.store.hdf5) and the digest of a result's bytes (sim.batch.running.result_digest)
name no study and are not here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sim.store.provenance import METHOD_VERSIONS, PHYSICS_VERSION
from sim.study import Method, Study

_FILM_PARTS = {"substrate", "layers", "superstrate", "exit", "encapsulation", "emission"}

_NOT_OF_A_RUN = {
    *("dipoles", "tolerance", "method", "emitter", "grid_correction", "refine", "reciprocity"),
    *("corner_width_um", "fmm"),
}

ChangedMaterials = tuple[tuple[str, float], ...]
"""Paths of assumed values of a material library, and what they were set to."""


def film_key(study: Study) -> str:
    """Names the exact solution of a study's film: 24 hexadecimal digits.

    Counts the stack, its emission, the side and the medium of the observer, the treatment of the
    glass, the numbers of heights and wavelengths. A residue below the pixels is a layer of the
    stack and the foot of the bank says where it lies, so both count.

    Leaves out the rest of the array, all numerics of the grid, marks of assumptions, the
    electrical model, and the material library.
    """
    device, optics = study.device, study.optics
    parts: dict[str, Any] = {
        "physics": PHYSICS_VERSION,
        "device": device.model_dump(mode="json", include=_FILM_PARTS),
        "residue": None if device.array is None else device.array.residue.model_dump(mode="json"),
        "foot": None if device.array is None else device.array.bank.on,
        "optics": [optics.glass.value, optics.dipoles.vertical, optics.wavelengths],
    }
    return _sha256(json.dumps(parts, sort_keys=True, default=str))[:24]


def changed_film_key(study: Study, changed: ChangedMaterials) -> str:
    """Names the film of a study whose material library was changed: :func:`film_key` and that.

    Args:
        study: the case.
        changed: all that differs from the library that the study was loaded with.
    """
    return f"{film_key(study)}|{changed}"


def runs_key(study: Study) -> str:
    """Names everything that all runs in time of a study depend on.

    Counts the whole device and the numerics. Leaves out the rule of the dipoles, because a refined
    rule finds the dipoles that it shares with the coarser one, and what acts after or around the
    runs: tolerance, correction, refinement, the method's name, entries of other methods. Place and
    orientation of a run are in its :func:`record_key`.
    """
    optics = study.optics.model_dump_json(by_alias=True, exclude=_NOT_OF_A_RUN | left_out(study))
    device = study.device.model_dump_json(by_alias=True)
    return _sha256(f"{PHYSICS_VERSION}|{device}|{optics}")


def left_out(study: Study) -> set[str]:
    """Entries of the optics that count only where they are given: keys of before stay what they
    were."""
    return {"numerical_aperture"} if study.optics.numerical_aperture is None else set()


def record_key(runs: str, run: str) -> str:
    """Names the record of one run.

    Args:
        runs: what all runs of the case depend on, :func:`runs_key` or the section's key.
        run: place, orientation and wavevector of this one, as text.
    """
    return _sha256(f"{runs}|{run}")


def case_key(study: Study, solved_by: Method | None = None) -> str:
    """Names a case among the results of a study of many: 20 hexadecimal digits.

    Counts all that a result depends on or contains. Leaves out what the case is called and how it
    is executed (ranks, threads), so that equal cases are one wherever they come from, and what was
    measured of the real device. A panel counts where there is one: keys of cases without it stay.

    Args:
        study: the case.
        solved_by: the method, where a stored study leaves it open; None takes the study's choice.

    Raises:
        RuntimeError: no method is given, and the study leaves it open.
    """
    content = study.model_dump(mode="json", exclude={"name", "run", "measured"} | _no_panel(study))
    for name in left_out(study):
        content["optics"].pop(name)
    text = json.dumps(content, sort_keys=True, allow_nan=False)
    method = study.choice.method if solved_by is None else solved_by
    own = METHOD_VERSIONS.get(method.value)
    version = f"{PHYSICS_VERSION}" if own is None else f"{PHYSICS_VERSION}.{own}"
    return _sha256(f"{version}|{text}")[:20]


def _no_panel(study: Study) -> set[str]:
    return {"panel"} if study.panel is None else set()


def evaluation_key(study: Study, changed: ChangedMaterials) -> str:
    """Names a case that is solved in memory: every entry of the study, and changed materials."""
    return f"{study.model_dump_json(by_alias=True, exclude={'measured', 'panel'})}|{changed}"


def sister_key(study: Study) -> str:
    """Equal for a pixel with a black matrix and for the same pixel without one.

    Counts everything but the black matrix and the marks of its assumptions, what the case is
    called, how it is executed and what is kept of it.
    """
    content = study.model_dump(mode="json", exclude={"name", "run", "output", "measured"})
    device: dict[str, Any] = content["device"]
    if isinstance(device.get("array"), dict):
        device["array"].pop("black_matrix", None)
    marks: Mapping[str, object] = device.get("assumed") or {}
    device["assumed"] = {
        path: mark for path, mark in marks.items() if not path.startswith("array.black_matrix")
    }
    return _sha256(json.dumps(content, sort_keys=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
