"""A pixel of your own in Python: write it, look at it, solve it, and shrink it.

python docs/tutorials/own_pixel.py        writes into the folder it is started in
"""

from pathlib import Path

import pencsim

PIXEL = """
schema: 1
name: my_pixel
device:
  layers:
    - {name: anode,   material: ITO,             thickness: 150 nm}
    - {name: hil,     material: PEDOT:PSS,       thickness: 40 nm}
    - {name: htl,     material: PTAA,            thickness: 20 nm}
    - {name: emitter, material: CsPbBr3 NC film, thickness: 30 nm, emitter: true}
    - {name: etl,     material: TPBi,            thickness: 35 nm}
    - {name: cathode, material: Al,              thickness: 100 nm}
  array:
    lattice: square
    ppi: 100
    aperture: {shape: square, width: 200 um}
    bank: {material: SU-8, height: 300 nm, sidewall_angle: 60 deg, step_coverage: 0.7}
optics: {method: planar, wavelengths: 1}
electrical: {model: compact, rim_width: 50 nm}
"""

Path("my_pixel.yaml").write_text(PIXEL, encoding="utf-8")
# method planar: the light of the film in the middle of the well, the perimeter in the electrics;
# auto would step straight walls with Meep (edge), or a small pixel whole (fdtd).
pixel = pencsim.run(pencsim.load("my_pixel.yaml"))
small = pencsim.run(
    pencsim.load("my_pixel.yaml", device__array__ppi=1000, device__array__aperture__width="20 um"),
    out="runs/my_pixel/small.h5",
)
for case in (pixel, small):
    print(f"peak EQE {100 * case.eqe_peak:.2f} %, rim {case.jvl['loss_rim'].max():.2e}")
pixel.write_csv("runs/my_pixel")  # pixel.figures() draws it: a minute, most of it the cut pixel
