"""Containers and the conda package are made of what the Makefile and pyproject.toml list."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from architecture.recipes import (
    RECIPES,
    apptainer_sections,
    docker_commands,
    docker_copies,
    docker_steps,
)
from architecture.source_tree import ROOT
from ruamel.yaml import YAML

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA: dict[str, Any] = YAML(typ="safe").load(RECIPES / "recipe.yaml")
ANOTHER_NAME = {"matplotlib": "matplotlib-base"}
"""conda-forge's name for the package without windows."""


def make_variable(name: str) -> str:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (value,) = re.findall(rf"^{name} := (.*)$", text, flags=re.MULTILINE)
    return str(value)


def installed_by_apt(commands: list[str]) -> list[str]:
    (command,) = [text for text in commands if text.startswith("apt-get install")]
    return [word for word in command.split()[2:] if not word.startswith("--")]


@pytest.mark.parametrize("commands", [docker_commands(), apptainer_sections()["post"]])
def test_containers_install_the_makefiles_packages(commands: list[str]) -> None:
    assert installed_by_apt(commands) == make_variable("APT_PACKAGES").split()
    assert any("--constraint constraints-debian.txt ." in command for command in commands)
    # The Makefile's own environment: Debian's python, which sees Debian's Meep.
    assert any(
        text.startswith("/usr/bin/python3 -m venv --system-site-packages") for text in commands
    )


def test_both_containers_are_one() -> None:
    apptainer = apptainer_sections()
    trial = [f"/opt/pencsim/bin/{command}" for command in docker_commands()[-1:]]
    assert docker_commands()[:-1] == apptainer["post"]
    assert trial == apptainer["test"]
    assert f"From: {docker_steps()[0][1]}" in apptainer["head"]
    assert docker_steps()[0][1].startswith("debian:12")
    copied = {line.split()[0]: line.split()[1] for line in apptainer["files"]}
    into = {path: to.removesuffix(path) for path, to in docker_copies().items()}
    assert into == copied


def test_what_is_copied_is_what_is_installed() -> None:
    tools = SETTINGS["tool"]["setuptools"]
    modules = {f"{name}.py" for name in tools["py-modules"]}
    needed = {name.split(".")[0] for name in tools["packages"]} | modules
    assert needed | {"pyproject.toml", "README.md", "LICENSE", "constraints-debian.txt"} == set(
        docker_copies()
    )
    assert all((ROOT / path).exists() for path in docker_copies())


def bounds(requirement: str) -> tuple[str, str]:
    """Name in lower case, and the bounds of its version."""
    name, versions = re.fullmatch(r"([\w.-]+)\s*(.*)", requirement.split(";")[0].strip()).groups()
    return name.lower(), versions.strip()


def test_the_conda_package_needs_what_pyproject_lists() -> None:
    project = SETTINGS["project"]
    wanted = dict(bounds(entry) for entry in project["dependencies"])
    wanted = {ANOTHER_NAME.get(name, name): versions for name, versions in wanted.items()}
    given = dict(bounds(entry) for entry in CONDA["requirements"]["run"])
    assert given.pop("pymeep") == "* mpi_mpich*"
    assert given.pop("python") == project["requires-python"]
    assert given == wanted


def test_the_conda_package_is_this_program() -> None:
    project = SETTINGS["project"]
    (name, entry), *_ = project["scripts"].items()
    assert CONDA["context"]["version"] == project["version"]
    assert CONDA["build"]["python"]["entry_points"] == [f"{name} = {entry}"]
    assert CONDA["about"]["license"] == project["license"]["text"]
    assert CONDA["about"]["summary"] == project["description"]
    host = dict(bounds(entry) for entry in CONDA["requirements"]["host"])
    assert f"setuptools{host['setuptools']}" in SETTINGS["build-system"]["requires"]
    assert host["python"] == project["requires-python"]
