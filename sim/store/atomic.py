"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def renamed_when_whole(path: Path) -> Iterator[Path]:
    """A name to write to, ``PATH.part``, that becomes ``path`` if the block ends without error.

    The content is forced to the disk before the rename, so that after a crash the file is either
    the old one or the new one. Missing parent directories are made.

    Raises:
        OSError: the file system refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        yield part
        _sync(part, os.O_RDWR)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(path.parent, os.O_RDONLY)


def write_texts(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    """Write text files into a folder, each whole or not at all; returns their paths.

    Args:
        folder: made if missing.
        texts: file name -> content.

    Raises:
        OSError: the file system refuses.
    """
    for name, text in texts.items():
        with renamed_when_whole(folder / name) as part:
            part.write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


def _sync(path: Path, flags: int) -> None:
    """Force a file or directory to the disk."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
