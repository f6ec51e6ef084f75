"""Figures drawn from stored results alone (the only place that imports matplotlib)."""
