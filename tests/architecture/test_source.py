"""House limits of the source that a reader relies on, and that style checkers do not all know."""

from __future__ import annotations

import ast
from itertools import pairwise

import pytest
from architecture.source_tree import ROOT, Function, Module, modules

LONGEST_FUNCTION = 60
LONGEST_SOURCE = 400
LONGEST_TEST = 600
NAMELESS = {"Exception", "BaseException"}

LIBRARY = [module for module in modules() if module.name != "pencsim.py"]

every_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


@every_module
def test_files_are_short(module: Module) -> None:
    assert len(module.text.splitlines()) <= LONGEST_SOURCE


def test_test_files_are_short() -> None:
    lengths = {path: path.read_text().count("\n") for path in (ROOT / "tests").rglob("*.py")}
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_TEST} == {}


@every_module
def test_functions_are_short(module: Module) -> None:
    lengths = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in module.functions}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


@every_module
def test_functions_are_annotated(module: Module) -> None:
    assert [f.name for f in module.functions if not _annotated(f)] == []


def _annotated(function: Function) -> bool:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [extra for extra in (given.vararg, given.kwarg) if extra is not None]
    typed = all(a.annotation is not None for a in arguments if a.arg not in {"self", "cls"})
    return typed and function.returns is not None


@every_module
def test_public_names_are_documented(module: Module) -> None:
    assert ast.get_docstring(module.tree), "the file says nothing about itself"
    assert _undocumented(module.tree) == []


def _undocumented(scope: ast.Module | ast.ClassDef) -> list[str]:
    """Public classes, functions and methods without a docstring."""
    found = []
    for node in scope.body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node) and not _is_overload(node):
            found.append(node.name)
        if isinstance(node, ast.ClassDef):
            found += [f"{node.name}.{inner}" for inner in _undocumented(node)]
    return found


def _is_overload(node: Function | ast.ClassDef) -> bool:
    names = {ast.unparse(decorator) for decorator in node.decorator_list}
    return bool(names & {"overload", "override", "typing.overload"})


@every_module
def test_errors_are_caught_by_name(module: Module) -> None:
    """Catching everything is for cleaning up only: the error goes on."""
    handlers = [node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]
    greedy = [h.lineno for h in handlers if _catches_all(h) and not _raises_again(h)]
    assert greedy == []


def _catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)}
    return bool(names & NAMELESS)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


@every_module
def test_errors_are_raised_by_name(module: Module) -> None:
    raised = [node.exc for node in ast.walk(module.tree) if isinstance(node, ast.Raise)]
    types = [error.func if isinstance(error, ast.Call) else error for error in raised if error]
    assert NAMELESS & {ast.unparse(kind) for kind in types} == set()


@pytest.mark.parametrize("module", LIBRARY, ids=lambda module: module.name)
def test_only_the_command_line_prints(module: Module) -> None:
    called = {
        ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)
    }
    assert called & {"print", "sys.stdout.write", "sys.stderr.write", "input"} == set()


@every_module
def test_nothing_global_is_rebound(module: Module) -> None:
    lines = [node.lineno for node in ast.walk(module.tree) if isinstance(node, ast.Global)]
    assert lines == []


def test_changelog_versions_fall() -> None:
    """Newest first, each once."""
    text = (ROOT / "CHANGELOG.md").read_text()
    heads = [line.split("]")[0][4:] for line in text.splitlines() if line.startswith("## [")]
    assert heads[0] == "Unreleased"
    versions = [tuple(int(part) for part in head.split(".")) for head in heads[1:]]
    assert all(newer > older for newer, older in pairwise(versions))
