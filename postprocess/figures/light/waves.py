"""Re E of a dipole in the film with the light in the glass: a picture, and one period of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from geometry.arrays import ComplexArray, FloatArray
from postprocess.case.film_light import CaseFilm
from postprocess.figures.light.period import WAVE_MAP, Moving, colour_scale, save_frames
from postprocess.figures.style import BLACK, COLUMN_IN, Settings, figure_style, new_figure
from sim.optics.film.film import exit_height_um, exit_stack
from sim.optics.film.waves import dipole_field

_HALF_UM = 1.5
_GLASS_UM, _BEYOND_UM = 1.2, 0.35
_ACROSS, _ALONG = 181, 221


@dataclass(frozen=True)
class Waves:
    """E_y of a dipole along y in the plane y = 0, up to a phase.

    Attributes:
        x_um: (X,) from the dipole.
        z_um: (Z,) upwards from the exit-side face of the layers.
        field: (X, Z).
        faces_um: heights of all faces, and the dipole's height.
        dipole_um: height of the dipole.
        wavelength_nm: of the light.
        upwards: whether the exit is above.
    """

    x_um: FloatArray
    z_um: FloatArray
    field: ComplexArray
    faces_um: tuple[float, ...]
    dipole_um: float
    wavelength_nm: float
    upwards: bool


def waves_of(film: CaseFilm) -> Waves:
    """The film's field at the peak of its emission.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    wave = film.peak_nm * 1e-3
    stack = exit_stack(film.device, wave)
    height = exit_height_um(film.device, 0.5 * film.device.stack.emitter.thickness_um)
    faces = np.concatenate([[0.0], np.cumsum(stack.thickness_um)])
    half = np.linspace(0.0, _HALF_UM, (_ACROSS + 1) // 2)
    z = np.linspace(-_GLASS_UM, float(faces[-1]) + _BEYOND_UM, _ALONG)
    right = dipole_field(stack, height, wave, half, z)
    field = np.concatenate([right[:0:-1], right])
    x = np.concatenate([-half[:0:-1], half])
    dipole = float(faces[stack.emitter]) + height
    heights = tuple(float(face) for face in faces)
    return Waves(x, z, field, heights, dipole, film.peak_nm, film.device.exit.upwards)


def draw_waves(film: CaseFilm) -> Figure:
    """Re E at one moment.

    Raises:
        ValueError: a wavelength outside a material's table.
    """
    return _drawn(waves_of(film))[0]


def _drawn(waves: Waves) -> tuple[Figure, Moving]:
    turn = -1.0 if waves.upwards else 1.0
    field = waves.field.T[:: -1 if waves.upwards else 1]
    moving = field / colour_scale(field)
    figure = new_figure(COLUMN_IN, 2.75)
    axes = figure.add_subplot()
    ends = sorted((turn * float(waves.z_um[0]), turn * float(waves.z_um[-1])))
    image = axes.imshow(
        moving.real,
        extent=(float(waves.x_um[0]), float(waves.x_um[-1]), ends[0], ends[1]),
        origin="lower",
        cmap=WAVE_MAP,
        vmin=-1.0,
        vmax=1.0,
        interpolation="bilinear",
    )
    for face in waves.faces_um:
        axes.axhline(turn * face, color=BLACK, lw=0.35)
    axes.plot(0.0, turn * waves.dipole_um, "o", mfc="none", mec=BLACK, ms=4, mew=0.7)
    axes.set_xlabel("x (µm)")
    axes.set_ylabel("height (µm)")
    axes.set_title(f"y dipole in the film, {waves.wavelength_nm:.4g} nm")
    figure.colorbar(image, ax=axes, label="Re $E_y$ (1), colours saturate", shrink=0.75)
    return figure, Moving(image, moving)


def save_period(film: CaseFilm, path: Path, style: Settings | None = None) -> Path:
    """One period as an animated GIF; the same bytes for the same film.

    Args:
        film: of a case.
        path: of the GIF; missing parent directories are made.
        style: a user's own settings of matplotlib.

    Raises:
        ValueError: a wavelength outside a material's table.
        OSError: the file cannot be written.
    """
    waves = waves_of(film)
    with figure_style(style):
        figure, moving = _drawn(waves)
        return save_frames(figure, [moving], path)
