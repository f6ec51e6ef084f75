"""Meep, loaded after numpy has looked at subnormal numbers, which loading Meep switches off."""

from __future__ import annotations

import numpy as np

np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

import meep as mp  # noqa: E402

__all__ = ["mp"]
