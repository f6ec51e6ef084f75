"""The device paper's response times beside ours: one resistance per set of samples fitted, no more.

    python benchmarks/electrical/response_table.py            film, control, array: fitted on 4 mm2
    python benchmarks/electrical/response_table.py --design   bare inputs, without a fit

Generator and leads are one resistance in front of the device, ``series_resistance`` is 0: what the
fit finds is all of it. It is fitted to one time, of 4 mm2 of treated film at 5 V, and to one of the
array of 9072 ppi, whose banks lie beside the pixels as a capacitor. Times are from the start of the
edge to 90 % of the light at the pulse's end. Errors: of the steps, as the solver estimates them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geometry.device import Device, build_device
from geometry.measures import fill_factor
from sim.analysis.area import device_capacitance
from sim.config.loader import load_study, shipped_library
from sim.coupling import electrical_pixel, radiative_input
from sim.electrical.interface_spec import InterfacesSpec, TrapSpec
from sim.electrical.pixel import Pixel
from sim.electrical.response import solve_transient
from sim.electrical.response_spec import TransientSpec
from sim.electrical.spec import DriftDiffusionSpec
from sim.optics.methods.planar.case import planar_optics
from sim.results.records import RadiativeEnvironment

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
MM2 = 1e-6
CLOSE = 0.01
MOST_TRIES = 8


@dataclass(frozen=True)
class Sample:
    """A device of the paper, its optics solved.

    Attributes:
        device: stack and array.
        spec: drift-diffusion, without series resistance.
        pixel, light: what the solver takes.
        share: emitting share of the area that the paper names.
        beside_f_m2: capacitance of banks and fringes over the emitting area.
    """

    device: Device
    spec: DriftDiffusionSpec
    pixel: Pixel
    light: RadiativeEnvironment
    share: float
    beside_f_m2: float

    @classmethod
    def of(cls, name: str) -> Sample:
        """The case ``configs/NAME.yaml``."""
        study = load_study(CONFIGS / f"{name}.yaml", ["electrical.model=drift_diffusion"])
        device = build_device(study.device, shipped_library())
        spec = study.electrical
        assert isinstance(spec, DriftDiffusionSpec)
        spec = spec.model_copy(update={"series_resistance_ohm_m2": 0.0})
        optics = planar_optics(device, study.optics)
        parts = device_capacitance(device, spec)
        return cls(
            device=device,
            spec=spec,
            pixel=electrical_pixel(device, spec, optics),
            light=radiative_input(spec, optics),
            share=1.0 if device.array is None else fill_factor(device.array),
            beside_f_m2=(parts.bank + parts.fringe) / parts.fill_factor,
        )

    def response_us(
        self,
        volt: float,
        area_mm2: float,
        ohm: float,
        width_us: float = 20.0,
        **changed: object,
    ) -> tuple[float, float]:
        """Response and its error.

        Args:
            volt: high level; the low one is 0 V.
            area_mm2: as the paper counts it, banks included.
            ohm: of generator and leads.
            width_us: of the pulse, which is not followed further.
            changed: other inputs of the model.
        """
        block = TransientSpec.model_validate(
            {
                "on": f"{volt} V",
                "area": f"{area_mm2 * MM2 * self.share} m2",
                "resistance": f"{ohm} ohm",
                "parallel_capacitance": f"{self.beside_f_m2} F/m2",
                "width": f"{width_us} us",
                "period": f"{1.002 * width_us + 0.02} us",
                "periods": 1,
                "tolerance": 3e-3,
            }
        )
        spec = self.spec.model_copy(update=changed)
        done = solve_transient(spec, block, self.pixel, self.light, lambda *_: None)
        if done.sentence:
            say(f"  {done.sentence}")
        return 1e6 * done.response_s, 1e6 * done.response_error_s


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fitted_ohm(response_us: Callable[[float], float], wanted_us: float) -> float:
    """Resistance of a wanted response, by secants: the response grows with it.

    Raises:
        ArithmeticError: not within 1 % after some tries.
    """
    low, high = 0.0, 1000.0
    at_low, at_high = response_us(low), response_us(high)
    for _ in range(MOST_TRIES):
        ohm = max(low + (wanted_us - at_low) * (high - low) / (at_high - at_low), 0.0)
        reached = response_us(ohm)
        say(f"  {ohm:.0f} ohm: {reached:.2f} us")
        if abs(reached - wanted_us) < CLOSE * wanted_us:
            return ohm
        low, at_low, high, at_high = high, at_high, ohm, reached
    raise ArithmeticError(f"no resistance gives {wanted_us:g} us")


def row(label: str, paper: str, ours: tuple[float, float]) -> None:
    """One line of the table."""
    say(f"| {label} | {paper} | {ours[0]:.2f} ± {ours[1]:.2f} |")


def fitted_table() -> None:
    """Film, control and array."""
    film = Sample.of("zhang2025_otf3")
    row("treated film, no resistance, 5 V", "-", film.response_us(5.0, 4.0, 0.0))
    ohm = fitted_ohm(lambda r: film.response_us(5.0, 4.0, r, 40.0)[0], 7.55)
    say(f"film: {ohm:.0f} ohm")
    row("treated, 4 mm2, 5 V (fitted)", "7.55", film.response_us(5.0, 4.0, ohm, 40.0))
    row("treated, 1 mm2, 5 V", "3.4", film.response_us(5.0, 1.0, ohm))
    for volt, paper in ((3.0, "3.75"), (4.0, "3.4"), (7.0, "2.25")):
        row(f"treated, 1 mm2, {volt:g} V", paper, film.response_us(volt, 1.0, ohm, 30.0))
    control = Sample.of("zhang2025_control")
    row("control, 4 mm2, 5 V", "32.3", control.response_us(5.0, 4.0, ohm, 60.0))
    array = Sample.of("zhang2025_9072ppi")
    say(f"array: emitting {array.share:.3f}, banks {1e3 * array.beside_f_m2:.3f} nF/mm2 of it")
    row("array with the film's resistance, 4 mm2", "1.95", array.response_us(5.0, 4.0, ohm))
    own = fitted_ohm(lambda r: array.response_us(5.0, 4.0, r)[0], 1.95)
    say(f"array: {own:.0f} ohm")
    row("array, 4 mm2, 5 V (fitted)", "1.95", array.response_us(5.0, 4.0, own))
    row("array, 1 mm2, 5 V", "0.7", array.response_us(5.0, 1.0, own))


BARE: dict[str, object] = {
    "level_shift_ev": -0.65,
    "biexciton_lifetime_s": 100e-12,
    "binding_energy_ev": 0.0,
    "charging_energy_ev": 0.0,
    "interfaces": InterfacesSpec(),
}
"""As the independent solver's inputs were."""


