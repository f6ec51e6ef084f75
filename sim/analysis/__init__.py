"""Which input, and which mechanism, makes a case what it is: the case solved many times.

    Study --> inputs.py       one input replaced
              evaluation.py   the changed case by the film's exact optics, films solved once
                 |
                 +--> channels.py       each loss channel switched off   (channel_cost.py)
                 +--> sensitivity/      every assumed input at both ends of its range
                 +--> calibration/      parameters fitted to measured numbers

    stored pixel --> explain.py --> waterfall.py   film to pixel, mechanism by mechanism
                                --> bands.py       what assumed inputs of its edge allow
                                                            (waterfall_records.py)

Public: ``sim.analysis.evaluation.PlanarEvaluator``, ``sim.analysis.explain.explain_files`` and the
packages below. They import the electrical models, so nothing is imported here.
"""
