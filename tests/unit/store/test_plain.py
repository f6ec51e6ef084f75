"""Records as JSON takes them: no arrays, no tuples, no NaN."""

from __future__ import annotations

import json
import math

import numpy as np

from sim.store.plain import plain


def test_nothing_is_left_that_json_lacks() -> None:
    value = {
        "array": np.array([[1.0, math.nan]]),
        "number": np.float64(2.5),
        "count": np.int64(3),
        "pair": (math.inf, "text"),
        "none": None,
    }
    expected = {"array": [[1.0, None]], "number": 2.5, "count": 3, "pair": [None, "text"]}
    assert plain(value) == {**expected, "none": None}
    assert json.loads(json.dumps(plain(value), allow_nan=False)) == {**expected, "none": None}
