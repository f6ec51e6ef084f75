"""Raw results of a case, as named, frozen records.

Array axes are named once, here:

    N  emitter position ("node": quadrature point in the emitter)
    O  dipole orientation, in the order of ``ORIENTATIONS``
    W  vacuum wavelength
    P  absorbing part (layer or solid), in the order of ``absorbing_parts``
    U  direction cosine, for far fields on the square grid (ux, uy)
    V  voltage

Everything optical is stored per (N, O, W). Averages (LEE, Purcell factor, budget) follow from it
in sim.results.averages, so that a changed average needs no new simulation.
"""

from __future__ import annotations

from dataclasses import dataclass

from geometry.materials.library import Assumption
from sim.results.electrical import ElectricalResult as ElectricalResult
from sim.results.electrical import RadiativeEnvironment as RadiativeEnvironment
from sim.results.optical import ORIENTATIONS as ORIENTATIONS
from sim.results.optical import DirectionalResult as DirectionalResult
from sim.results.optical import FieldSlice as FieldSlice
from sim.results.optical import GridCorrection as GridCorrection
from sim.results.optical import OpticalResult as OpticalResult
from sim.results.optical import without_far_field as without_far_field
from sim.results.panel import PanelResult as PanelResult
from sim.results.status import Cost as Cost
from sim.results.status import Status as Status


@dataclass(frozen=True)
class CaseResult:
    """One case: its configuration, where it ran, what came out, and the reference film.

    Attributes:
        name: the study's name.
        config_yaml: the resolved configuration; loads again.
        provenance: versions, git commit, host, ranks, times, seed.
        optics: the case's own optics.
        reference: the same stack as an unpatterned film (exact planar solution), for comparison;
            None where the case is a planar film itself.
        electrical, reference_electrical: likewise; None where not asked for.
        assumptions: every input that its data file marks as assumed.
        warnings: sentences for the user.
        directional: emission into single directions, of a case solved by reciprocity, whose
            ``optics`` then has no powers.
        panel: a display of its pixels; None where not asked for.
        panel_refusal: why there is none although it was asked for.
    """

    name: str
    config_yaml: str
    provenance: dict[str, str | int | float]
    optics: OpticalResult
    reference: OpticalResult | None = None
    electrical: ElectricalResult | None = None
    reference_electrical: ElectricalResult | None = None
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[str, ...] = ()
    directional: DirectionalResult | None = None
    panel: PanelResult | None = None
    panel_refusal: str | None = None

    @property
    def status(self) -> Status:
        """The worst status of the parts."""
        order = list(Status)
        parts = [self.optics.status]
        if self.electrical is not None:
            parts.append(self.electrical.status)
            in_time = self.electrical.transient, self.electrical.impedance
            parts += [part.status for part in in_time if part is not None]
        if self.panel is not None:
            parts.append(self.panel.status)
        if self.panel_refusal is not None:
            parts.append(Status.NOT_CONVERGED)
        return max(parts, key=order.index)

    @property
    def eqe_peak(self) -> float:
        """Peak EQE (:mod:`sim.results.peaks`); nan without an electrical result."""
        return float("nan") if self.electrical is None else self.electrical.eqe_peak

    @property
    def film_eqe_peak(self) -> float:
        """Peak EQE of the unpatterned film; nan without an electrical result of it."""
        film = self.reference_electrical
        return float("nan") if film is None else film.eqe_peak
