"""The order of the house: what may import what, as data, and what does not hold yet."""

from __future__ import annotations

LAYERS = (
    "geometry",
    "sim.progress",
    "sim.text_table",
    "sim.results",
    "sim.electrical",
    "sim.measured",
    "sim.study",
    "sim.store",
    "sim.optics.emission_zone",
    "sim.optics.spectrum",
    "sim.optics.powers",
    "sim.optics.lossy_powers",
    "sim.optics.nested_rule",
    "sim.optics.film",
    "sim.optics.grid",
    "sim.optics.film_on_grid",
    "sim.optics.meep",
    "sim.optics.section",
    "sim.optics.wall_alone",
    "sim.optics.wall_modes",
    "sim.optics.round_well",
    "sim.optics.fields",
    "sim.optics.methods.prediction",
    "sim.optics.methods.protocol",
    "sim.optics.methods.refining",
    "sim.optics.methods.planar",
    "sim.optics.methods.fdtd",
    "sim.optics.methods.edge",
    "sim.optics.methods",  # every other method
    "sim.optics.methods.choose",
    "sim.coupling",
    "sim.config",
    "sim.cli_exit",
    "sim.forked",
    "sim.cost",
    "sim.analysis.area",
    "sim.analysis.panel",
    "sim.solve",
    "sim.processes",
    "sim.batch",
    "sim.analysis",
    "sim.reference",
    "postprocess.case",
    "postprocess.studies",
    "postprocess.tables",
    "postprocess.figures",
    "postprocess.study_kinds",
    "postprocess.solved",
    "postprocess.report",
    "sim.commands",
    "pencsim",
)
"""Packages and files, each of which imports only from itself and from those before it."""

ACQUAINTED = {
    *(("edge", "fdtd"), ("edge", "planar"), ("fdtd", "planar"), ("reciprocity", "planar")),
    *(("edge_modes", "edge"), ("edge_modes", "fdtd"), ("edge_modes", "planar")),
}
"""Methods of which the first may import the second: all measure themselves by the exact film, and
edge solves a small pixel whole by fdtd."""

SLOW_TO_LOAD = frozenset(
    {
        *("meep", "mpi4py", "devsim", "submitit", "matplotlib", "pandas", "xarray", "optuna"),
        *("SALib", "gdstk", "colour", "rich"),
    }
)
"""Engines and libraries that are imported inside functions, so that whoever does not need them
neither waits for them nor has to have them."""

COMMANDS = ("pencsim.py", "sim/commands/*", "sim/cli_exit.py")
"""Each command loads what it needs when it is called."""

MOST_FILES = 20
"""In one folder, its __init__ counted."""

NOT_YET: tuple[str, ...] = ()
"""Imports that the rules leave out until they are cut; one that is gone must leave this list."""
