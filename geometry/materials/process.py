"""How a layer is made when its entry does not say: by what its material is.

Solution: polymers and nanoparticle inks. Evaporated: small molecules, salts, oxides and metals that
are deposited in vacuum after the emitter.
"""

from __future__ import annotations

from geometry.spec.layers import LayerSpec, Process

_SOLUTION = {"pedot:pss", "ptaa", "tfb", "poly-tpd", "pvk", "zno nanoparticle", "zno np", "znmgo"}
_EVAPORATED = {
    *("tpbi", "po-t2t", "b3pypptm", "tcta", "npb", "lif", "libr", "liq", "moo3", "csf"),
    *("al", "ag", "au", "ca", "mg", "cr", "cu", "mgag", "mg:ag", "al mcpeak"),
}


def process_of(layer: LayerSpec) -> Process | None:
    """How a layer is made: as written, or as its material implies; None where neither says.

    Emitters are nanocrystals: from solution, unless their material's name says another.
    """
    if layer.process is not None:
        return layer.process
    implied = default_process(layer.material) if isinstance(layer.material, str) else None
    return Process.SOLUTION if implied is None and layer.emitter else implied


def default_process(material: str) -> Process | None:
    """Process that a material's name implies; None where the entry has to say.

    Args:
        material: name of the material as written.
    """
    name = " ".join(material.lower().split())
    if " nc film" in name or name in _SOLUTION or name.startswith("zno nanopart"):
        return Process.SOLUTION
    return Process.EVAPORATED if name in _EVAPORATED else None
