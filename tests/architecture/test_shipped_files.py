"""What lies in the repository: configurations load, documents are true, no machine is named."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from functools import lru_cache
from pathlib import Path

import pytest
from architecture.source_tree import PACKAGES, ROOT, tracked_files
from ruamel.yaml import YAML

from sim.analysis.calibration.files import load_calibration
from sim.batch.study.cases import load_cases
from sim.batch.study.explore_spec import load_search
from sim.batch.study.prediction import predict_sweep
from sim.config.loader import load_study, shipped_library

CONFIGS = ROOT / "configs"
ALL_YAML = sorted(CONFIGS.rglob("*.yaml"))
CASES = sorted(CONFIGS.glob("*.yaml"))
DEVICES = sorted((CONFIGS / "devices").glob("*.yaml"))
STUDIES = sorted((CONFIGS / "studies").glob("*.yaml"))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DESIGNED = {
    "run", "validate", "preview", "show", "sweep", "status", "explore",
    "figures", "report", "materials", "schema", "sensitivity", "calibrate",
    "new", "doctor", "export", "sclc", "pl", "area", "lifetime", "panel",
}  # fmt: skip

MACHINE_PATH = re.compile(r"(?:^|[^\w.~/-])/(?:work|farm|tmp|home|root|Users|scratch)/")
REGISTRY_HOST = re.compile(
    r"deb\.debian\.org|pypi\.org|files\.pythonhosted\.org|conda\.anaconda\.org"
)


def name_of(path: Path) -> str:
    """Path from the root, for test names."""
    return path.relative_to(ROOT).as_posix()


def test_there_are_configurations() -> None:
    assert CONFIGS / "quickstart.yaml" in CASES
    assert DEVICES


@pytest.mark.parametrize("path", ALL_YAML, ids=name_of)
def test_every_yaml_loads(path: Path) -> None:
    """Also refuses duplicate keys."""
    assert YAML(typ="safe").load(path) is not None


def test_no_yaml_goes_by_another_suffix() -> None:
    assert sorted(CONFIGS.rglob("*.yml")) == []


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_every_case_is_valid(path: Path) -> None:
    assert load_study(path).name


@pytest.mark.parametrize("path", STUDIES, ids=name_of)
def test_every_study_is_valid(path: Path) -> None:
    """Also every case of it; studies named coarse cost a core an hour and a half at most."""
    kinds = set(YAML(typ="safe").load(path))
    if "sweep" in kinds:
        found = load_cases(path)
        assert found.cases
        assert all(case.study.name for case in found.cases)
        if path.stem.endswith("_coarse"):
            assert predict_sweep(found).core_hours < 1.5
    elif "explore" in kinds:
        assert load_search(path).name
    elif "calibrate" in kinds:
        assert load_calibration(path, shipped_library()).fit
    else:
        assert load_study(path).name


@pytest.mark.parametrize("path", DEVICES, ids=name_of)
def test_every_device_is_valid(path: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(f"schema: 1\nname: shipped_device\ndevice: {path}\n")
    assert load_study(case).device.layers


def text_of(path: Path) -> str:
    """The text, "" for binary files; instruments also export in other alphabets."""
    content = path.read_bytes()
    return "" if b"\0" in content else content.decode("utf-8", errors="replace")


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["path", "registry"])
def test_no_file_names_a_machine(pattern: re.Pattern[str]) -> None:
    found = {
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in tracked_files()
        if path != Path(__file__)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line)
    }
    assert found == set()


def test_outputs_are_not_tracked() -> None:
    outputs = {"runs", ".venv", "build", "__pycache__"}
    assert not [p for p in tracked_files() if outputs & set(p.relative_to(ROOT).parts)]


@lru_cache
def pencsim_help(*arguments: str) -> str:
    """What ``pencsim ... --help`` prints, without colour or boxes."""
    ended = subprocess.run(
        [sys.executable, "-c", "from pencsim import main; main()", *arguments, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200", "PATH": ""},
        cwd=ROOT,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def offered_commands() -> set[str]:
    """Commands listed by ``pencsim --help``."""
    listed = pencsim_help().split("Commands", maxsplit=1)[1]
    return set(re.findall(r"^\W*([a-z][a-z-]*)\s{2,}\S", listed, flags=re.MULTILINE))


def test_help_lists_every_designed_command() -> None:
    assert offered_commands() == DESIGNED


def mentioned_commands(path: Path) -> set[str]:
    """Words that follow ``pencsim`` in code of a document."""
    code = re.findall(r"```.*?```|`[^`\n]+`", path.read_text(), flags=re.DOTALL)
    return {word for part in code for word in re.findall(r"\bpencsim ([a-z][a-z-]*)", part)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_documents_name_only_commands_that_exist(path: Path) -> None:
    assert mentioned_commands(path) <= offered_commands()


def test_documents_mention_every_command() -> None:
    mentioned = set().union(*(mentioned_commands(path) for path in DOCUMENTS))
    assert offered_commands() <= mentioned


def documented_options(path: Path) -> set[tuple[str, str]]:
    """(command, --option) pairs on the code lines of a document."""
    pairs = set()
    for line in path.read_text().splitlines():
        for command, rest in re.findall(r"\bpencsim ([a-z][a-z-]*)([^`#\n]*)", line):
            pairs |= {(command, option) for option in re.findall(r"(?<!\S)--[a-z-]+", rest)}
    return pairs


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_documents_name_only_options_that_exist(path: Path) -> None:
    wrong = {
        (command, option)
        for command, option in documented_options(path)
        if option not in pencsim_help(command)
    }
    assert wrong == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_documented_files_exist() -> None:
    """YAML files named in the documents' code."""
    for path in DOCUMENTS:
        for name in re.findall(r"\bconfigs/[\w./-]+\.yaml", path.read_text()):
            assert (ROOT / name).exists(), f"{name_of(path)} names {name}"


def test_the_make_targets_of_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in DOCUMENTS:
        named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s]*(?:#|`|$))", path.read_text(), re.M))
        assert named <= targets, name_of(path)


def test_every_package_is_installed() -> None:
    """pyproject lists packages one by one; a forgotten one is missing outside a checkout."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = set(settings["tool"]["setuptools"]["packages"])
    there = {
        name_of(init.parent).replace("/", ".")
        for package in PACKAGES
        for init in (ROOT / package).rglob("__init__.py")
    }
    # Data without modules, which an installed program looks for beside its packages.
    data = {name_of(path.parent).replace("/", ".") for path in CONFIGS.rglob("*.yaml")}
    assert listed == there | data
    assert data <= set(settings["tool"]["setuptools"]["package-data"])


def test_versions_agree() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    citation = YAML(typ="safe").load(ROOT / "CITATION.cff")
    assert citation["version"] == settings["project"]["version"]
    assert citation["license"] == settings["project"]["license"]["text"]


def requirement_names(requirements: list[str]) -> set[str]:
    """Distribution names, lower case."""
    return {re.split(r"[<>=!~; \[]", text, maxsplit=1)[0].lower() for text in requirements}


def test_conda_environment_holds_every_dependency() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = requirement_names(settings["dependencies"] + settings["optional-dependencies"]["dev"])
    environment = YAML(typ="safe").load(ROOT / "environment.yml")
    plain = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    piped = [name for e in environment["dependencies"] if isinstance(e, dict) for name in e["pip"]]
    assert needed <= requirement_names(plain + piped)
    assert "pymeep" in requirement_names(plain)
