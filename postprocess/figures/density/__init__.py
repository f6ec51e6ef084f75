"""Pictures of a study against pixel density: one per quantity, with all of its series.

    study --> study.py   which pictures there are
                curves.py   EQE, extraction, crosstalk, steps from film to pixel  --> panels.py
                budgets.py  where the power goes, a panel per series

panels.py has what curves share: a panel per colour, a look per series, the legend.
"""
