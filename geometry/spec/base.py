"""What all specs have in common."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from geometry.arrays import FloatArray


class Spec(BaseModel):
    """Base of all specs: frozen, unknown keys refused; a field's docstring is its description."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=False,
        populate_by_name=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


def rows_of(text: str, columns: int) -> FloatArray:
    """Numbers of a table kept as text, ``1 2 3; 4 5 6``, shape (rows, columns).

    Raises:
        ValueError: rows of another length, or a number that is not finite.
    """
    lines = [row.split() for row in text.split(";") if row.strip()]
    if not lines or {len(line) for line in lines} != {columns}:
        raise ValueError(f"expected rows of {columns} numbers between semicolons")
    rows = np.array([[float(word) for word in line] for line in lines])
    if not np.isfinite(rows).all():
        raise ValueError("the table holds a number that is not finite")
    return rows


def text_of_rows(rows: FloatArray) -> str:
    """The text of which :func:`rows_of` makes the same rows."""
    return "; ".join(" ".join(repr(float(number)) for number in row) for row in rows)
