"""What the corners of a wide pixel do, from one small pixel between the same walls stepped whole.

    wide pixel, optics.corner_width
        small_pixel.py   the study of the small pixel, warnings, figures
        case.py          edge and the small pixel (methods/fdtd) together; loads Meep
        term.py          c / area of LEE, its error, whether it makes the result more certain

Public names: ``case.edge_with_corners``, ``small_pixel.small_pixel``, ``term.with_small_pixel``.
"""
