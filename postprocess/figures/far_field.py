"""Directional emission to the observer: polar profile and map of direction cosines."""

from __future__ import annotations

from typing import cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.projections.polar import PolarAxes
from matplotlib.ticker import MaxNLocator

from postprocess.case.exit_side import exit_of
from postprocess.case.radiation import (
    AngularProfile,
    angular_profile,
    has_far_field,
    picture_of_directions,
)
from postprocess.figures.style import (
    FILM,
    IDEAL,
    LIGHT_GREY,
    PIXEL,
    SMALL,
    WIDE_IN,
    new_figure,
    panel_title,
)
from sim.results.records import CaseResult, OpticalResult


def draw_far_field(case: CaseResult) -> Figure:
    """I(theta) of device, film and Lambertian source, and I(ux, uy) of the device.

    Raises:
        ValueError: the case carries no far field.
    """
    figure = new_figure(WIDE_IN, 2.9)
    left, right = np.ravel(figure.subfigures(1, 2, squeeze=False, width_ratios=[1.25, 1.0]))
    axes = left.add_subplot(projection="polar")
    _draw_polar(cast(PolarAxes, axes), case)
    left.legend(loc="outside lower center", ncols=3, columnspacing=1.2, handlelength=1.6)
    _draw_map(right.add_subplot(), case.optics)
    return figure


def _draw_polar(axes: PolarAxes, case: CaseResult) -> None:
    own = angular_profile(case.optics)
    _mirrored(axes, own, "this device", PIXEL, "-")
    error = case.optics.normal_error
    if error is not None:
        along = float(own.intensity_per_sr[0])
        axes.errorbar(0.0, along, yerr=error * along, color=PIXEL, capsize=3, lw=1.0)
    if case.reference is not None and has_far_field(case.reference):
        _mirrored(axes, angular_profile(case.reference), "unpatterned film", FILM, "--")
    lambertian = own.air / np.pi * np.cos(np.radians(own.theta_deg))
    ideal = AngularProfile(own.theta_deg, lambertian, own.air)
    _mirrored(axes, ideal, "Lambertian, device's total", IDEAL, ":")
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.set_thetalim(-np.pi / 2, np.pi / 2)
    axes.set_thetagrids(range(-90, 91, 30))
    axes.set_rlim(0.0)
    axes.yaxis.set_major_locator(MaxNLocator(3))
    axes.grid(color=LIGHT_GREY, lw=0.5)
    axes.text(
        0.5, 0.1, "I (sr$^{-1}$)", transform=axes.transAxes, ha="left", va="bottom", fontsize=SMALL
    )
    panel_title(axes, "a", f"{exit_of(case).words}; averaged over azimuth", y=0.87)


def _mirrored(
    axes: PolarAxes, profile: AngularProfile, label: str, colour: str, style: str
) -> None:
    theta = np.radians(profile.theta_deg)
    angles = np.concatenate([-theta[::-1], theta])
    values = np.concatenate([profile.intensity_per_sr[::-1], profile.intensity_per_sr])
    axes.plot(angles, values, style, color=colour, label=label)


def _draw_map(axes: Axes, result: OpticalResult) -> None:
    emission = picture_of_directions(result)
    image = axes.pcolormesh(
        emission.cosine,
        emission.cosine,
        np.nan_to_num(emission.intensity_per_sr.T),
        cmap="cividis",
        vmin=0.0,
        shading="nearest",
        rasterized=True,
    )
    image.set_clip_path(Circle((0.0, 0.0), 1.0, transform=axes.transData))
    circle = np.linspace(0.0, 2.0 * np.pi, 181)
    for angle_deg in (30.0, 60.0):
        radius = np.sin(np.radians(angle_deg))
        axes.plot(radius * np.cos(circle), radius * np.sin(circle), color="white", lw=0.5)
        label = f"{angle_deg:.0f}°"
        axes.text(0.0, radius - 0.03, label, color="white", fontsize=SMALL, ha="center", va="top")
    axes.set_aspect("equal")
    axes.set_xlim(-1.05, 1.05)
    axes.set_ylim(-1.05, 1.05)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    axes.set_yticks([-1, -0.5, 0, 0.5, 1])
    axes.set_xlabel("$u_x$ = sin θ cos φ (1)")
    axes.set_ylabel("$u_y$ = sin θ sin φ (1)")
    panel_title(axes, "b", "this device")
    axes.figure.colorbar(image, ax=axes, shrink=0.85, label="I (fraction of emission sr$^{-1}$)")
