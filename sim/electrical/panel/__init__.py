"""An active-matrix panel: transistors that drive pixels of a solved case over a frame.

spec.py            what a user writes under ``panel:``
drain_law.py       one transistor
led_charge.py      charge of the LED against its voltage
pixel_circuit.py   transistors, storage and the LED as one pixel: charges and currents
transient.py       the pixel in time, many at once
programming.py     which data voltage a luminance needs once all has settled
rows.py, lines.py  drop along supply rails, settling of data lines
frame.py           a frame of every pixel from few transients
shared_layer.py    current into neighbours through a layer that pixels share
ray_spread.py      light that leaves over neighbours through a plate
gamut.py           colours mixed by both, against pixels per inch
uniformity.py      seeded variations, and two measures of uniformity
netlist.py         the same pixel for ngspice
"""
