"""Pictures, drawn from stored results or from a configuration alone. Matplotlib stays in here.

    result --> case_figures.py   every figure of a case, with its caption
                 budget.py far_field.py eqe.py losses.py light/           powers, curves, fields
                 model.py --> rasters.py --> geometry.py cutaway.py       the device itself
    study  --> density/  devices.py (sweeps/)  searches/
    others --> preview.py analysis/ material.py
    all    --> style.py  one look;  fitting.py  text that fits;
               saving.py  files, the same bytes for the same result

Public: ``case_figures.draw_case``, ``preview.draw_preview``.
"""
