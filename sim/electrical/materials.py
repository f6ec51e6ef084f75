"""Electronic data of transport layers by the name of their material, with sources and ranges.

Levels of organic layers depend on preparation and on who measures: 0.2 eV either way is usual, so
that they are assumptions of every result that uses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geometry.materials.library import Assumption
from sim.electrical.transport_spec import TransportLayerSpec, check_gap

_LEVEL_RANGE_EV = 0.2


@dataclass(frozen=True)
class TransportMaterial:
    """Levels in eV below vacuum, mobilities in m2/(V s), states in 1/m3."""

    affinity_ev: float
    ionisation_ev: float
    electron_mobility_m2_vs: float
    hole_mobility_m2_vs: float
    relative_permittivity: float = 3.0
    states_1_m3: float = 1e27

    def assumptions(self, layer: str) -> tuple[Assumption, ...]:
        """Every value with its range, addressed as the layer's key in the configuration."""
        path = f"electrical.layers.{layer}"
        level = "level of an organic film against the nanocrystals' is known to 0.2 eV at best"
        mobility = "mobility of this film not measured; literature spans this range"

        def entry(key: str, value: float, low: float, high: float, reason: str) -> Assumption:
            return Assumption(f"{path}.{key}", value, low, high, reason)

        chi, ion = self.affinity_ev, self.ionisation_ev
        mu_n, mu_p = self.electron_mobility_m2_vs, self.hole_mobility_m2_vs
        return (
            entry("lumo", chi, chi - _LEVEL_RANGE_EV, chi + _LEVEL_RANGE_EV, level),
            entry("homo", ion, ion - _LEVEL_RANGE_EV, ion + _LEVEL_RANGE_EV, level),
            entry("electron_mobility", mu_n, 0.1 * mu_n, 10.0 * mu_n, mobility),
            entry("hole_mobility", mu_p, 0.1 * mu_p, 10.0 * mu_p, mobility),
            entry(
                "relative_permittivity",
                self.relative_permittivity,
                2.5,
                4.0,
                "usual for organic semiconductors",
            ),
            entry(
                "states", self.states_1_m3, 1e26, 1e28, "one state per molecule, order of magnitude"
            ),
        )


TRANSPORT_MATERIALS: dict[str, TransportMaterial] = {
    # Hole mobility 1e-4 to 1e-2 cm2/Vs for PTAA; electrons are carried badly if at all.
    "PTAA": TransportMaterial(2.2, 5.2, 1e-9, 1e-7),
    # Electron mobility 1e-6 to 1e-5 cm2/Vs: Wong et al., Chem. Phys. Lett. 334, 61 (2001).
    "TPBi": TransportMaterial(2.7, 6.2, 1e-9, 1e-10),
}
"""Transport materials known by name; others are given in the configuration."""

TRANSPORT_KEYS = {
    "lumo": ("lumo_ev", "affinity_ev"),
    "homo": ("homo_ev", "ionisation_ev"),
    "electron_mobility": ("electron_mobility_m2_vs", "electron_mobility_m2_vs"),
    "hole_mobility": ("hole_mobility_m2_vs", "hole_mobility_m2_vs"),
    "relative_permittivity": ("relative_permittivity", "relative_permittivity"),
    "states": ("states_1_m3", "states_1_m3"),
}
"""Keys of a layer as written: their fields of TransportLayerSpec and of TransportMaterial."""

_NEEDED = tuple(TRANSPORT_KEYS)[:4]
"""Keys without a general default."""


def layer_data(
    name: str, material: str, given: TransportLayerSpec | None
) -> tuple[TransportMaterial | None, tuple[Assumption, ...]]:
    """Electronic data of a layer, and which of them are the material's and assumed.

    Args:
        name: of the layer.
        material: what it is made of.
        given: what the case says, which goes before the material's; None for nothing.

    Returns:
        None where neither is known.

    Raises:
        ValueError: levels without a gap, or values that nobody gives.
    """
    known = TRANSPORT_MATERIALS.get(material)
    if given is None:
        return known, () if known is None else known.assumptions(name)
    said = {
        key: value
        for key, (field, _) in TRANSPORT_KEYS.items()
        if (value := getattr(given, field)) is not None
    }
    data = _said(name, material, known, said)
    try:
        check_gap(data.affinity_ev, data.ionisation_ev)
    except ValueError as error:
        raise ValueError(f"electrical.layers.{name}: {error}") from error
    if known is None:
        return data, ()
    left = [f"electrical.layers.{name}.{key}" for key in TRANSPORT_KEYS if key not in said]
    return data, tuple(entry for entry in known.assumptions(name) if entry.path in left)


def _said(
    name: str, material: str, known: TransportMaterial | None, said: Mapping[str, float]
) -> TransportMaterial:
    values = {TRANSPORT_KEYS[key][1]: value for key, value in said.items()}
    if known is not None:
        return replace(known, **values)
    missing = [key for key in _NEEDED if key not in said]
    if missing:
        raise ValueError(
            f"electrical.layers.{name} leaves out {', '.join(missing)}, and nothing is known of "
            f"{material!r}; known by material: {', '.join(sorted(TRANSPORT_MATERIALS))}"
        )
    return TransportMaterial(**values)


TUNNELLED = frozenset({"LiBr", "LiF"})
"""Salts of a nanometre or two that carriers tunnel through: passed over, not resolved."""


@dataclass(frozen=True)
class WorkFunction:
    """Effective work function of a contact in eV, its range and where it comes from."""

    value_ev: float
    low_ev: float
    high_ev: float
    reason: str


_HANDBOOK = "polycrystalline metal, CRC Handbook of Chemistry and Physics; films differ by 0.2 eV"
WORK_FUNCTIONS: dict[str, WorkFunction] = {
    "PEDOT:PSS": WorkFunction(5.1, 5.0, 5.3, "work function of the PEDOT:PSS anode not given"),
    "ITO": WorkFunction(4.7, 4.5, 5.0, "ITO by its surface treatment"),
    "IZO": WorkFunction(4.9, 4.6, 5.2, "IZO by its surface treatment"),
    "MoO3": WorkFunction(5.4, 5.2, 5.7, "MoO3 under a metal takes holes in at some 5.4 eV"),
    "LiF/Al": WorkFunction(2.9, 2.8, 3.4, "effective work function of LiF / Al not given"),
    "Al": WorkFunction(4.28, 4.1, 4.4, _HANDBOOK),
    "Ag": WorkFunction(4.26, 4.1, 4.7, _HANDBOOK),
    "Mg": WorkFunction(3.66, 3.5, 3.8, _HANDBOOK),
    "MgAg": WorkFunction(3.7, 3.5, 3.9, "Mg with a tenth of Ag, near Mg"),
}
"""Contacts by material; a salt in front of a metal as salt/metal."""
