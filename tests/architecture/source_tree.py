"""The project's own source as syntax trees: what its modules import, define and call."""

from __future__ import annotations

import ast
import subprocess
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
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                found.add(base)
                found.update(f"{base}.{alias.name}" for alias in node.names)
        return frozenset(found)

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


def reaches(start: Module) -> frozenset[str]:
    """All that importing ``start`` may import, through the project's own modules."""
    own = {module.dotted: module for module in modules()}
    seen: set[str] = set()
    waiting = [start.dotted]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in own:
            waiting.extend(own[name].imports)
    return frozenset(seen)
