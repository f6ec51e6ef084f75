"""From the text that a result keeps back to its study: validated, not checked.

A stored study was checked before it was solved. Reading it builds no device and opens no table of a
material, so that hundreds of results load in seconds, also those of which a material is gone.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sim.config.errors import ConfigError, fail
from sim.config.files import resolve_references
from sim.config.loader import validate_tree
from sim.config.yaml_tree import MapNode, parse_yaml
from sim.study import Study

_KEPT = 1024
"""So many studies are kept: tables and figures ask for that of one result several times."""


def stored_study(text: str, source: str = "stored configuration") -> Study:
    """The study of a result; where its method is left open, the result says which one solved it.

    Args:
        text: its resolved configuration (``CaseResult.config_yaml``).
        source: what messages call it.

    Raises:
        ConfigError: not a study in the form of this version.
    """
    try:
        return _validated(text)
    except ConfigError as error:
        raise ConfigError(
            replace(problem, place=replace(problem.place, source=source))
            for problem in error.problems
        ) from None


@lru_cache(maxsize=_KEPT)
def _validated(text: str) -> Study:
    tree = parse_yaml(text, "")
    # "none" of a block becomes None; a resolved configuration names no other file.
    resolved = resolve_references(tree, Path())
    if not isinstance(resolved, MapNode):
        raise fail(resolved.place, f"found {resolved.found}; expected a mapping of keys and values")
    return validate_tree(resolved, Study)
