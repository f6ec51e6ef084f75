"""Whether the values of a device fit together: all rules about more than one of them, each once.

A file is a subject and yields an ``Issue`` (path of the entry at fault, what is wrong with it) per
broken rule. ``geometry.device.build_device`` stops at the first one; the loader of a configuration
shows them all. No rule here depends on numerics: those of a grid are in ``sim.optics.grid.checks``.

    DeviceSpec
      stack, array, sidewall, coffee_ring, matrix, assumed  -> device.device_issues
      materials   names, and tables over the emitted band   -> with a library
    Device (materials looked up)
      exit        light gets through the exit side
      (sim.config also asks geometry.wells, which draws the solids)
    Issue, or DeviceError for the first
"""

from geometry.checks.array import overhang_um as overhang_um
from geometry.checks.device import device_issues as device_issues
from geometry.checks.device import device_warnings as device_warnings
from geometry.checks.exit import exit_issues as exit_issues
from geometry.checks.issue import DeviceError as DeviceError
from geometry.checks.issue import Issue as Issue
from geometry.checks.issue import PathParts as PathParts
from geometry.checks.issue import dotted as dotted
from geometry.checks.issue import raise_first as raise_first
from geometry.checks.materials import material_issues as material_issues
from geometry.checks.materials import material_refs as material_refs
