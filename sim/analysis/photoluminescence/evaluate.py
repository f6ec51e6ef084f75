"""What a case's inputs say of its emitter without a device: lifetimes, quantum yields, decays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.device import Device
from sim.electrical.channels.photoluminescence import (
    FillingTraps,
    Pulse,
    face_rates_1_s,
    pulse,
)
from sim.electrical.photoluminescence_spec import PhotoluminescenceSpec
from sim.electrical.spec import ElectricalBase

_LIFETIMES = 10.0
_TIMES = 501


@dataclass(frozen=True)
class FilmOn:
    """The film in one surrounding.

    Attributes:
        place: where it lies, in words.
        quenching_1_s: k_int of the faces that touch something.
        lifetime_s, quantum_yield: at low excitation, traps left out.
        pulse: after the case's pulse, with the case's traps.
    """

    place: str
    quenching_1_s: float
    lifetime_s: float
    quantum_yield: float
    pulse: Pulse


@dataclass(frozen=True)
class FilmLightResult:
    """The emitter of a case as a film.

    Attributes:
        name: of the case.
        thickness_nm: of the film.
        films: on glass first.
        notes: what to know.
    """

    name: str
    thickness_nm: float
    films: tuple[FilmOn, ...]
    notes: tuple[str, ...]


def film_light_of(name: str, device: Device, spec: ElectricalBase) -> FilmLightResult:
    """The emitter's film on glass, on the layer below it, and between both of its neighbours.

    Args:
        name: of the case.
        device: whose emitter is meant; its quantum yield is that on glass.
        spec: lifetime on glass, diffusivity, faces, and how the film is excited.
    """
    thickness_m = 1e-6 * device.stack.emitter.thickness_um
    below, above = face_rates_1_s(spec, thickness_m)
    places = [("glass", 0.0)]
    layers, emitter = device.stack.layers, device.stack.emitter_index
    lower = layers[emitter - 1].material.name if emitter > 0 else "the substrate"
    places.append((lower, below))
    if emitter + 1 < len(layers):
        places.append((f"{lower}, under {layers[emitter + 1].material.name}", below + above))
    films = tuple(_film(place, rate, device, spec) for place, rate in places)
    return FilmLightResult(name, 1e9 * thickness_m, films, _notes(spec, below, above))


def _film(place: str, quenching_1_s: float, device: Device, spec: ElectricalBase) -> FilmOn:
    asked = spec.photoluminescence or PhotoluminescenceSpec()
    rate = 1.0 / spec.lifetime_s + quenching_1_s
    radiative = device.emission.plqy / spec.lifetime_s
    stop = _LIFETIMES * spec.lifetime_s if asked.stop_s is None else asked.stop_s
    traps = None
    if asked.traps is not None:
        given = asked.traps
        traps = FillingTraps(given.density_1_m3, given.capture_m3_s, given.release_s)
    time = np.linspace(0.0, stop, _TIMES)
    return FilmOn(
        place,
        quenching_1_s,
        1.0 / rate,
        radiative / rate,
        pulse(rate, radiative, asked.excited_1_m3, traps, time),
    )


def _notes(spec: ElectricalBase, below: float, above: float) -> tuple[str, ...]:
    notes = [] if spec.source is None else [f"electrical inputs: {spec.source}"]
    if below == 0.0 and above == 0.0:
        notes.append(
            "no face quenches anything: electrical.interfaces.{below,above}.recombination_velocity "
            "are 0, so that the film is the same everywhere"
        )
    asked = spec.photoluminescence
    if asked is None or asked.traps is None:
        notes.append("no electrical.photoluminescence.traps: decays are single exponentials")
    else:
        caught = asked.traps.capture_m3_s * asked.traps.density_1_m3
        filling = asked.excited_1_m3 / asked.traps.density_1_m3
        notes.append(
            f"empty traps take {caught:.3g} 1/s; the pulse makes {filling:.3g} excitons per trap"
        )
    return tuple(notes)
