"""What a folder of results means, by the kind of study that it holds.

    folder --> cases.py    the numbers of each solved case
               density.py  pixels in series against density       --> density_table.py
               devices.py  devices that differ at one density     --> devices_table.py
                 numeric_axes.py  what varies as a number
               search.py   the best trade-offs of a search
               climb.py    a search along the gradient, beside one by trial
               published.py  measured devices, to stand beside computed ones

A kind of study is a file with ``matches(folder)`` and ``read(folder, explain)``, and where it has
tables a second one with ``write_tables(study, folder)``. postprocess.study_kinds lists
all kinds with what draws them.
"""

from postprocess.studies.cases import StudyCase as StudyCase
