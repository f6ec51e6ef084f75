"""Exact derivatives of the powers of method fmm by lengths of the device.

    moves.py      device at nearby values -> how its faces, walls and dipoles move
    coupling.py   a wall that moves -> modes of its slice that couple
    stretch.py    one way through a slice -> change of what comes back and of what passes
    jumps.py      dipoles and walls that move -> change of what dipoles jump
    tangent.py    waves of dipoles -> change of total power and of light to the observer
    zone.py       the same, summed over the zone;  film.py  of the control variate
    lee.py        all sums -> LEE with its gradient and the error of it

Eigenmodes are solved once, whatever the number of parameters, and are not differentiated: a slice
that has changed is written in the modes that it had. Public name: ``lee.lee_gradient``.
"""
