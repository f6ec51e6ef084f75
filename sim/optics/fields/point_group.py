"""Images of directions under a pixel's point group.

One dipole of the irreducible wedge stands for all its images. Averaged over in-plane orientations
their far fields are rotated and reflected copies of one another, so the wedge's far field averaged
over the group is that of the whole pixel.
"""

from __future__ import annotations

import numpy as np

from geometry.arrays import FloatArray
from geometry.lattice import symmetry
from geometry.spec import ArraySpec

IDENTITY: FloatArray = np.eye(2)[None]
"""The group of a dipole that stands for itself, shape (1, 2, 2)."""


def direction_images(array: ArraySpec | None) -> FloatArray:
    """Matrices of the point group, shape (G, 2, 2); the identity alone for films.

    A group of order G >= 4 consists of G / 2 rotations, each with and without the mirror y -> -y.
    """
    if array is None:
        return IDENTITY
    order = symmetry(array).order
    if order < 4:
        return IDENTITY
    angles = np.arange(order // 2) * (4.0 * np.pi / order)
    cosine, sine = np.cos(angles), np.sin(angles)
    rotations = np.moveaxis(np.array([[cosine, -sine], [sine, cosine]]), -1, 0)
    mirror = np.diag([1.0, -1.0])
    return np.concatenate([rotations, rotations @ mirror])
