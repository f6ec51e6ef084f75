"""Who may import what: data flows one way, and each heavy library has one home."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from fnmatch import fnmatch

import pytest
from architecture.source_tree import Module, modules, reaches


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


HOMES = (
    Rule("*", ("meep", "mpi4py"), ("sim/optics/meep/*", "sim/optics/methods/*")),
    Rule("*", ("h5py",), ("sim/store/hdf5.py",)),
    Rule("*", ("matplotlib",), ("postprocess/figures/*",)),
    Rule("*", ("submitit",), ("sim/batch/slurm/submit.py",)),
    Rule("*", ("devsim",), ("sim/electrical/*",)),
)
DIRECTION = (
    Rule("geometry/*", ("sim", "postprocess", "pencsim")),
    Rule("sim/*", ("postprocess", "pencsim")),
    Rule("postprocess/*", ("pencsim",)),
    Rule("sim/optics/*", ("sim.electrical",)),
    Rule("sim/electrical/*", ("sim.optics",)),
)
SUB_PACKAGES = tuple(
    f"sim.electrical.{name}" for name in ("channels", "compact", "drift_diffusion", "twin")
)
ELECTRICAL = (
    Rule("sim/electrical/*", SUB_PACKAGES, ("sim/electrical/*/*",)),
    Rule("sim/electrical/channels/*", SUB_PACKAGES[1:]),
    Rule("sim/electrical/compact/*", SUB_PACKAGES[2:]),
    Rule("sim/electrical/drift_diffusion/*", ("sim.electrical.compact", "sim.electrical.twin")),
    Rule("sim/electrical/twin/*", ("sim.electrical.compact",)),
)
"""Inputs, channels, compact model beside device equations, twin; sim.coupling chooses."""
REACH = (
    Rule("geometry/*", ("meep", "mpi4py", "matplotlib", "h5py", "devsim")),
    Rule("postprocess/*", ("meep", "mpi4py", "devsim", "submitit")),
    Rule("sim/optics/*", ("sim.electrical.drift_diffusion.model", "devsim", "matplotlib")),
    Rule("sim/electrical/*", ("meep", "matplotlib")),
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
        module.name: rule.broken_by(reaches(module))
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
