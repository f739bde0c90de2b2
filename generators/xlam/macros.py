"""The text under ``macros/``: VBA modules as they are, and jinja2 templates of what is derived from definitions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

MACROS = Path(__file__).resolve().parents[2] / "macros"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(MACROS, encoding="utf-8"),
        autoescape=lambda name: name is not None and name.endswith(".xml.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **values: object) -> str:
    """The text of a template with its places filled in; what goes into XML is escaped."""
    return _environment().get_template(template).render(values)


def static_modules() -> dict[str, str]:
    """The VBA modules that are used as they stand: name → source."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(MACROS.glob("*.bas"))}
