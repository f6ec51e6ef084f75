"""What a device's own file says about its electrical models, below what the case says.

    device:
      electrical:
        compact: ../electrical/a.yaml             # one block per model
        drift_diffusion: ../electrical/b.yaml

A case takes the block of the model that it names, whichever way it names it (``electrical:``,
``--set electrical.model=...``, an axis of a sweep), and every key that it writes itself goes before
the block's, key by key below blocks, too. The blocks are gone from the resolved case, which holds
all numbers. ``device.electrical: none`` leaves what the case does not write to general defaults.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.errors import PathParts, dotted, fail
from sim.config.yaml_tree import MapNode, Node, ScalarNode

MODELS = ("compact", "drift_diffusion")
_KEY = "electrical"


def with_own_electrical(tree: MapNode) -> MapNode:
    """The tree of a case with its device's electrical blocks taken in.

    Args:
        tree: of a case, references and overrides resolved.

    Raises:
        ConfigError: blocks of models that do not exist, or no blocks.
    """
    device = tree.items.get("device")
    if not isinstance(device, MapNode) or _KEY not in device.items:
        return tree
    blocks = device.items[_KEY]
    rest = tree.with_item("device", tree.keys["device"], device.without(_KEY))
    own = _own_block(blocks, tree.items.get(_KEY))
    case = tree.items.get(_KEY)
    if own is None or not isinstance(case, MapNode):
        return rest
    merged = _merged(own, case)
    changed = [dotted(path) for path in _changed(own, case, ()) if path != ("source",)]
    source = own.items.get("source")
    if changed and isinstance(source, ScalarNode) and "source" not in case.items:
        text = f"{source.value}; the case changes {', '.join(changed)}"
        merged = merged.with_item("source", own.keys["source"], ScalarNode(source.place, text))
    return rest.with_item(_KEY, tree.keys[_KEY], merged)


def _own_block(blocks: Node, case: Node | None) -> MapNode | None:
    """The device's block of the model that a case names; None where there is none."""
    if isinstance(blocks, ScalarNode) and blocks.value is None:
        return None
    path = ("device", _KEY)
    if not isinstance(blocks, MapNode):
        raise fail(blocks.place, f"found {blocks.found}; expected a block per model", path)
    for model, block in blocks.items.items():
        if model not in MODELS:
            text = f"no electrical model; expected {' or '.join(MODELS)}"
            raise fail(blocks.keys[model], text, (*path, model))
        if not isinstance(block, MapNode):
            raise fail(block.place, f"found {block.found}; expected a block", (*path, model))
    if not isinstance(case, MapNode):
        return None
    named = case.items.get("model", ScalarNode(case.place, MODELS[0]))
    own = blocks.items.get(str(named.plain))
    return own if isinstance(own, MapNode) else None


def _merged(own: MapNode, case: MapNode) -> MapNode:
    """Both blocks; the case's values go before."""
    result = own
    for key, node in case.items.items():
        below = own.items.get(key)
        if isinstance(below, MapNode) and isinstance(node, MapNode):
            node = _merged(below, node)
        result = result.with_item(key, case.keys[key], node)
    return result


def _changed(own: MapNode, case: MapNode, path: PathParts) -> Iterator[PathParts]:
    """Paths that the case writes otherwise than the device, or that the device does not write."""
    for key, node in case.items.items():
        below = own.items.get(key)
        if isinstance(below, MapNode) and isinstance(node, MapNode):
            yield from _changed(below, node, (*path, key))
        elif below is None or below.plain != node.plain:
            yield (*path, key)
