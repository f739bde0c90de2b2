"""The sheets of a definition workbook, each a module: see `cunbiao.authoring.lens`."""

from __future__ import annotations

from types import ModuleType
from typing import cast

from cunbiao.authoring.lens import Lens
from cunbiao.authoring.lenses import (
    attachments,
    checks,
    clauses,
    codes,
    criteria,
    document_columns,
    documents,
    fields,
    head,
    indicators,
    limits,
    operations,
    parameters,
    reasons,
    stages,
    units,
    upload_columns,
    uploads,
    words,
)

_MODULES: tuple[ModuleType, ...] = (
    head, parameters, units, stages, attachments, codes, indicators, fields, words, checks, criteria, operations,
    limits, uploads, upload_columns, documents, document_columns, clauses,
    reasons,
)  # fmt: skip
LENSES: dict[str, Lens] = {module.SHEET: cast(Lens, module) for module in _MODULES}
"""Id of a sheet → what stands behind it, in the order of taking over: what is named before who names it."""
