"""Hundreds of broken cases: each is sound, or refused with one line per mistake."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from unit.config_cases import CASE

from geometry.materials.library import load_library
from sim.config.errors import ConfigError
from sim.config.loader import dump_study, load_checked, study_from_yaml

INDICATORS = "{}[]:,-&*!|>'\"%@`#? \n\t~"
LIBRARY = load_library()
SOUND: dict[str, Any] = YAML(typ="safe", pure=True).load(CASE)

NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**30, max_value=10**40),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "none",
            "nan",
            "0 nm",
            "-1 um",
            "1e308 mm",
            "3 parsec",
            "x.yaml",
            "../..",
            "air",
            "1e999 nm",
        ]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.recursive(st.integers(), lambda inner: st.lists(inner, max_size=2), max_leaves=40),
    st.just([[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        entries = list(value.items())
    else:
        entries = list(enumerate(value)) if isinstance(value, list) else []
    for key, item in entries:
        found += _places(item, (*path, key))
    return found


@st.composite
def broken_cases(draw: st.DrawFn) -> dict[str, Any]:
    """The sound case with one to four values replaced, removed, added or exchanged."""
    case = copy.deepcopy(SOUND)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(_places(case) or [("schema",)]))
        parent = case
        for part in path[:-1]:
            parent = parent[part]
        kind = draw(st.sampled_from(["replace", "remove", "unknown", "exchange"]))
        if kind == "remove" and path[-1] in (parent if isinstance(parent, dict) else ()):
            del parent[path[-1]]
        elif kind == "unknown" and isinstance(parent, dict):
            parent[draw(st.text(max_size=8))] = copy.deepcopy(draw(NASTY))
        elif kind == "exchange":
            other = draw(st.sampled_from(_places(SOUND)))
            value: Any = SOUND
            for part in other:
                value = value[part]
            parent[path[-1]] = copy.deepcopy(value)
        else:
            parent[path[-1]] = copy.deepcopy(draw(NASTY))
    return case


def _written(case: dict[str, Any]) -> str:
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(case, stream)
    return stream.getvalue()


def _judge(message: str, sources: tuple[str, ...]) -> None:
    """Every line of a refusal says where, and is printable."""
    lines = message.split("\n")
    assert all(line.startswith(sources) and line.isprintable() for line in lines), lines


def _sound_or_refused(path: Path) -> None:
    try:
        study = load_checked(path, library=LIBRARY).study
    except ConfigError as error:
        _judge(str(error), (str(path), "x.yaml"))
        return
    assert study_from_yaml(dump_study(study), library=LIBRARY) == study


FUZZ = settings(max_examples=200, suppress_health_check=list(HealthCheck))


@FUZZ
@given(case=broken_cases())
def test_broken_values(case: dict[str, Any], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "values.yaml"
    path.write_text(_written(case), encoding="utf-8", errors="surrogatepass")
    _sound_or_refused(path)


@FUZZ
@given(
    start=st.integers(0, len(CASE)),
    length=st.integers(0, 30),
    insert=st.one_of(st.text(max_size=6), st.text(alphabet=INDICATORS, max_size=6)),
)
def test_broken_text(start: int, length: int, insert: str, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "text.yaml"
    text = CASE[:start] + insert + CASE[start + length :]
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    _sound_or_refused(path)


@FUZZ
@given(data=st.binary(max_size=200))
def test_bytes(data: bytes, tmp_path_factory: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    _sound_or_refused(path)


@FUZZ
@given(
    path=st.sampled_from([".".join(map(str, p)) for p in _places(SOUND)]),
    value=st.one_of(st.text(max_size=12), NASTY.map(str)),
)
def test_broken_overrides(path: str, value: str, tmp_path_factory: Any) -> None:
    case = tmp_path_factory.getbasetemp() / "sound.yaml"
    case.write_text(CASE, encoding="utf-8")
    try:
        load_checked(case, [f"{path}={value}"], LIBRARY)
    except ConfigError as error:
        _judge(str(error), ("--set ", str(case), "x.yaml"))
