"""Records become values that JSON takes."""

from __future__ import annotations

import json
import math
from types import MappingProxyType

import numpy as np

from sim.store.plain import plain


def test_arrays_tuples_and_what_is_not_finite() -> None:
    record = {
        "curve": np.array([[1.0, np.nan], [np.inf, 2.0]]),
        "count": np.int64(3),
        "pair": (1, -math.inf),
        "nested": MappingProxyType({"flag": np.bool_(True), "text": "a", "none": None}),
    }
    assert json.loads(json.dumps(plain(record), allow_nan=False)) == {
        "curve": [[1.0, None], [None, 2.0]],
        "count": 3,
        "pair": [1, None],
        "nested": {"flag": True, "text": "a", "none": None},
    }
