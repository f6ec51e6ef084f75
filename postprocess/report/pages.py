"""From prepared content to a file: templates with style, behaviour and library inside the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from postprocess.case.tables import number, percent
from postprocess.tables.input_text import input_name, input_value
from sim.store.atomic import renamed_when_whole

_HERE = Path(__file__).parent
_INLINE = {
    "page_style": "templates/page.css",
    "page_script": "templates/page.js",
    "plot_style": "uplot/uPlot.min.css",
    "plot_script": "uplot/uPlot.iife.min.js",
}


def write_page(template: str, path: Path, content: dict[str, Any]) -> None:
    """Fill a template of ``templates/`` and write it; the file is whole or not there.

    Args:
        template: its name.
        path: of the page; missing parent directories are made.
        content: what the template names.

    Raises:
        OSError: the file cannot be written.
    """
    text = _environment().get_template(template).render(**content)
    with renamed_when_whole(path) as part:
        part.write_text(text, encoding="utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, number=number, input_name=input_name)
    environment.globals.update(input_value=input_value)
    # Files of the program itself, which nobody's input reaches.
    environment.globals.update(
        {name: Markup((_HERE / file).read_text(encoding="utf-8")) for name, file in _INLINE.items()}
    )
    return environment
