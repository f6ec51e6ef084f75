"""A study file and what follows from it alone: points, cases with their names, cost.

    study.yaml -> spec -> sampling: values of every axis -> cases: checked, named by their content
                                                              |
                              prediction: what they cost <----+----> measures: numbers of a result
    search.yaml -> explore_spec -> search: which points are tried next
    axes: how an axis and its values are written for a reader

A case's key is the hash of its resolved study and of the version of the physics; the number of
ranks and the study's name do not count. Nothing here starts a process or looks into a folder of
results.

Public names: cases.Case, Sweep, case_key, load_cases; spec.SweepFile, AxisSpec, load_sweep;
explore_spec.load_search; prediction.predict_sweep; measures.measures_of, at_current;
search.ParetoSearch; axes.case_labels, value_text.
"""
