"""Matrices that mix orders, (2N, 2N), and such that do not, (N, 2, 2), under the same names.

The first act on vectors [x of all orders, y of all orders]; so do the second here.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from geometry.arrays import ComplexArray


def dense(matrix: ComplexArray) -> ComplexArray:
    """The matrix of all orders, (2N, 2N)."""
    if matrix.ndim == 2:
        return matrix
    n = matrix.shape[0]
    result = np.zeros((2, n, 2, n), dtype=complex)
    at = np.arange(n)
    for i in (0, 1):
        for j in (0, 1):
            result[i, at, j, at] = matrix[:, i, j]
    return result.reshape(2 * n, 2 * n)


def apply(matrix: ComplexArray, columns: ComplexArray) -> ComplexArray:
    """Product with columns (2N, S)."""
    if matrix.ndim == 2:
        return np.asarray(matrix @ columns)
    n = matrix.shape[0]
    split = columns.reshape(2, n, -1).transpose(1, 0, 2)
    return np.asarray((matrix @ split).transpose(1, 0, 2).reshape(2 * n, -1))


def solve(matrix: ComplexArray, columns: ComplexArray) -> ComplexArray:
    """The inverse times columns (2N, S)."""
    if matrix.ndim == 2:
        return np.asarray(
            lu_solve(lu_factor(matrix, check_finite=False), columns, check_finite=False)
        )
    return apply(np.linalg.inv(matrix), columns)


def scaled(phase: ComplexArray, columns: ComplexArray) -> ComplexArray:
    """Columns (2N, S) with every row times a factor; (N, 2) per order, or (2N,)."""
    flat = phase.T.ravel() if phase.ndim == 2 else phase
    return np.asarray(flat[:, None] * columns)


def between(phase: ComplexArray, matrix: ComplexArray) -> ComplexArray:
    """phase matrix phase, of one kind."""
    return np.asarray(phase[..., :, None] * matrix * phase[..., None, :])


def one_like(matrix: ComplexArray) -> ComplexArray:
    """The identity, broadcast to the matrix."""
    return np.eye(matrix.shape[-1], dtype=complex)
