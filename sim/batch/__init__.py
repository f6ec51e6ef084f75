"""Many cases: sweeps, local pools, schedulers and design-space exploration."""
