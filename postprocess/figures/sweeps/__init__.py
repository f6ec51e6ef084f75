"""Quantities of a sweep's cases against its numeric axes (postprocess.studies.numeric_axes).

    quantity.py --> lines.py --> curves.py   a curve per axis
                           '---> maps.py     a map of two axes

A quantity is what is drawn of a case, with its error and the film's value; a line the devices that
differ in one axis alone.
"""
