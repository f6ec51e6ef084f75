r"""A pixel under the pulses of its configuration: device at rest, circuit, march, times.

    R_g = resistance x area,   R_s and g those of the steady model                        (1)

so that the generator's resistance costs more at a larger area, and the model's own does not.
"""

from __future__ import annotations

import math

from sim.electrical.ions_spec import IonState
from sim.electrical.pixel import Pixel
from sim.electrical.response.circuit import Circuit, Nodes
from sim.electrical.response.operating import DeviceAtRest
from sim.electrical.response.pulses import NO_TIMES, PulseTrain, response_times
from sim.electrical.response.time_steps import Stepper, StepSettings
from sim.electrical.response.transient import March, Told, change_of_period, march
from sim.electrical.response_spec import TransientSpec
from sim.electrical.spec import DriftDiffusionSpec
from sim.results.records import RadiativeEnvironment
from sim.results.response import TransientResult
from sim.results.status import Status


def pulse_of(block: TransientSpec) -> PulseTrain:
    """What the generator does."""
    periods = 1 if block.period_s is None else block.periods
    return PulseTrain(block.off_v, block.on_v, block.width_s, block.edge_s, block.period_s, periods)


def solve_transient(
    spec: DriftDiffusionSpec,
    block: TransientSpec,
    pixel: Pixel,
    environment: RadiativeEnvironment,
    told: Told,
) -> TransientResult:
    """Follow the pulses; where the march ends early its result up to there is kept.

    Args:
        spec: inputs of the model.
        block: pulses, area and generator.
        pixel: the device, SI.
        environment: optics per emitter position.
        told: progress.

    Raises:
        ValueError: layers or traps that the model does not take.
        ArithmeticError: no equilibrium.
    """
    device = DeviceAtRest(spec, pixel, environment)
    start = device.go_to(block.off_v)
    pulse = pulse_of(block)
    if not start.is_solved:
        return _result(block, pulse, March((), start.status))
    circuit = Circuit(
        generator_ohm_m2=block.resistance_ohm * block.area_m2,  # (1)
        series_ohm_m2=device.resistance_ohm_m2,
        shunt_s_m2=device.shunt_s_m2,
        parallel_f_m2=block.parallel_capacitance_f_m2,
    )
    settings = StepSettings(tolerance=block.tolerance, first_s=min(1e-11, block.edge_s / 100.0))
    nodes = Nodes(start.terminal_v, start.inner_v)
    stepper = Stepper(
        *(device.columns_in_time(), device.area, circuit, device.light_per_pair, nodes, settings)
    )
    return _result(block, pulse, march(stepper, pulse, settings, block.most_steps, told))


def in_time_warnings(spec: DriftDiffusionSpec) -> tuple[str, ...]:
    """What a user should know of a device in time."""
    if spec.ions is None or spec.ions.density_1_m3 == 0.0:
        return ()
    notes: tuple[str, ...] = ()
    if spec.transient is not None:
        moving = (
            "pulses: mobile ions rest at the low level before the first pulse and then move, with "
            f"{spec.ions.mobility_m2_vs:g} m2/Vs"
        )
        held = "pulses: mobile ions stay where they settled before (electrical.ions.state)"
        notes += (moving if spec.ions.state is IonState.STEADY else held,)
    if spec.impedance is not None:
        notes += ("small signals hold the mobile ions where they rest at each voltage",)
    return notes


def _result(block: TransientSpec, pulse: PulseTrain, made: March) -> TransientResult:
    time, light = made.column("time_s"), made.column("luminance_cd_m2")
    error = made.column("error")
    times = response_times(pulse, time, light, error) if time.size else NO_TIMES
    return TransientResult(
        status=Status.NOT_CONVERGED if made.status else Status.OK,
        sentence=made.status,
        time_s=time,
        generator_v=made.column("generator_v"),
        terminal_v=made.column("terminal_v"),
        device_v=made.column("device_v"),
        current_density_a_m2=made.column("current_a_m2"),
        current_spread_a_m2=made.column("spread_a_m2"),
        luminance_cd_m2=light,
        step_error=error,
        area_m2=block.area_m2,
        response_s=times.response_s,
        response_error_s=times.response_error_s,
        onset_s=times.onset_s,
        rise_s=times.rise_s,
        fall_s=times.fall_s,
        period_change=change_of_period(pulse, time, light) if time.size else math.nan,
    )
