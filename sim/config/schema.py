"""JSON Schema of the YAML, for editors: what may stand where, with units and defaults."""

from __future__ import annotations

from typing import Any

from sim.config.files import BLOCKS, NULLABLE
from sim.study import Study

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def study_schema() -> dict[str, Any]:
    """Schema of one case, with the ``none`` and file-path forms that the loader resolves."""
    schema = Study.model_json_schema(by_alias=True, mode="validation")
    for owner in (schema, *schema.get("$defs", {}).values()):
        for key, prop in owner.get("properties", {}).items():
            if key in BLOCKS:
                owner["properties"][key] = _with_text_forms(key, prop)
    return {"$schema": DIALECT, **schema, "title": "pencsim case"}


def _with_text_forms(key: str, prop: dict[str, Any]) -> dict[str, Any]:
    forms = list(prop.get("anyOf", [{k: v for k, v in prop.items() if k != "default"}]))
    forms.append({"type": "string", "pattern": r"\.ya?ml$", "description": "a file that holds it"})
    if key in NULLABLE:
        forms.append({"const": "none"})
    kept = {k: v for k, v in prop.items() if k in ("default", "title", "description")}
    return {**kept, "anyOf": forms}
