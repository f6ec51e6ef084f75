"""Every key has a sentence; schemas take what is shipped and refuse what is broken."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.config.loader import load_study
from sim.reference import KINDS, schema_of
from sim.reference.keys import keys_of_model
from sim.reference.manual import documented_models, reference_markdown

ROOT = Path(__file__).resolve().parents[3]
CONFIGS = ROOT / "configs"
SHIPPED = [*sorted(CONFIGS.rglob("*.yaml")), *sorted((ROOT / "docs").rglob("*.yaml"))]


@cache
def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(schema_of(kind))


def read(path: Path) -> Any:
    # JSON Schema knows no other types than JSON's; YAML 1.2 words such as "none" stay words.
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def kind_of(path: Path, content: Any) -> str | None:
    folders = {"devices": "device", "materials": "material", "machines": "machine"}
    if path.parent.name in folders:
        return folders[path.parent.name]
    blocks = {"sweep": "study", **{name: name for name in ("explore", "calibrate", "sclc")}}
    blocks["device"] = "case"
    return next((kind for key, kind in blocks.items() if key in content), None)


@pytest.mark.parametrize("model", documented_models(), ids=lambda model: model.__name__)
def test_every_key_has_a_sentence(model: type) -> None:
    """Fails for a new key without a docstring of its own."""
    missing = [key.name for key in keys_of_model(model) if len(key.meaning) < 10]
    assert missing == [], f"write a docstring under these fields of {model.__name__}"


def test_the_reference_is_that_of_the_specs() -> None:
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == reference_markdown(), "run: pencsim schema --reference > docs/reference.md"


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


def test_defaults_in_a_schema_can_be_written() -> None:
    """A study that writes a block's defaults out is the study that leaves them out."""
    schema = schema_of("case")
    emission = schema["$defs"]["EmissionSpec"]["properties"]
    assert emission["fwhm"]["default"] == "20 nm"
    substrate = schema["$defs"]["SubstrateSpec"]["properties"]
    defaults = {key: prop["default"] for key, prop in substrate.items() if "default" in prop}
    plain = load_study(CONFIGS / "quickstart.yaml")
    assert plain.device.substrate.model_validate(defaults) == type(plain.device.substrate)()


def test_all_shipped_files_are_taken() -> None:
    checked = 0
    for path in SHIPPED:
        content = read(path)
        kind = kind_of(path, content)
        if kind is None:
            continue
        errors = list(validator(kind).iter_errors(content))
        assert errors == [], f"{path.relative_to(ROOT)}: {errors[0].message[:300]}"
        checked += 1
    assert checked > 90


BROKEN: tuple[tuple[str, Any], ...] = (
    ("schema", 2),
    ("schema", None),
    ("name", "a name with blanks"),
    ("surprise", 1),
    ("device.layers", []),
    ("device.layers.0.thickness", 150),
    ("device.layers.0.thickness", "150"),
    ("device.layers.0.thickness", "150 furlongs"),
    ("device.layers.0.name", "1st"),
    ("device.layers.0.colour", "red"),
    ("device.layers.0.material", {"n": "high"}),
    ("device.layers.0.material", {"file": "x.csv", "colums": "n"}),
    ("device.emission.fwhm", 0.02),
    ("device.emission.plqy", 80),
    ("device.emission.zone", "somewhere"),
    ("device.emission.spectrum", {"file": "el.csv", "kind": "lumen"}),
    ("device.array.lattice", "cubic"),
    ("device.array.bank.sidewall_angle", 90),
    ("optics.method", "rcwa"),
    ("optics.dipoles.lateral", 2.5),
    ("optics.wavelengths", 0),
    ("electrical.voltage_stop", 6),
    ("run.ranks", 0),
    ("output.keep_fields", "yes"),
    ("measured", {"area": "4 mm2"}),
)


@pytest.mark.parametrize(("path", "value"), BROKEN, ids=[f"{p}={v}" for p, v in BROKEN])
def test_a_broken_case_is_refused(path: str, value: Any) -> None:
    case = deepcopy(read(CONFIGS / "quickstart.yaml"))
    case["device"] = (
        read(CONFIGS / case["device"]) if isinstance(case["device"], str) else (case["device"])
    )
    case["device"].setdefault("emission", {})
    assert validator("case").is_valid(case)
    *parents, last = path.split(".")
    owner: Any = case
    for part in parents:
        owner = owner[int(part)] if part.isdecimal() else owner.setdefault(part, {})
    owner[last] = value
    assert not validator("case").is_valid(case)
