"""Sweep, fit, figure: the cavity of a film LED against the thickness of its electron transporter.

python docs/tutorials/sweep_fit_figure.py        writes into the folder it is started in
"""

import numpy as np
from matplotlib.figure import Figure

import pencsim

FILM = """
schema: 1
name: cavity
device:
  layers:
    - {name: anode,   material: ITO,    thickness: 120 nm}
    - {name: htl,     material: TFB,    thickness: 40 nm}
    - {name: emitter, material: {n: 1.8}, thickness: 20 nm, emitter: true}
    - {name: etl,     material: ZnMgO,  thickness: 40 nm}
    - {name: cathode, material: Al,     thickness: 100 nm}
  emission: {peak: 630 nm, fwhm: 25 nm, plqy: 0.9}
optics: {method: planar, wavelengths: 1}
output: {far_field: false}
"""

with open("cavity.yaml", "w", encoding="utf-8") as file:
    file.write(FILM)
thickness_nm = np.array([60.0, 80.0, 100.0, 120.0])
lee = np.array(
    [
        pencsim.run(
            pencsim.load("cavity.yaml", device__layers__etl__thickness=f"{nm:g} nm"),
            out=f"runs/cavity/{nm:g}nm.h5",
        ).lee
        for nm in thickness_nm
    ]
)
top = slice(max(0, lee.argmax() - 1), lee.argmax() + 2)
a, b, c = np.polyfit(thickness_nm[top], lee[top], 2)  # a parabola through the highest three
best_nm = -0.5 * b / a
print(f"largest LEE {np.polyval((a, b, c), best_nm):.3f} at {best_nm:.0f} nm")

figure = Figure(figsize=(3.5, 2.5), layout="constrained")
axes = figure.add_subplot(xlabel="thickness of ZnMgO (nm)", ylabel="light extraction (%)")
fine = np.linspace(*thickness_nm[top][[0, -1]], 50)
axes.plot(thickness_nm, 100 * lee, "o", fine, 100 * np.polyval((a, b, c), fine), "-")
figure.savefig("cavity.png", dpi=200)
