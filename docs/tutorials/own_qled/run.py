"""A QLED of your own in Python: films, spectrum and J-V-L from files, to a calibrated device.

python docs/tutorials/own_qled/run.py        writes into runs/ of the folder it is started in
"""

from pathlib import Path

import pencsim

HERE = Path(__file__).parent
CALIBRATED = {
    "electrical.turn_on_voltage": "2.28 V",
    "electrical.ideality": 1.65,
    "electrical.series_resistance": "1.67e-3 ohm.m2",
    "electrical.overshoot": 0.312,
    "electrical.leakage": "5.92e-4 S/m2",
}
"""What `pencsim calibrate calibrate.yaml` says."""

begun = pencsim.run(pencsim.load(HERE / "my_qled.yaml"))
led = pencsim.run(pencsim.load(HERE / "my_qled.yaml", CALIBRATED), out="runs/my_qled/calibrated.h5")
measured = led.measured.set_index("voltage_v")["luminance_cd_m2"]
for name, case in (("as begun with", begun), ("calibrated", led)):
    model = case.jvl.set_index("voltage_v")["luminance_cd_m2"]
    at_4_v = model.iloc[abs(model.index - 4.0).argmin()]
    print(f"{name}: {at_4_v:.0f} cd/m2 at 4 V, measured {measured[4.0]:.0f}")
print(led.budget.sort_values(ascending=False).head(4))
led.figures("runs/my_qled/figures")
led.write_csv("runs/my_qled")
