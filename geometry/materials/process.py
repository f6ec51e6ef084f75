"""How a layer is made when its entry does not say: by what its material is.

Solution: polymers and nanoparticle inks. Evaporated: small molecules, salts, oxides and metals that
are deposited in vacuum after the emitter.
"""

from __future__ import annotations

from geometry.spec.device import Process

_SOLUTION = {"pedot:pss", "ptaa", "tfb", "poly-tpd", "pvk", "zno nanoparticle", "zno np"}
_EVAPORATED = {
    *("tpbi", "po-t2t", "b3pypptm", "tcta", "npb", "lif", "libr", "liq", "moo3", "csf"),
    *("al", "ag", "au", "ca", "mg", "cr", "cu", "mgag", "mg:ag", "al mcpeak"),
}


def default_process(material: str, is_emitter: bool = False) -> Process | None:
    """Process that a material's name implies; None where the entry has to say.

    Args:
        material: name of the material as written.
        is_emitter: nanocrystal emitters are deposited from solution whatever they are called.
    """
    name = " ".join(material.lower().split())
    if is_emitter or " nc film" in name or name in _SOLUTION or name.startswith("zno nanopart"):
        return Process.SOLUTION
    return Process.EVAPORATED if name in _EVAPORATED else None
