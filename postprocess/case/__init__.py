"""What one stored result means.

    path --> result_files.py  the results that a path stands for, read one by one
             efficiency.py    EQE as a chain of factors
             operation.py     turn-on, roll-off, heat
             radiation.py     profile and cone of the far field
             colour.py        chromaticity of the line (gamut.py: areas in its diagram)
             exit_side.py     where light is counted, for captions
             references.py    published values of the same device
             summary.py       all of it as plain values  --> show --json
             tables.py        all of it for a terminal   --> show

Public: ``postprocess.case.summary.summary``, ``postprocess.case.result_files.stored_cases``.
"""