def design_rows() -> Iterator[tuple[str, str, str, tuple[float, float, float, float], object]]:
    """Label, expected, sample, (V, mm2, ohm, width in us), traps."""
    film, control = "zhang2025_otf3", "zhang2025_control"
    for ohm, area, expected in ((0, 1, "0.74"), (100, 1, "0.89"), (100, 4, "1.25")):
        label = f"treated, 5 V, {ohm} ohm, {area} mm2"
        yield label, expected, film, (5.0, area, ohm, 15.0), None
    for volt, expected in ((3.0, "2.63"), (4.0, "1.34"), (7.0, "0.54")):
        yield f"treated, {volt:g} V, 100 ohm, 1 mm2", expected, film, (volt, 1, 100, 30.0), None
    yield "control, 5 V, 0 ohm", "1.3", control, (5.0, 1, 0, 20.0), None
    yield "control, 5 V, 100 ohm, 4 mm2", "2.1", control, (5.0, 4, 100, 30.0), None
    traps = TrapSpec.model_validate(
        {"density": f"{0.5 / 12.84e-9**3} 1/m3", "depth": "0.45 eV", "capture": "1e-15 m3/s"}
    )
    for area, expected in ((1, "2.7"), (4, "4.2")):
        label = f"treated, 5 V, half a trap per dot, 172 ohm, {area} mm2"
        yield label, expected, film, (5.0, area, 172, 60.0), traps
    for volt, expected in ((3.0, "12.5"), (7.0, "0.82")):
        label = f"treated, {volt:g} V, half a trap per dot, 100 ohm, 1 mm2"
        yield label, expected, film, (volt, 1, 100, 90.0 if volt < 4.0 else 20.0), traps


def design_table() -> None:
    """Ours beside an independent solver's, both with the same bare inputs."""
    samples = {name: Sample.of(name) for name in ("zhang2025_otf3", "zhang2025_control")}
    for label, expected, name, (volt, area, ohm, width), traps in design_rows():
        row(label, expected, samples[name].response_us(volt, area, ohm, width, **BARE, traps=traps))


def main() -> None:
    """Print one of both tables as Markdown rows: label, paper or independent solver, ours in us."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--design", action="store_true")
    (design_table if parser.parse_args().design else fitted_table)()


if __name__ == "__main__":
    main()
