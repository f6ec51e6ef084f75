"""A solved case for notebooks and scripts: its curves as tables, its light as labelled arrays.

Everything is derived from the stored result when it is asked for; names carry their units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from postprocess.case.radiation import direction_map, has_far_field
from postprocess.case.summary import summary
from postprocess.figures.case_figures import draw_case, measured_of
from sim.results.averages import budget
from sim.results.records import ORIENTATIONS, CaseResult

if TYPE_CHECKING:
    from pandas import DataFrame, Series
    from xarray import DataArray

_CURVES = (
    *("voltage_v", "current_density_ma_cm2", "luminance_cd_m2", "eqe"),
    *("current_efficiency_cd_a", "luminous_efficacy_lm_w", "iqe", "injection_efficiency"),
)


@dataclass(frozen=True)
class Solved:
    """One case with its result.

    Attributes:
        case: the result as stored.
        path: its file; None where it was not read from one.
    """

    case: CaseResult
    path: Path | None = None

    @property
    def name(self) -> str:
        """Of the case."""
        return self.case.name

    @property
    def summary(self) -> dict[str, Any]:
        """Plain values, as ``pencsim show --json`` prints them."""
        return summary(self.case)

    @property
    def lee(self) -> float:
        """Share of the emitted light that reaches air."""
        value: float = self.summary["optics"]["lee"]
        return value

    @property
    def eqe_peak(self) -> float:
        """Largest EQE where the device is lit; nan without an electrical model."""
        return self.case.eqe_peak

    @property
    def jvl(self) -> DataFrame:
        """A row per voltage: current, luminance, efficiencies, and losses as shares of the current.

        Raises:
            ValueError: the case has no electrical model.
        """
        from pandas import DataFrame

        shown = self.summary.get("electrical")
        if shown is None:
            raise ValueError(f"{self.name} has no electrical model; add electrical: {{...}}")
        columns = {name: shown[name] for name in _CURVES if name in shown}
        losses = {f"loss_{name}": values for name, values in shown["losses"].items()}
        return DataFrame({**columns, **losses}).astype(float)

    @property
    def measured(self) -> DataFrame | None:
        """What the case's file holds as measured; None where it holds nothing."""
        from pandas import DataFrame

        curves = measured_of(self.case)
        if curves is None:
            return None
        names = ("voltage_v", "current_density_ma_cm2", "luminance_cd_m2", "eqe")
        return DataFrame({name: getattr(curves, name) for name in names})

    @property
    def levels(self) -> DataFrame | None:
        """A row per voltage and mesh node: levels in eV, densities and recombination.

        None where the electrical model resolves no layers.
        """
        from pandas import DataFrame

        kept = None if self.case.electrical is None else self.case.electrical.levels
        if kept is None:
            return None
        names = (
            *("conduction_ev", "valence_ev", "electron_fermi_ev", "hole_fermi_ev"),
            *("electrons_1_m3", "holes_1_m3", "recombination_1_m3s"),
        )
        nodes = kept.position_m.size
        places = {
            "bias_v": np.repeat(kept.bias_v, nodes),
            "position_m": np.tile(kept.position_m, kept.bias_v.size),
        }
        return DataFrame(places | {name: getattr(kept, name).ravel() for name in names})

    @property
    def budget(self) -> Series[float]:
        """Shares of the emitted power by where they end; they add up to 1."""
        from pandas import Series

        mean = budget(self.case.optics)
        absorbed = {f"absorbed_{part}": share for part, share in mean.absorbed.items()}
        parts = {
            "air": mean.air,
            "substrate": mean.substrate,
            "superstrate": mean.superstrate,
            "lateral": mean.lateral,
            **absorbed,
            "closure_error": mean.closure_error,
        }
        return Series(parts, name="share", dtype=float)

    @property
    def far_field(self) -> DataArray:
        """Emitted share per steradian over ux, uy, averaged like the LEE; nan outside the disc.

        Raises:
            ValueError: the result carries no far field.
        """
        from xarray import DataArray

        mean = direction_map(self.case.optics)
        axes = {"ux": mean.cosine, "uy": mean.cosine}
        about = {"units": "1/sr", "long_name": "emitted share per steradian"}
        return DataArray(mean.intensity_per_sr, axes, ("ux", "uy"), "far_field", about)

    @property
    def far_field_by_position(self) -> DataArray:
        """As :attr:`far_field`, of every dipole: position, orientation, wavelength, ux, uy.

        Raises:
            ValueError: the result carries no far field.
        """
        from xarray import DataArray

        optics = self.case.optics
        if not has_far_field(optics):
            raise ValueError("this result carries no far field")
        dimensions = ("position", "orientation", "wavelength_nm", "ux", "uy")
        x, y, z = optics.node_um.T
        axes: dict[str, Any] = {
            "orientation": list(ORIENTATIONS),
            "wavelength_nm": optics.wavelength_nm,
            "ux": optics.direction_cosine,
            "uy": optics.direction_cosine,
            "x_um": ("position", x),
            "y_um": ("position", y),
            "z_um": ("position", z),
            "weight": ("position", optics.node_weight),
        }
        about = {"units": "1/sr", "long_name": "emitted share of the dipole per steradian"}
        return DataArray(optics.far_field, axes, dimensions, "far_field", about)

    @property
    def positions(self) -> DataFrame:
        """A row per dipole (position, orientation, wavelength): powers and where they end.

        ``purcell`` is the total power over that in bulk, the others are shares of it; ``weight``
        is the position's, ``x_um`` and so on its place.
        """
        from pandas import DataFrame, MultiIndex

        optics = self.case.optics
        names = ("purcell", "air", "substrate", "superstrate", "lateral", "reabsorbed")
        axes = (range(len(optics.node_weight)), ORIENTATIONS, optics.wavelength_nm)
        index = MultiIndex.from_product(axes, names=("position", "orientation", "wavelength_nm"))
        columns = {name: getattr(optics, name).ravel() for name in names}
        columns |= {
            f"absorbed_{part}": optics.absorbed[..., number].ravel()
            for number, part in enumerate(optics.absorbing_parts)
        }
        frame = DataFrame(columns, index=index).reset_index()
        x, y, z = optics.node_um[frame["position"]].T
        places = {"x_um": x, "y_um": y, "z_um": z, "weight": optics.node_weight[frame["position"]]}
        return frame.assign(**places)

    def figures(
        self, folder: Path | str | None = None, formats: Sequence[str] = ("png",)
    ) -> list[Path]:
        """Draw every figure that the case has data for; returns the files.

        Args:
            folder: default: ``figures`` beside the result.
            formats: of png, pdf, svg.
        """
        beside = Path() if self.path is None else self.path.parent
        return draw_case(self.case, Path(folder or beside / "figures"), formats)

    @property
    def tables(self) -> dict[str, DataFrame]:
        """All there is as tables: budget, positions, far_field, jvl, levels, measured."""
        tables: dict[str, Any] = {}
        optics = self.case.optics
        if optics.status.is_solved and self.case.directional is None:
            tables["budget"] = self.budget.rename_axis("part").reset_index()
            tables["positions"] = self.positions
        if has_far_field(optics):
            tables["far_field"] = _directions(self.far_field)
        if self.case.electrical is not None:
            tables["jvl"] = self.jvl
        levels = self.levels
        if levels is not None:
            tables["levels"] = levels
        measured = self.measured
        return tables if measured is None else {**tables, "measured": measured}

    def write_csv(self, folder: Path | str) -> list[Path]:
        """Write each of :attr:`tables` as NAME.csv into a folder; returns the files."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        tables = self.tables
        for name, table in tables.items():
            table.to_csv(target / f"{name}.csv", index=False)
        return [target / f"{name}.csv" for name in tables]


def _directions(far_field: DataArray) -> DataFrame:
    """A row per direction inside the disc."""
    frame: DataFrame = far_field.to_dataframe().reset_index()
    inside = np.asarray(np.isfinite(frame["far_field"]))
    return frame[inside].rename(columns={"far_field": "share_per_sr"})
