"""Method fmm: the Fourier modal method (RCWA), for pixels in an endless array.

    Device, OpticsSpec
        orders.py     cell -> reciprocal vectors in complete shells (levels.py: how many)
        zone.py       wavevectors of the Brillouin zone that symmetry leaves
        slices.py     solids -> slices that do not change with height (walls.py: normals)
        products.py   slice, wavelength -> matrices of the permittivity
    per wavevector
        waves/        slices -> eigenmodes, reflections, waves of dipoles
        arriving.py   waves -> powers over bulk: observer, half-spaces, parts
    summed over the zone
        sampling.py   all dipoles of a wavelength
        own_cell.py   the own emitter and its neighbours;  escaping.py  own light and far field
    film.py           the control variate: exact film less film of the same orders
    refinement.py  more orders, wavevectors or positions until the tolerance is met
    gradient/      the same sums with their derivatives by lengths of the device
    wave.py, case.py  all sums -> OpticalResult;  errors.py  what its LEE may be wrong by

Own code on numpy and scipy: nothing is shared with the other full-wave methods but the device.
Public names: ``case.fmm_optics``, ``method.FmmMethod``, ``gradient.lee.lee_gradient``.
"""
