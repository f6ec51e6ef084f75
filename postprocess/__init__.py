"""What stored results mean: efficiencies, radiation, colour, tables and figures."""
