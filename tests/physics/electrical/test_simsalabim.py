"""The device equations give what SIMsalabim gives, an independent drift-diffusion code.

Reference: SIMsalabim 5.36, commit d48e0e7 of github.com/kostergroup/SIMsalabim (LGPL-3.0), built
and run with 1000 grid points (Koopmans, Le Corre and Koster, J. Open Source Softw. 7, 3727 (2022)):

    test 4   electrons, 200 nm, eps 22, N_c 1e26 1/m3, 1e-7 m2/Vs, 295 K, Ohmic contacts
    test 5   without its traps: both carriers, 1 um, eps 4, N_c 1e25 1/m3, 1e-4 m2/Vs, 295 K
    LED      PTAA 20 / continuum 30 (levels 2.86 / 5.24 eV, 1e25 1/m3, k 7.09e-17 m3/s) / TPBi 35 nm

Its voltages are powers of 10^4 in 49 steps from 0.01 V. Not used are its stored results of test 3
(200 grid points, up to 70 % off above 10 V) and of test 5 above 80 V (below Mott-Gurney).
Known bias: second order in the cell here; at the contacts' first cell there (0.26 % at 5 V in test
5); between layers levels change over 0.03 nm here and at a point there (0.8 % at 5 V in the LED).
Tolerance: 0.3, 0.5 and 1 %.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.electrical.drift_diffusion.contacts import Contact, ContactPair
from sim.electrical.drift_diffusion.layers import TransportLayer
from sim.electrical.drift_diffusion.sclc import single_carrier_curve

OHMIC = ContactPair(Contact(3.0), Contact(3.0))
TEST_4 = {0: 23.887, 28: 15814.0, 38: 492616.0, 49: 2.7848e7}
TEST_5 = {5.0: 127790.0, 50.0: 1.0491e7}
LED = {2.0: 2.612, 3.0: 406.4, 5.0: 3010.0}


def test_single_carrier_device() -> None:
    film = TransportLayer(200e-9, 3.0, 5.0, 1e26, 1e-7, 1e-20, 22.0)
    voltage = 0.01 * 10.0 ** (4.0 * np.array(list(TEST_4)) / 49.0)
    curve = single_carrier_curve((film,), OHMIC, voltage, 295.0, cells=800)
    assert curve.current_density_a_m2 == pytest.approx(list(TEST_4.values()), rel=3e-3)


def test_film_without_traps() -> None:
    film = TransportLayer(1e-6, 3.0, 5.0, 1e25, 1e-4, 1e-4, 4.0)
    curve = single_carrier_curve((film,), OHMIC, np.array(list(TEST_5)), 295.0)
    assert curve.current_density_a_m2 == pytest.approx(list(TEST_5.values()), rel=5e-3)


def test_three_layer_led() -> None:
    ptaa = TransportLayer(20e-9, 2.2, 5.2, 1e27, 1e-9, 1e-7, 3.0, bimolecular_m3_s=6e-16)
    middle = TransportLayer(30e-9, 2.86, 5.24, 1e25, 1e-7, 1e-7, 7.3, bimolecular_m3_s=7.09e-17)
    tpbi = TransportLayer(35e-9, 2.7, 6.2, 1e27, 1e-9, 1e-10, 3.0, bimolecular_m3_s=6e-18)
    contacts = ContactPair(Contact(5.1), Contact(2.9))
    voltage = np.arange(0.25, 5.01, 0.25)
    curve = single_carrier_curve((ptaa, middle, tpbi), contacts, voltage, 300.0)
    current = np.interp(list(LED), voltage, curve.current_density_a_m2)
    assert current == pytest.approx(list(LED.values()), rel=1e-2)
