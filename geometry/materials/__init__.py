"""Optical constants: materials as data with their sources, looked up by name or fixed inline.

configs/materials/*.yaml
  files     what a file may hold: a table, a constant, an optical density, a mixture
  mixing    Bruggeman mixtures, mixed halides, extinction from optical density
  material  n and k over wavelength, with what is assumed in them
  library   all files by name
  process   how a layer of a material is made
Material
"""

from geometry.materials.files import MaterialFileError as MaterialFileError
from geometry.materials.library import MATERIALS_DIRECTORY as MATERIALS_DIRECTORY
from geometry.materials.library import MaterialLibrary as MaterialLibrary
from geometry.materials.library import UnknownMaterial as UnknownMaterial
from geometry.materials.library import black_matrix_material as black_matrix_material
from geometry.materials.library import load_library as load_library
from geometry.materials.library import resolve as resolve
from geometry.materials.material import Assumption as Assumption
from geometry.materials.material import Material as Material
from geometry.materials.material import constant_material as constant_material
from geometry.materials.process import default_process as default_process
from geometry.materials.process import process_of as process_of
