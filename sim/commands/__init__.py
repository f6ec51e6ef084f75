"""The command line: each command reads its arguments, calls the packages and prints.

    pencsim.py --+-- case.py        run, validate, preview    one case, checked and solved
                 +-- sim.batch.cli  sweep, status, explore    many cases
                 +-- analyse.py     sensitivity, calibrate    one case, solved many times
                 +-- stored.py      show, figures, report     results on the disk
                 +-- library.py     materials, schema         what the program brings

Packages are imported inside the commands, so that ``pencsim --help`` answers at once. Nothing but
pencsim.py imports from here; the commands alone in ``sim`` may import ``postprocess``.
"""
