"""Inputs by the dotted path of an assumption as a person reads them: ``rim width``, ``86 nm``.

A path ends in a key of the YAML; the specification calls its value by the key and the unit that it
is kept in (``rim_width_m``). So the unit of every input is known without a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from geometry.spec import Spec
from sim.batch.study.axes import long_name
from sim.batch.study.measure_text import three_digits
from sim.study import Study

_UNITS: Mapping[str, tuple[float, str]] = {
    "m": (1e9, "nm"),
    "um": (1e3, "nm"),
    "s": (1e9, "ns"),
    "deg": (1.0, "°"),
    "ev": (1.0, "eV"),
    "v": (1.0, "V"),
    "k": (1.0, "K"),
    "m_s": (1.0, "m/s"),
    "m2_vs": (1e4, "cm²/(V s)"),
    "m2_s": (1e4, "cm²/s"),
    "1_m3": (1e-6, "cm⁻³"),
    "a_m2": (0.1, "mA/cm²"),
    "s_m": (1.0, "S/m"),
    "s_m2": (1.0, "S/m²"),
    "ohm": (1.0, "Ω"),
    "ohm_m2": (1e4, "Ω cm²"),
    "m3_s": (1e6, "cm³/s"),
    "m6_s": (1e12, "cm⁶/s"),
}
"""Suffix of an attribute -> shown value over kept value, and the unit shown."""
_LARGE_NM = 1e4


def input_name(path: str) -> str:
    """A path in words, without the blocks that every case has."""
    name = long_name(path.removeprefix("materials."))
    return name.removeprefix("assumed ")


def input_value(path: str, value: float) -> str:
    """A value with its unit, three digits."""
    scale, unit = _UNITS.get(_kept_units().get(path.rsplit(".", 1)[-1], ""), (1.0, ""))
    shown = scale * value
    if unit == "nm" and abs(shown) >= _LARGE_NM:
        shown, unit = 1e-3 * shown, "µm"
    return f"{three_digits(shown)} {unit}".rstrip()


@cache
def _kept_units() -> dict[str, str]:
    """Key -> suffix of the attribute that keeps its value, where all specifications agree."""
    units: dict[str, str] = {}
    ambiguous = set()
    for model in _models(Spec):
        for name, info in model.model_fields.items():
            key = info.alias
            if key is None or not name.startswith(f"{key}_"):
                continue
            suffix = name.removeprefix(f"{key}_")
            if units.setdefault(key, suffix) != suffix:
                ambiguous.add(key)
    return {key: suffix for key, suffix in units.items() if key not in ambiguous}


def _models(model: type[Spec]) -> Iterator[type[Spec]]:
    """All specifications that are loaded: a study's module loads those of every block."""
    assert issubclass(Study, Spec)
    for inner in model.__subclasses__():
        yield inner
        yield from _models(inner)
