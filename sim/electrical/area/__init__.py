"""What a device's size does: capacitance of wells and banks, drops along its electrode, heat.

array_capacitance.py  well, bank and the fringe between them
sheet_resistance.py   voltage over an electrode that is fed at its rim
heating.py            temperature by size, with the limits of the law
device.py             all of it for one case at one current
"""
