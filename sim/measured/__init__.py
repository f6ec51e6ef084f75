"""What a user has measured of the device that a case describes.

    FILE --jvl.read_jvl--> MeasuredSpec (in the case) --> MeasuredCurves   volts, mA/cm2, cd/m2

Figures draw it under the model's curves, calibrations fit it. It changes no result: keys of cases
leave it out.
"""

from sim.measured.spec import MeasuredCurves as MeasuredCurves
from sim.measured.spec import MeasuredSpec as MeasuredSpec
