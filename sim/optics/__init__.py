"""Light extraction: exact planar multilayers and FDTD of pixels."""
