"""What the recipes of docs/recipes say, taken apart."""

from __future__ import annotations

import re

from architecture.source_tree import ROOT

RECIPES = ROOT / "docs" / "recipes"


def docker_steps() -> list[tuple[str, str]]:
    """Instruction and arguments of each step of the Dockerfile."""
    text = (RECIPES / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def docker_commands() -> list[str]:
    """Shell commands of the Dockerfile, one after the other."""
    runs = [rest for name, rest in docker_steps() if name == "RUN"]
    return [" ".join(part.split()) for run in runs for part in run.split("&&")]


def docker_copies() -> dict[str, str]:
    """What is copied from the repository: path -> where to."""
    copies = [rest.split() for name, rest in docker_steps() if name == "COPY"]
    return {source: words[-1] for words in copies for source in words[:-1]}


def apptainer_sections() -> dict[str, list[str]]:
    """Commands of each section of the definition; ``head`` before the first."""
    text = (RECIPES / "pencsim.def").read_text(encoding="utf-8").replace("\\\n", " ")
    sections: dict[str, list[str]] = {"head": []}
    name = "head"
    for line in text.splitlines():
        if match := re.fullmatch(r"%(\w+)", line):
            name = match[1]
            sections[name] = []
        elif line.strip() and not line.startswith("#"):
            sections[name].append(" ".join(line.split()))
    return sections
