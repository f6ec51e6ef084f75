"""Optical constants: materials as data, looked up by name or fixed inline.

A material file in configs/materials/ holds a table of wavelength, n, k with its source, or a rule
(Bruggeman mixture, mixed halide, optical density) over such tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from geometry.arrays import FloatArray
from geometry.materials.files import (
    BruggemanFile,
    ConstantFile,
    HalideMixtureFile,
    HostIndex,
    MaterialFile,
    MaterialFileError,
    OpticalDensityFile,
    TableFile,
    assumed_values,
    number,
    read_material_file,
    with_assumed_value,
    written_name,
)
from geometry.materials.material import Assumption as Assumption
from geometry.materials.material import Material as Material
from geometry.materials.material import constant_material as constant_material
from geometry.materials.mixing import (
    at_moved_edge_nm,
    bruggeman,
    extinction_from_optical_density,
    mixed_edge_nm,
)
from geometry.spec.layers import BLACK_MATRIX_RESIN, InlineMaterial, MaterialRef, TableMaterial
from geometry.wording import did_you_mean

MATERIALS_DIRECTORY = Path(__file__).resolve().parents[2] / "configs" / "materials"
# k from an optical density is proportional to the wavelength: two points hold it exactly.
_OPTICAL_DENSITY_NM = np.array([300.0, 1000.0])


class UnknownMaterial(ValueError):  # noqa: N818  (the name says what happened)
    """A name that the library does not hold; the message suggests names that it does."""


@dataclass(frozen=True)
class MaterialLibrary:
    """Materials by name; ``entries`` are the checked files, evaluated when asked for.

    ``broken`` are files that hold no material, by name: what is wrong with each. They stop only
    who asks for them.
    """

    entries: Mapping[str, MaterialFile]
    broken: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """All names, sorted without regard to case."""
        return tuple(sorted(self.entries, key=str.casefold))

    def suggestion(self, name: str) -> str:
        """An unknown name in quotes, and which one was probably meant, else all there are."""
        hint = did_you_mean(name, self.names)
        return hint if hint.endswith("?") else f"{hint}; known: {', '.join(self.names)}"

    def get(self, name: str) -> Material:
        """The material called ``name``.

        Raises UnknownMaterial for a name that is not there, of a mixture's constituent too, and
        MaterialFileError for a mixture that contains itself.
        """
        return self._build(name, ())

    def with_value(self, path: str, value: float) -> MaterialLibrary:
        """A library in which one assumed value is another one of its range.

        ``path`` is an :class:`Assumption`'s, e.g. ``materials.CsPbBr3 NC film.fill``; raises
        ValueError when no assumed value has it, or when the new value is outside its range.
        """
        for name, entry in self.entries.items():
            prefix = f"materials.{name}."
            key = path.removeprefix(prefix)
            if path.startswith(prefix) and key in assumed_values(entry):
                changed = with_assumed_value(entry, key, value)
                return replace(self, entries={**self.entries, name: changed})
        raise ValueError(f"{path!r} is not an assumed value of any material")

    def _build(self, name: str, parents: tuple[str, ...]) -> Material:
        if name in parents:
            raise MaterialFileError(f"mixture {name!r} contains itself: {' -> '.join(parents)}")
        if name in self.broken:
            raise MaterialFileError(self.broken[name])
        if name not in self.entries:
            raise UnknownMaterial(f"no material{self.suggestion(name)}")
        entry = self.entries[name]
        if isinstance(entry, BruggemanFile):
            return self._mixture(entry, (*parents, name))
        if isinstance(entry, HalideMixtureFile):
            return self._mixed_halide(entry, (*parents, name))
        return _from_file(entry)

    def _mixture(self, entry: BruggemanFile, parents: tuple[str, ...]) -> Material:
        inclusion = self._build(entry.inclusion, parents)
        if isinstance(entry.host, HostIndex):
            host = constant_material(entry.name, number(entry.host.n), number(entry.host.k))
        else:
            host = self._build(entry.host, parents)
        wavelength = _common_wavelengths(inclusion, host)
        permittivity = bruggeman(
            inclusion.index(wavelength) ** 2, host.index(wavelength) ** 2, number(entry.fill)
        )
        inherited = inclusion.assumptions + host.assumptions
        index = np.sqrt(permittivity)
        return _material(entry, wavelength, index.real, np.maximum(index.imag, 0.0), inherited)

    def _mixed_halide(self, entry: HalideMixtureFile, parents: tuple[str, ...]) -> Material:
        """Both ends moved to the mixture's edge and averaged by share, n and k each."""
        share = number(entry.share)
        edge = mixed_edge_nm(entry.first.edge_nm, entry.second.edge_nm, share)
        ends = [
            (self._build(end.material, parents), end.edge_nm) for end in (entry.first, entry.second)
        ]
        moved = [at_moved_edge_nm(m.wavelength_nm, edge, at) for m, at in ends]
        wavelength = _common(moved)
        first, second = (
            m.index(_inside(m, at_moved_edge_nm(wavelength, at, edge))) for m, at in ends
        )
        index = (1.0 - share) * first + share * second
        inherited = ends[0][0].assumptions + ends[1][0].assumptions
        return _material(entry, wavelength, index.real, index.imag, inherited)


