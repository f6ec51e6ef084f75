"""Figures of the two papers, drawn from their printed data and from a study's results.

A study names them in its file (``figures: [review_5a, ...]``); ``pencsim figures`` draws them from
its folder beside its own. Printed numbers are those of ``configs/references/tables/``.

    named.py     which figures there are, and which a folder's study names
    review.py    5a EQE by year, 5c wall area; 5b is eqe_vs_ppi
    pulses.py    3h and 5e response against area
    device.py    4d EQE and 4f current efficiency of the variants, 5b and 5c of the 9072 ppi device
    response.py  3e, 3f small signals, 3g, 3i pulses of the films, times over voltage

What has no model here or no printed number is left out and named in docs/figures.md.
"""
