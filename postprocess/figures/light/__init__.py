"""Where light goes in a film and in a pixel: what the field looks at first.

dissipation.py  power against lateral wavevector and wavelength; shares against a thickness
colour.py       spectra and colour against angle, chromaticity diagrams
positions.py    LEE over the dipole's position; what a camera sees
convergence.py  error of a refined case by round and by part
field.py        stored |E|^2 of single dipoles
waves.py        Re E of the film, with the glass;  pixel_waves.py  of a pixel, as it is stored
period.py       one period of either as a GIF
"""
