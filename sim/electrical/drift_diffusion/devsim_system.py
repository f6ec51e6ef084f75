"""DEVSIM's assembled equations as arrays."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from types import ModuleType

import numpy as np

from geometry.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class LinearSystem:
    """Newton's system J x = r of one assembly, J in coordinates, r minus the residual.

    Unknowns are numbered variable by variable in the order in which the equations were declared,
    node by node within each. Rows of contact nodes carry no boundary condition. ``coupling`` (u)
    stands for charge that any potential moves everywhere: the system is then (J - u u^T) x = r.
    """

    row: IntArray
    column: IntArray
    value: FloatArray
    right_hand_side: FloatArray
    coupling: FloatArray | None = None


def interior_system(devsim: ModuleType) -> LinearSystem:
    """The static part of all equations of all devices that exist.

    Raises:
        ArithmeticError: a model evaluates to something that is not a finite number.
    """
    try:
        with redirect_stdout(StringIO()):  # it prints what it raises
            static = devsim.get_matrix_and_rhs(format="csc")["static"]
    except devsim.error as error:
        raise ArithmeticError(f"the device equations cannot be evaluated: {error}") from error
    if not (np.all(np.isfinite(static["av"])) and np.all(np.isfinite(static["rhs"]))):
        raise ArithmeticError("the device equations overflow")
    pointers = np.array(static["ap"], dtype=np.int64)
    return LinearSystem(
        row=np.array(static["ai"], dtype=np.int64),
        column=np.repeat(np.arange(pointers.size - 1), np.diff(pointers)),
        value=np.array(static["av"], dtype=float),
        right_hand_side=np.array(static["rhs"], dtype=float),
    )
