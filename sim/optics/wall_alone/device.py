"""The wall that a device's pixels have, taken out of their stack."""

from __future__ import annotations

from geometry.device import Device
from sim.optics.film.film import planar_stack
from sim.optics.wall_alone.exact import AloneFilm, AloneWall


def alone_wall(device: Device) -> AloneWall:
    """Emitter, films on the wall and bank at the emission's peak, as if the wall stood upright."""
    peak_um = device.emission.peak_um
    liner = device.pixel_materials.liner
    films = [film for film in (liner and liner.spacer, liner) if film is not None]
    return AloneWall(
        well=float(planar_stack(device.stack, peak_um).emitter_index),
        films=tuple(
            AloneFilm(
                film.thickness_um * device.lateral_per_normal,
                complex(film.material.index(peak_um * 1e3)),
            )
            for film in films
        ),
        bank=complex(device.pixel_materials.bank.index(peak_um * 1e3)),
        wavelength_um=peak_um,
    )
