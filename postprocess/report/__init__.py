"""A case or a study as one HTML page that needs no other file and no network.

    result --> case_page.py   headline, stack beside the cutaway, plot, figures, data, provenance
    folder --> study_page.py  the best case, plot over the axes, table of cases, figures, data
    both   --> headline.py    three numbers with their errors
               stack.py       the device as a table
               plots.py       curves that a reader may zoom into
               parts.py       pictures and data inside the file
               pages.py       from a template to a file
               templates/     layout, style and behaviour of the pages
               uplot/         the plotting library uPlot (MIT licence, as published), in every page

Public: ``write_report``, ``write_study_report``.
"""

from postprocess.report.case_page import write_report as write_report
from postprocess.report.study_page import write_study_report as write_study_report
