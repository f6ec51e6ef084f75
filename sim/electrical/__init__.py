"""Charge transport, recombination and losses at a pixel's edge (SI units inside)."""
