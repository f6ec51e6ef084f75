"""Meep, loaded after numpy has looked at subnormal numbers, which loading Meep switches off.

Meep loads matplotlib, which fails where the environment names the backend of a notebook.
"""

from __future__ import annotations

import os

import numpy as np

np.finfo(np.float32), np.finfo(np.float64)  # noqa: B018

os.environ["MPLBACKEND"] = "Agg"

import meep as mp  # noqa: E402

__all__ = ["mp"]
