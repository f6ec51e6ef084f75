"""What is simulated: units, materials, stacks, pixel arrays and the solids they are made of.

This package knows nothing of Maxwell solvers, files of results or pictures.

    YAML mapping
      fill_in/    what the file leaves out: technique, active emitter, gap, bank
      spec/       DeviceSpec: what was written, validated value by value      units
      checks/     whether the values fit together                             Issue
      materials/  n and k by name                                             MaterialLibrary
      parts, stack, exit, assumed
      device      Device: the stack with its materials, the array, the emission
      lattice, aperture                  where the pixels are and how they are outlined
      coverage, coffee_ring, roughness   how later layers cover bank or islands; rims; rough walls
      shapes, prisms, solids             what fills space, the later winning
    tuple of solids -> a grid
      measures      areas, walls, resolution     plan_export  masks
      arrays        kinds of numpy arrays        wording      quoting, names of parts
"""

from geometry.device import Device as Device
from geometry.device import DeviceError as DeviceError
from geometry.device import build_device as build_device
from geometry.materials.library import Material as Material
from geometry.materials.library import MaterialLibrary as MaterialLibrary
from geometry.materials.library import load_library as load_library
from geometry.shapes import Solid as Solid
from geometry.solids import build_solids as build_solids
from geometry.spec.device import DeviceSpec as DeviceSpec
from geometry.units import parse_length_um as parse_length_um
