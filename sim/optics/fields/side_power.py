"""Power through a vertical face of a box, from the fields at the grid's own points.

On the face through the grid's points of E, with H averaged over the half-steps beside it, the sum

    P = +-a^2 sum w (E_y H_z* - E_z H_y*)      (x face; for a y face the cyclic neighbours)

is the flux that Poynting's theorem on the grid asks for: with points on the face's rim counted
half it balances source, absorption and the other faces exactly. An average of E as well, as flux
monitors take, loses (k a)^2 / 4 of waves that run along the face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geometry.arrays import ComplexArray


@dataclass(frozen=True)
class FaceFields:
    """Tangential fields on one vertical face, first axis along it, second along z.

    Attributes:
        e_along, h_z: (n, m + 1) at half-steps along the face and whole steps along z.
        e_z, h_along: (n + 1, m) at whole steps along the face and half-steps along z.
    """

    e_along: ComplexArray
    e_z: ComplexArray
    h_along: ComplexArray
    h_z: ComplexArray

    def power(self, normal: str, cell_um: float) -> float:
        """Power in the direction of +x or +y.

        Args:
            normal: "x" or "y".
            cell_um: edge of a cell in the stepped space.
        """
        first = np.real(self.e_along * np.conj(self.h_z))
        second = np.real(self.e_z * np.conj(self.h_along))
        first[:, [0, -1]] *= 0.5
        second[[0, -1], :] *= 0.5
        # Along x: E_y H_z - E_z H_y; along y: E_z H_x - E_x H_z.
        sign = 1.0 if normal == "x" else -1.0
        return float(sign * cell_um**2 * (first.sum() - second.sum()))
