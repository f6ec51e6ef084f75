"""Results on the disk: one HDF5 file per case, which appears whole or not at all.

    CaseResult --> layout.py      every field: its kind, units, meaning and axes
                   panel_layout.py   the same of its panel    schema.py   what both are made of
                   pictures.py    fields around dipoles
                   codec.py       fields of a record to HDF5 and back, by that table
                   hdf5.py        files: a case, its configuration, a table  --> NAME.h5
                   atomic.py      a file under another name until it is whole
                   provenance.py  versions, commit, machine, times
                   plain.py       records as values that JSON takes          --> NAME.json
    film       --> films.py       planar solutions that cases share

Public: ``sim.store.hdf5.read_case``, ``read_config`` (the configuration alone), ``write_case``,
``StoreError``; ``sim.store.atomic.renamed_when_whole`` and ``write_texts``. HDF5 is opened
in this package only, so nothing is imported here.
"""
