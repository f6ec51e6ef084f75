"""Walls on a grid: finer cells across them, and mean permittivities at their upright faces."""
