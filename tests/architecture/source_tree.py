"""The project's own source as syntax trees: what its modules import, define and call."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("geometry", "sim", "postprocess")
_NOT_OURS = {".git", ".venv", "runs", "build", "__pycache__", ".mypy_cache", ".ruff_cache"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file."""

    path: Path

    @property
    def name(self) -> str:
        """Path from the project's root, with forward slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def dotted(self) -> str:
        """Import name."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Dotted names imported anywhere in the file, also inside functions."""
        return self._names(ast.walk(self.tree))

    @cached_property
    def loads(self) -> frozenset[str]:
        """Dotted names imported whenever the file is: not in functions, not for types alone."""
        waiting: list[ast.AST] = list(self.tree.body)
        read: list[ast.AST] = []
        while waiting:
            node = waiting.pop()
            if isinstance(node, Function) or _is_for_types(node):
                continue
            read.append(node)
            waiting.extend(ast.iter_child_nodes(node))
        return self._names(read)

    @cached_property
    def imports_in_functions(self) -> frozenset[str]:
        """Dotted names imported when a function of the file is called; modules, not their names."""
        return frozenset(
            name
            for function in self.functions
            for node in ast.walk(function)
            for name in self._modules(node)
        )

    def _names(self, nodes: Iterable[ast.AST]) -> frozenset[str]:
        found: set[str] = set()
        for node in nodes:
            found.update(self._modules(node))
            if isinstance(node, ast.ImportFrom):
                found.update(f"{self._base(node)}.{alias.name}" for alias in node.names)
        return frozenset(found)

    def _modules(self, node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        return [self._base(node)] if isinstance(node, ast.ImportFrom) else []

    def _base(self, node: ast.ImportFrom) -> str:
        if node.level == 0:
            return node.module or ""
        package = self.dotted.split(".")
        depth = node.level - (1 if self.path.name == "__init__.py" else 0)
        parts = package[: len(package) - depth]
        return ".".join([*parts, *([node.module] if node.module else [])])

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions and methods, also nested ones."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, Function))


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


@lru_cache
def modules() -> tuple[Module, ...]:
    """The program: pencsim.py and the three packages."""
    paths = [ROOT / "pencsim.py"]
    for package in PACKAGES:
        paths += sorted((ROOT / package).rglob("*.py"))
    return tuple(Module(path) for path in paths)


@lru_cache
def tracked_files() -> tuple[Path, ...]:
    """Files under version control; in an unpacked archive, all that are not outputs."""
    listed = (
        subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=False,
        )
        if (ROOT / ".git").exists()
        else None
    )
    if listed is not None and listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())
    return tuple(
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not _NOT_OURS.intersection(path.relative_to(ROOT).parts)
    )


@lru_cache
def own_modules() -> dict[str, Module]:
    """The program's files by their import names."""
    return {module.dotted: module for module in modules()}


def own_imports(module: Module) -> frozenset[str]:
    """The program's own files that a file imports anywhere; a package where none of its files."""
    own = own_modules()
    found = {_known(name) for name in module.imports} - {"", module.dotted}
    return frozenset(
        name
        for name in found
        if own[name].path.name != "__init__.py"
        or not any(other.startswith(name + ".") for other in found)
    )


def _known(name: str) -> str:
    """The file that an imported name stands for; "" for another library's."""
    while name and name not in own_modules():
        name = name.rpartition(".")[0]
    return name


def reaches(start: str) -> frozenset[str]:
    """All that importing ``start`` imports, through the project's own modules."""
    own = own_modules()
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in own:
            waiting.extend(own[name].loads)
    return frozenset(seen)


def circles(graph: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """Sets of nodes that reach one another, sorted."""
    below = {name: _below(graph, name) for name in graph}
    together = {
        tuple(sorted(other for other in below[name] if name in below.get(other, ())))
        for name in graph
        if name in below[name]
    }
    return sorted(list(circle) for circle in together)


def _below(graph: Mapping[str, frozenset[str]], start: str) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph.get(name, ()))
    return frozenset(seen)
