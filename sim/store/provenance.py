"""Where a number comes from: versions, commit, machine, time."""

from __future__ import annotations

import platform
import shutil
import subprocess
import time
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PHYSICS_VERSION = 11
"""Raised whenever a change of the code changes numbers, so that old partial results are not mixed
with new ones."""

METHOD_VERSIONS = {"edge_modes": 2, "fmm": 2}
"""Raised in its place where the numbers of one method change alone: results of the others stay."""

_PACKAGES = ("pencsim", "numpy", "scipy", "h5py", "pydantic")


def provenance(ranks: int, started_s: float) -> dict[str, str | int | float]:
    """Facts about a finished case.

    Args:
        ranks: MPI processes.
        started_s: time.time() at its start.
    """
    facts: dict[str, str | int | float] = {
        "physics_version": PHYSICS_VERSION,
        "git_commit": git_commit(),
        "host": platform.node(),
        "python": platform.python_version(),
        "started": datetime.fromtimestamp(started_s, tz=UTC).isoformat(timespec="seconds"),
        "wall_s": time.time() - started_s,
        "ranks": ranks,
        "seed": 0,
    }
    for package in _PACKAGES:
        facts[f"version_{package.replace('-', '_')}"] = _version(package)
    return facts


@lru_cache
def git_commit() -> str:
    """Commit of the checkout that the code runs from, with "+" if files differ; or "unknown".

    Asked once per process: what counts is the code that was loaded.
    """
    git = shutil.which("git")
    root = Path(__file__).resolve().parents[2]
    if git is None or not (root / ".git").exists():
        return "unknown"
    commit = _git(git, root, "rev-parse", "HEAD")
    changed = _git(git, root, "status", "--porcelain", "--untracked-files=no")
    return (commit or "unknown") + ("+" if changed else "")


def _git(git: str, root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [git, "-C", str(root), *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


@lru_cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
