"""Method edge_modes: a wide pixel from its straight wall's modes."""

from __future__ import annotations

from collections.abc import Iterator

from typing_extensions import override

from geometry.checks.issue import Issue
from geometry.device import Device
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.methods.edge.plan import is_absorbing_asked
from sim.optics.methods.edge_modes.case import edge_modes_optics
from sim.optics.methods.edge_modes.cost import predicted_cost
from sim.optics.methods.edge_modes.kept import KeptWalls, wall_key
from sim.optics.methods.edge_modes.refusal import edge_modes_issues
from sim.optics.methods.edge_modes.setup import WallSetup
from sim.optics.methods.edge_modes.small_round import BAND, round_pixel
from sim.optics.methods.fdtd.refusal import neighbour_warnings
from sim.optics.methods.prediction import START_S, Machine, Prediction
from sim.optics.methods.protocol import OpticalMethod, Solved, Tools
from sim.optics.spectrum import emission_spectrum
from sim.store.run_cache import NoCache
from sim.study import Method, OpticsSpec, Study


class EdgeModesMethod(OpticalMethod):
    """Walls that act one at a time, each solved by the modes of its columns."""

    name = Method.EDGE_MODES
    uses_grid = False
    needs_mpi = False
    is_quick = False
    leaves_out_pixels = False
    side_by_side = None

    @override
    def grades_walls(self, device: Device, optics: OpticsSpec) -> bool:
        return False

    @override
    def wider_band_nm(self, device: Device) -> tuple[float, float] | None:
        """A small round pixel is solved over the emission's band."""
        if round_pixel(device) is None:
            return None
        nodes = emission_spectrum(device.emission, BAND).wavelength_um * 1e3
        return round(float(nodes[0]), 6), round(float(nodes[-1]), 6)

    @override
    def refusal(self, study: Study) -> Iterator[Issue]:
        return edge_modes_issues(study)

    @override
    def warnings(self, study: Study, device: Device) -> Iterator[str]:
        return neighbour_warnings(study)

    @override
    def inner_case(self, study: Study) -> None:
        return None

    @override
    def key(self, study: Study) -> str:
        return wall_key(study)

    @override
    def predict(self, study: Study, device: Device, machine: Machine) -> Prediction:
        """One thread, whatever ranks there are; the wall's share depends on no pixel's width."""
        setup = WallSetup.of(device, study.optics)
        cost = predicted_cost(setup, absorbing=is_absorbing_asked(device, study.optics))
        return Prediction(
            method=self.name.value,
            cells=None,
            runs=cost.solutions,
            voxel_steps=0.0,
            largest_voxels=0,
            steps=0,
            memory_bytes=cost.memory_bytes,
            seconds=START_S + cost.seconds,
            ranks=1,
            notes=(
                f"{cost.columns} columns of {cost.modes} modes, {cost.solutions} wavevectors along "
                f"the wall in all; memory: about {cost.memory_bytes / 1e9:.1f} GB",
            ),
            parts={f"{wall_key(study)}, {part}": s for part, s in cost.parts.items()},
        )

    @override
    def solve(self, study: Study, device: Device, tools: Tools) -> Solved:
        numerics = film_numerics(study.optics)
        over_zone = study.model_copy(update={"optics": numerics})
        film = tools.film(over_zone, device.as_film())
        kept = KeptWalls(tools.cache or NoCache(), wall_key(study))
        result = edge_modes_optics(device, study.optics, tools.reporter, film, kept=kept)
        return Solved(result, numerics)
