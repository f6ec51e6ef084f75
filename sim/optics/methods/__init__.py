"""How the optics of a study are solved: one folder per method, and what all of them promise.

    prediction.py   records of what a case costs
    protocol.py     OpticalMethod: refusal, warnings, predict, key, solve
    refining.py     when a refined case meets its tolerance, and what it says
    planar/  fdtd/  edge/  edge_modes/  reciprocity/  fmm/   method.py of each keeps the promise
    choose.py       the registry, and what optics.method auto takes for a study

    study --choose--> method --solve--> Solved

Public: ``choose.method_of``, ``choose.resolved``, ``choose.METHODS``; ``protocol.OpticalMethod``,
``protocol.Tools``, ``protocol.Solved``; ``prediction.Prediction``. They are not imported here: each
method imports the protocol from below this package.
"""
