"""The command line, a file a command: each reads its arguments, calls the packages and prints.

    app.py --+-- run, validate, preview         one case, checked and solved
             +-- sweep, status, explore         many cases (many.py: where they run)
             +-- sensitivity, calibrate         one case, solved many times
             +-- films/sclc, films/pl           the emitter without its device
             +-- show, figures, report, export  results on the disk
             +-- materials, schema, new         what the program brings
             +-- doctor                         what the machine brings

Packages are imported inside the commands, so that ``pencsim --help`` answers at once. Nothing but
pencsim.py imports from here; the commands alone in ``sim`` may import ``postprocess``.
"""
