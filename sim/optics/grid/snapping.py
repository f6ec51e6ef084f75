"""Heights of a device brought onto the grid, and what that changed.

Interfaces are rounded, not thicknesses, so that errors do not add up over the stack; a layer
thinner than half a cell may vanish (its neighbours take its place) and is then named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from geometry.device import Device
from geometry.spec import ArraySpec
from geometry.stack import Layer
from sim.optics.grid.fidelity import GridRemark, VanishesError, grid_remarks


@dataclass(frozen=True)
class Snap:
    """One length that the grid changed.

    Attributes:
        name: layer or part.
        asked_um, used_um: thickness before and after.
    """

    name: str
    asked_um: float
    used_um: float

    @property
    def sentence(self) -> str:
        """What changed, as a warning says it."""
        asked, used = self.asked_um * 1e3, self.used_um * 1e3
        if self.used_um == 0.0:
            return f"{self.name}: {asked:.4g} nm is below the grid and merged with its neighbours"
        return f"{self.name}: {asked:.4g} nm becomes {used:.4g} nm on the grid"


@dataclass(frozen=True)
class SnappedDevice:
    """The device that is solved, and everything in which it differs from the one asked for."""

    device: Device
    snaps: tuple[Snap | GridRemark, ...]


def whole_cells(length_um: float, cell_um: float) -> float:
    """``length_um`` rounded to a multiple of ``cell_um``."""
    return round(length_um / cell_um) * cell_um


def snap_device(
    device: Device,
    film_cell_um: float,
    lateral_cell_um: float,
    wall_cell_um: float | None = None,
) -> SnappedDevice:
    """Round the heights of layers and bank to film cells, the black matrix to lateral cells.

    Args:
        device: as asked for.
        film_cell_um, lateral_cell_um: of the grid.
        wall_cell_um: across a wall, where it is not the lateral cell.

    Raises:
        VanishesError: a part that the grid cannot hold.
    """
    heights = [whole_cells(z, film_cell_um) for z in device.stack.interfaces_um]
    layers: list[Layer] = []
    snaps: list[Snap | GridRemark] = []
    for layer, low, high in zip(device.stack.layers, heights[:-1], heights[1:], strict=True):
        layers.append(replace(layer, thickness_um=high - low))
        snaps += _changed(layer.name, layer.thickness_um, high - low)
        if layer.emitter and high <= low:
            path = f"device.layers.{layer.name}.thickness"
            raise VanishesError(
                path, "the emitter", layer.thickness_um, film_cell_um, "vertical_cell"
            )
    stack = replace(device.stack, layers=tuple(layers))
    snapped = replace(device, stack=stack)
    if device.array is not None:
        array, more = _snap_array(device, device.array, film_cell_um, lateral_cell_um)
        snapped = replace(snapped, array=array)
        snaps += [*more, *grid_remarks(device, film_cell_um, lateral_cell_um, wall_cell_um)]
    return SnappedDevice(snapped, tuple(snaps))


def _snap_array(
    device: Device, array: ArraySpec, film_cell_um: float, lateral_cell_um: float
) -> tuple[ArraySpec, list[Snap]]:
    bank_um = whole_cells(device.bank_height_um, film_cell_um)
    if bank_um <= 0.0:
        raise VanishesError(
            "device.array.bank", "the bank", device.bank_height_um, film_cell_um, "vertical_cell"
        )
    snaps = _changed("bank", device.bank_height_um, bank_um)
    update: dict[str, object] = {"bank": array.bank.model_copy(update={"height_um": bank_um})}
    matrix = array.black_matrix
    if matrix is not None:
        thickness = whole_cells(matrix.thickness_um, lateral_cell_um)
        if thickness <= 0.0:
            path = "device.array.black_matrix.thickness"
            raise VanishesError(
                path, "the black matrix", matrix.thickness_um, lateral_cell_um, "lateral_cell"
            )
        snaps += _changed("black_matrix", matrix.thickness_um, thickness)
        update["black_matrix"] = matrix.model_copy(update={"thickness_um": thickness})
    return array.model_copy(update=update), snaps


def _changed(name: str, asked_um: float, used_um: float) -> list[Snap]:
    if abs(asked_um - used_um) < 1e-9:
        return []
    return [Snap(name, asked_um, used_um)]
