"""What stored results mean: efficiencies, radiation, colour, tables, figures and a report.

Only files of results are read; nothing here solves fields or needs Meep.

    results --> case/      one result: summary, efficiency, radiation, colour, tables
                studies/   a folder of results: against density, devices beside each other, a search
                tables/    what commands print besides
                figures/   pictures of a case, of a study, of a device
                study_kinds.py  each kind of study: how it is recognised, read, written, drawn
                solved.py  a solved case for notebooks
                report/    a case or a study as one HTML page

Each imports those above it only.
"""
