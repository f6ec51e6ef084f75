"""Light of a device's emitter as a bare film: on glass, on its lower layer, between its layers.

evaluate.py  lifetimes, yields and decays from the case's own inputs;  files.py: on disk
"""
