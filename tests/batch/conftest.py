"""A Slurm of the tests' own, started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from batch.loopback_slurm import LoopbackSlurm, is_installed


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackSlurm]:
    """A running Slurm of one node; `make test` installs what it needs."""
    if not is_installed():
        pytest.skip("Slurm is not installed (apt-get install slurm-wlm munge)")
    cluster = LoopbackSlurm(tmp_path_factory.mktemp("slurm") / "cluster")
    cluster.folder.mkdir()
    # Above the folder, munged wants nobody but its owner to write.
    for parent in (cluster.folder.parent, cluster.folder.parent.parent):
        parent.chmod(Path(parent).stat().st_mode | 0o055)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
