"""A panel of a solved case's pixels: from its J-V-L and a picture to what the panel shows.

images.py    pictures made by code
of_case.py   a solved case's own panel
pixels.py    the case's pixel: area, capacitance, circuit
evaluate.py  frames, rails, crosstalk, power
colours.py   the study of three colours
ngspice.py   the same pixel by ngspice
"""
