"""Method edge with a corner term: the straight wall's runs, then one small pixel stepped whole."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from numpy.typing import NDArray

from geometry.device import Device
from geometry.units import brief_length
from sim.optics.film_on_grid.correction import is_corrected
from sim.optics.film_on_grid.zone import film_numerics
from sim.optics.meep.records import Stepping
from sim.optics.methods.edge.absorbing_case import with_recycling_powers
from sim.optics.methods.edge.case import solved_wall
from sim.optics.methods.edge.corners.term import WholePixel, with_small_pixel
from sim.optics.methods.edge.runs import WallRuns
from sim.optics.methods.fdtd.case import fdtd_optics
from sim.optics.methods.planar.case import planar_optics
from sim.progress import Reporter
from sim.results.records import Cost, OpticalResult
from sim.store.run_cache import NoCache, RunCache
from sim.study import OpticsSpec


@dataclass(frozen=True)
class SmallPixel:
    """A pixel with a wide one's walls that is solved whole.

    Attributes:
        device: with its geometry.
        optics: its numerics.
        fingerprint: names everything besides the dipole that its runs depend on.
    """

    device: Device
    optics: OpticsSpec
    fingerprint: str

    @property
    def title(self) -> str:
        """What progress and warnings call it."""
        width = brief_length(self.device.patterned_array.aperture.width_um)
        return f"small pixel of {width}"


def edge_with_corners(
    device: Device,
    optics: OpticsSpec,
    small: SmallPixel,
    reporter: Reporter,
    cache: RunCache | None = None,
    fingerprint: str = "",
    film: OpticalResult | None = None,
) -> OpticalResult:
    """Solve a wide pixel from its straight wall and a small pixel's corners.

    Args:
        device: patterned, with smooth walls.
        optics: numerics.
        small: a pixel with the same section.
        reporter: shows progress.
        cache: keeps finished runs of both, which pixels of any width share.
        fingerprint: of the wall's runs (:func:`sim.optics.methods.edge.case.edge_optics`).
        film: the wide pixel's exact film over its zone where the caller has it.

    Raises:
        ValueError: a device that edge cannot treat, or that the grid cannot hold.
    """
    started = time.perf_counter()
    kept = cache if cache is not None else NoCache()
    runs = WallRuns.of(reporter, kept, fingerprint)
    straight = solved_wall(device, optics, runs, film)
    response = straight.response
    result = with_recycling_powers(straight, device, optics, runs)
    if result.status.is_solved:
        fresh = _FreshRuns(kept)
        whole = solve_whole(small, reporter, fresh, response.film)
        result = with_small_pixel(result, response, device, whole)
        result = replace(
            result,
            warnings=(*result.warnings, *_own_warnings(small, whole, result)),
            cost=fresh.added_to(result.cost, whole.result.cost),
        )
    wall = time.perf_counter() - started
    return replace(result, cost=replace(result.cost, wall_s=wall))


def solve_whole(
    small: SmallPixel,
    reporter: Reporter,
    cache: RunCache,
    film_over_zone: OpticalResult | None = None,
) -> WholePixel:
    """Step every dipole of the small pixel.

    Args:
        small: the pixel.
        reporter: shows progress.
        cache: keeps finished runs.
        film_over_zone: the exact solution of its film over the emission zone, which pixels of any
            width share, where the caller has it.

    Raises:
        ValueError: a part that vanishes on the grid, or a wavelength outside a material's table.
    """
    film = planar_optics(small.device.as_film(), small.optics)
    titled = _Titled(reporter, small.title)
    result = fdtd_optics(small.device, small.optics, titled, cache, small.fingerprint, film)
    if is_corrected(result):
        film = film_over_zone or planar_optics(small.device.as_film(), film_numerics(small.optics))
    return WholePixel(small.device, result, film)


def _own_warnings(small: SmallPixel, whole: WholePixel, result: OpticalResult) -> tuple[str, ...]:
    """What the small pixel's solution warns of and the wall's does not."""
    new = (text for text in whole.result.warnings if text not in result.warnings)
    return tuple(f"{small.title}: {text}" for text in new)


class _FreshRuns:
    """A cache that counts what it is given to keep: runs that were stepped, not found."""

    def __init__(self, kept: RunCache) -> None:
        self._kept = kept
        self._voxel_steps = self._stepping_s = 0.0

    def load(self, key: str) -> Mapping[str, NDArray[Any]] | None:
        """Arrays kept under ``key``, or None."""
        return self._kept.load(key)

    def save(self, key: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep arrays under ``key``."""
        stepping = Stepping.from_arrays(arrays)
        self._voxel_steps += float(stepping.steps * stepping.voxels)
        self._stepping_s += stepping.stepping_s
        self._kept.save(key, arrays)

    def added_to(self, walls: Cost, whole: Cost) -> Cost:
        """Cost of the walls and the small pixel: runs in all, steps of those that were not kept."""
        return replace(
            walls,
            voxels=max(walls.voxels, whole.voxels),
            voxel_steps=walls.voxel_steps + self._voxel_steps,
            runs=walls.runs + whole.runs,
            stepping_s=walls.stepping_s + self._stepping_s,
        )


@dataclass(frozen=True)
class _Titled:
    """Progress of a part of a case, which says what part it is."""

    reporter: Reporter
    title: str

    def start(self, total_units: float, text: str) -> None:
        """A stage begins."""
        self.reporter.start(total_units, f"{self.title}: {text}")

    def update(self, done_units: float, text: str) -> None:
        """How far it is."""
        self.reporter.update(done_units, f"{self.title}: {text}")

    def finish(self, text: str) -> None:
        """It has ended."""
        self.reporter.finish(text)

    def warn(self, text: str) -> None:
        """Pass on a warning."""
        self.reporter.warn(f"{self.title}: {text}")
