"""What a user writes about a device, as frozen pydantic models (YAML key = field alias).

Lengths are micrometres once parsed. These models hold only what was written plus what
``geometry.fill_in`` fills in; what follows from it lives on :class:`geometry.device.Device`.

    YAML mapping
      base      frozen, unknown keys refused
      layers    substrate, layers from it up, superstrate; a material by name or by n and k
      emission  spectrum and statistics of the excitons
      sidewall  liner, spacer, roughness   -+
      array     lattice, aperture, bank, black matrix, sub-pixels  <- fill_in: width from a gap
      exit      the side whose light is wanted, encapsulation
      device    all of it  <- fill_in: technique, active emitter, foot and height of the bank
    DeviceSpec
"""

from geometry.spec.array import ApertureShape as ApertureShape
from geometry.spec.array import ApertureSpec as ApertureSpec
from geometry.spec.array import ArraySpec as ArraySpec
from geometry.spec.array import BankSpec as BankSpec
from geometry.spec.array import BlackMatrixSpec as BlackMatrixSpec
from geometry.spec.array import CoffeeRingSpec as CoffeeRingSpec
from geometry.spec.array import Coverage as Coverage
from geometry.spec.array import GapFilling as GapFilling
from geometry.spec.array import Lattice as Lattice
from geometry.spec.array import MatrixPosition as MatrixPosition
from geometry.spec.array import ResidueSpec as ResidueSpec
from geometry.spec.array import SubpixelSpec as SubpixelSpec
from geometry.spec.base import Spec as Spec
from geometry.spec.device import AssumedSpec as AssumedSpec
from geometry.spec.device import DeviceSpec as DeviceSpec
from geometry.spec.emission import AbsorptionEdge as AbsorptionEdge
from geometry.spec.emission import EmissionSpec as EmissionSpec
from geometry.spec.emission import ExponentialZone as ExponentialZone
from geometry.spec.emission import SpectrumSpec as SpectrumSpec
from geometry.spec.exit import EncapsulationSpec as EncapsulationSpec
from geometry.spec.exit import ExitSide as ExitSide
from geometry.spec.layers import BLACK_MATRIX_RESIN as BLACK_MATRIX_RESIN
from geometry.spec.layers import HalfSpaceSpec as HalfSpaceSpec
from geometry.spec.layers import InlineMaterial as InlineMaterial
from geometry.spec.layers import LayerSpec as LayerSpec
from geometry.spec.layers import MaterialRef as MaterialRef
from geometry.spec.layers import Process as Process
from geometry.spec.layers import SubstrateSpec as SubstrateSpec
from geometry.spec.layers import TableMaterial as TableMaterial
from geometry.spec.sidewall import RoughnessSpec as RoughnessSpec
from geometry.spec.sidewall import SidewallSpec as SidewallSpec
from geometry.spec.sidewall import SpacerSpec as SpacerSpec
from geometry.spec.sidewall import Treatment as Treatment