def load_library(directory: Path | None = None) -> MaterialLibrary:
    """Read every ``*.yaml`` of a directory (default: configs/materials of this checkout).

    Reading takes some ten milliseconds: load once per case and pass the library on. A file that
    holds no material, or one whose name is taken, stops only who asks for it. Raises
    MaterialFileError: no such directory.
    """
    folder = MATERIALS_DIRECTORY if directory is None else directory
    if not folder.is_dir():
        raise MaterialFileError(f"{folder}: no such directory of materials")
    entries: dict[str, MaterialFile] = {}
    broken: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entry = read_material_file(path)
        except MaterialFileError as error:
            broken[written_name(path)] = str(error)
            continue
        if entry.name in entries:
            broken[entry.name] = f"{path}: the name {entry.name!r} is taken by another file"
        entries[entry.name] = entry
    return MaterialLibrary(entries, broken)


def resolve(ref: MaterialRef, library: MaterialLibrary) -> Material:
    """The material that a device file names, or fixes inline by n and k.

    Raises:
        UnknownMaterial: a name that the library does not hold.
    """
    if isinstance(ref, InlineMaterial):
        return constant_material(f"n={ref.n:g} k={ref.k:g}", ref.n, ref.k)
    if isinstance(ref, TableMaterial):
        wavelength, n, k = ref.rows.T
        return Material(ref.name, wavelength, n, k, ref.source, edge_moves=ref.edge_moves)
    return library.get(ref)


def black_matrix_material(optical_density_per_um: float, resin: Material | None = None) -> Material:
    """A black matrix of given optical density: n of ``resin``, k from 10^-OD per micrometre.

    Args:
        optical_density_per_um: decadic, of one micrometre.
        resin: whose n is used; default: ``black matrix resin`` of the shipped library.

    Raises ValueError for an optical density that is not positive.
    """
    if not optical_density_per_um > 0:
        raise ValueError(f"optical density must be positive; found {optical_density_per_um:g}")
    base = load_library().get(BLACK_MATRIX_RESIN) if resin is None else resin
    wavelength = _OPTICAL_DENSITY_NM if base.wavelength_nm.size == 1 else base.wavelength_nm
    return replace(
        base,
        wavelength_nm=wavelength,
        n=base.index(wavelength).real,
        k=extinction_from_optical_density(optical_density_per_um, wavelength * 1e-3),
    )


def _from_file(entry: TableFile | ConstantFile | OpticalDensityFile) -> Material:
    if isinstance(entry, TableFile):
        wavelength, n, k = entry.rows.T
        return _material(entry, wavelength, n, k)
    if isinstance(entry, ConstantFile):
        one = np.ones(1)
        return _material(entry, 520.0 * one, number(entry.n) * one, number(entry.k) * one)
    n = np.full(_OPTICAL_DENSITY_NM.shape, number(entry.n))
    resin = _material(entry, _OPTICAL_DENSITY_NM, n, np.zeros_like(n))
    return black_matrix_material(entry.optical_density_per_um, resin)


def _material(
    entry: MaterialFile,
    wavelength_nm: FloatArray,
    n: FloatArray,
    k: FloatArray,
    inherited: tuple[Assumption, ...] = (),
) -> Material:
    own = tuple(
        Assumption(f"materials.{entry.name}.{key}", item.value, item.low, item.high, item.reason)
        for key, item in assumed_values(entry).items()
    )
    about = {"licence": entry.licence, "origin": entry.origin, "notes": entry.notes}
    notes = {key: text for key, text in about.items() if text}
    return Material(
        entry.name, wavelength_nm, n, k, entry.source, own + inherited, notes, entry.edge_moves
    )


def _common_wavelengths(first: Material, second: Material) -> FloatArray:
    """Every tabulated wavelength of two materials within the range that both cover."""
    tables = [m.wavelength_nm for m in (first, second) if m.wavelength_nm.size > 1]
    return _common(tables) if tables else first.wavelength_nm


def _common(tables: Sequence[FloatArray]) -> FloatArray:
    merged = np.unique(np.concatenate(tables))
    low, high = max(table[0] for table in tables), min(table[-1] for table in tables)
    return np.asarray(merged[(merged >= low) & (merged <= high)])


def _inside(material: Material, wavelength_nm: FloatArray) -> FloatArray:
    """Wavelengths held inside a table's ends, which moving there and back misses by rounding."""
    table = material.wavelength_nm
    return np.asarray(np.clip(wavelength_nm, table[0], table[-1]))
