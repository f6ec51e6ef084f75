"""The MPI ranks of this process's job, as Meep counts them; one without MPI."""

from __future__ import annotations

from sim.optics.meep.load import mp


def is_master() -> bool:
    """Whether this process is the first MPI rank."""
    return bool(mp.am_master())


def rank_count() -> int:
    """Number of MPI ranks."""
    return int(mp.count_processors())


def on_all_ranks(flag: bool) -> bool:
    """Whether ``flag`` holds on every MPI rank; all must ask together."""
    return bool(mp.and_to_all(flag))
