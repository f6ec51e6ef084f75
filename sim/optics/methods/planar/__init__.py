"""Method planar: the unpatterned film, exactly. Other methods measure themselves by it.

    device, optics -> case.py: heights x wavelengths of the film (sim.optics.film) -> OpticalResult
                      with what one more height and two more wavelengths would change
    study, device  -> method.py: what the method promises

Public names: ``case.planar_optics``, ``case.planar_powers``, ``method.PlanarMethod``.
"""
