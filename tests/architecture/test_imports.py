"""Who may import what: data flows one way, and each heavy library has one home.

The order of packages and today's exceptions are data, in layers.py.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest
from architecture.layers import (
    ACQUAINTED,
    COMMANDS,
    LAYERS,
    MOST_FILES,
    NOT_YET,
    SLOW_TO_LOAD,
)
from architecture.source_tree import (
    ROOT,
    Module,
    circles,
    modules,
    own_imports,
    own_modules,
    reaches,
)


@dataclass(frozen=True)
class Rule:
    """Files matching ``files`` (but not ``apart_from``) do not import ``forbidden``."""

    files: str
    forbidden: tuple[str, ...]
    apart_from: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.files} without {','.join(self.forbidden)}"

    def applies_to(self, module: Module) -> bool:
        """Whether the rule binds this file."""
        excepted = any(fnmatch(module.name, pattern) for pattern in self.apart_from)
        return fnmatch(module.name, self.files) and not excepted

    def broken_by(self, imports: frozenset[str]) -> list[str]:
        """The forbidden ones among ``imports``."""
        return sorted(
            name
            for name in imports
            if any(name == bad or name.startswith(bad + ".") for bad in self.forbidden)
        )


MEEP_FILES = ("run", "scene", "monitors")
"""Files of a method that speak to Meep."""

HOMES = (
    Rule(
        "*",
        ("meep", "mpi4py", "sim.optics.meep.load"),
        (
            "sim/optics/meep/*",
            *(
                f"sim/optics/{room}/{f}.py"
                for room in ("methods/*", "section", "wall_alone")
                for f in MEEP_FILES
            ),
        ),
    ),
    Rule("*", ("h5py",), ("sim/store/*",)),
    Rule("*", ("matplotlib",), ("postprocess/figures/*",)),
    Rule("*", ("submitit",), ("sim/batch/slurm/submit.py",)),
    Rule("*", ("devsim",)),  # the tests check the device equations against it
)
DIRECTION = (
    Rule("geometry/*", ("sim", "postprocess", "pencsim")),
    Rule("sim/*", ("postprocess",), ("sim/commands/*",)),
    Rule("sim/*", ("pencsim",)),
    Rule("postprocess/*", ("pencsim",)),
    Rule("sim/optics/*", ("sim.electrical",)),
    Rule("sim/electrical/*", ("sim.optics",)),
    Rule("sim/cost/*", ("sim.processes", "sim.batch")),
    Rule("sim/processes/*", ("sim.batch",)),
    Rule("sim/batch/study/*", ("sim.batch.running", "sim.batch.slurm", "sim.batch.launcher")),
    Rule("sim/batch/running/*", ("sim.batch.slurm", "sim.batch.launcher")),
    Rule("sim/batch/slurm/*", ("sim.batch.launcher")),
)
SUB_PACKAGES = tuple(
    f"sim.electrical.{name}"
    for name in ("channels", "compact", "drift_diffusion", "twin", "single_carrier")
)
ELECTRICAL = (
    Rule("sim/electrical/*", SUB_PACKAGES, ("sim/electrical/*/*",)),
    Rule("sim/electrical/channels/*", SUB_PACKAGES[1:]),
    Rule("sim/electrical/compact/*", SUB_PACKAGES[2:]),
    Rule("sim/electrical/drift_diffusion/*", (SUB_PACKAGES[1], *SUB_PACKAGES[3:])),
    Rule("sim/electrical/single_carrier/*", ("sim.electrical.compact", "sim.electrical.twin")),
    Rule("sim/electrical/twin/*", ("sim.electrical.compact",)),
)
"""Inputs, channels, compact model beside device equations, twin; sim.coupling chooses."""
REACH = (
    Rule("geometry/*", ("meep", "mpi4py", "matplotlib", "h5py", "devsim")),
    Rule("postprocess/*", ("meep", "mpi4py", "devsim", "submitit")),
    Rule("sim/optics/*", ("sim.electrical.drift_diffusion.model", "devsim", "matplotlib")),
    Rule("sim/electrical/*", ("meep", "matplotlib")),
    Rule("sim/optics/methods/*/method.py", ("meep", "mpi4py")),
    Rule("sim/*", ("meep", "mpi4py"), ("sim/optics/*", "sim/processes/rate_program.py")),
)


@pytest.mark.parametrize("rule", HOMES + DIRECTION + ELECTRICAL, ids=str)
def test_direct_imports(rule: Rule) -> None:
    bound = [module for module in modules() if rule.applies_to(module)]
    assert bound, "the rule binds no file: does the layout still exist?"
    broken = {module.name: rule.broken_by(module.imports) for module in bound}
    assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.parametrize("rule", REACH, ids=str)
def test_what_an_import_pulls_in(rule: Rule) -> None:
    broken = {
        module.name: rule.broken_by(reaches(module.dotted))
        for module in modules()
        if rule.applies_to(module)
    }
    assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_package_names_are_never_variables(module: Module) -> None:
    """`sim = ...` or `import sim` in a function would hide the package of that name."""
    packages = {"geometry", "sim", "postprocess"}
    stored = {
        node.id
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    arguments = {node.arg for node in ast.walk(module.tree) if isinstance(node, ast.arg)}
    bare = {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert packages & (stored | arguments | bare) == set()
    assert not any(
        isinstance(node, ast.alias) and node.name == "*" for node in ast.walk(module.tree)
    )


def test_the_rules_notice_a_forbidden_import() -> None:
    rule = HOMES[0]
    assert rule.broken_by(frozenset({"meep", "numpy", "meepish"})) == ["meep"]
    assert rule.broken_by(frozenset({"meep.adjoint"})) == ["meep.adjoint"]


def _graph() -> dict[str, frozenset[str]]:
    """Own imports of every file, those of NOT_YET left out."""
    left_out = set(NOT_YET)
    return {
        module.dotted: frozenset(
            name for name in own_imports(module) if f"{module.dotted} -> {name}" not in left_out
        )
        for module in modules()
    }


def _layer(name: str) -> int:
    """Place of a file in LAYERS; the longest name decides, -1 without one."""
    fitting = [layer for layer in LAYERS if name == layer or name.startswith(layer + ".")]
    return LAYERS.index(max(fitting, key=len)) if fitting else -1


def _room(name: str) -> str:
    """The folder of a file; a file beside folders is a room of its own."""
    folder = name.rpartition(".")[0]
    packages = [m.dotted for m in modules() if m.path.name == "__init__.py"]
    has_folders = any(other.rpartition(".")[0] == folder for other in packages)
    return name if name in packages or has_folders or not folder else folder


def test_every_file_has_a_layer() -> None:
    packages = {"sim", "postprocess", "sim.optics"}
    lost = [m.dotted for m in modules() if _layer(m.dotted) < 0 and m.dotted not in packages]
    assert lost == []


def test_layers_import_what_comes_before_them() -> None:
    upwards = [
        f"{name} -> {other}"
        for name, others in _graph().items()
        for other in others
        if _layer(other) > _layer(name) >= 0
    ]
    assert sorted(upwards) == []


def test_no_files_import_one_another_in_a_circle() -> None:
    assert circles(_graph()) == []


def test_no_folders_import_one_another_in_a_circle() -> None:
    rooms = {name: _room(name) for name in own_modules()}
    graph: dict[str, set[str]] = defaultdict(set)
    for name, others in _graph().items():
        graph[rooms[name]] |= {rooms[other] for other in others} - {rooms[name]}
    assert circles({room: frozenset(others) for room, others in graph.items()}) == []


def test_methods_are_strangers() -> None:
    met = [
        f"{name} -> {other}"
        for name, others in _graph().items()
        for other in others
        for pair in [(_method_folder(name), _method_folder(other))]
        if "" not in pair and pair[0] != pair[1] and pair not in ACQUAINTED
    ]
    assert met == []


def _method_folder(name: str) -> str:
    """The method that a file belongs to; "" for files of none."""
    parts = name.split(".")
    return parts[3] if parts[:3] == ["sim", "optics", "methods"] and len(parts) > 4 else ""


def test_what_is_not_yet_is_still_there() -> None:
    now = {f"{m.dotted} -> {name}" for m in modules() for name in own_imports(m)}
    assert [entry for entry in NOT_YET if entry not in now] == []


def test_folders_are_small() -> None:
    counted = Counter(module.path.parent for module in modules())
    large = {str(f.relative_to(ROOT)): n for f, n in counted.items() if n > MOST_FILES}
    assert large == {}


def test_imports_inside_functions_bring_an_engine() -> None:
    """A function imports what is slow to load, or a file of ours that needs such a library."""
    plain = [
        f"{module.dotted} -> {name}"
        for module in modules()
        if not any(fnmatch(module.name, pattern) for pattern in COMMANDS)
        for name in module.imports_in_functions
        if not SLOW_TO_LOAD & {part.partition(".")[0] for part in reaches(name)}
    ]
    assert sorted(entry for entry in plain if entry not in NOT_YET) == []


KNOW_METHODS = (
    "sim/study.py",  # where they are named
    "sim/optics/methods/choose.py",
    "sim/config/*",
    "pencsim.py",
)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_few_ask_which_method_it_is(module: Module) -> None:
    """All others ask the method itself: a new one is a folder, a name and a line in choose."""
    if any(fnmatch(module.name, pattern) for pattern in KNOW_METHODS):
        return
    assert _compared_methods(module.tree) == []


def _compared_methods(tree: ast.Module) -> list[str]:
    """Comparisons and matches with a member of Method."""
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.match_case)
        for part in ast.walk(node.pattern if isinstance(node, ast.match_case) else node)
        if isinstance(part, ast.Attribute)
        and isinstance(part.value, ast.Name)
        and part.value.id == "Method"
    ]


def test_the_rule_notices_a_comparison_with_a_method() -> None:
    asked = "if study.optics.method is Method.EDGE: pass"
    matched = "match method:\n    case Method.FDTD: pass"
    assert len(_compared_methods(ast.parse(asked))) == 1
    assert len(_compared_methods(ast.parse(matched))) == 1
    assert _compared_methods(ast.parse("name = Method.EDGE.value")) == []


def test_the_rules_notice_a_circle() -> None:
    graph = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset("b"), "d": frozenset("a")}
    assert circles(graph) == [["b", "c"]]
