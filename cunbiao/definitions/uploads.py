"""上报表: what goes to which tab of which system, column by column, as data under ``templates/uploads/``.

No import template of the national system has been seen (research: forms.md 3.1), so a tab lists its columns in the
order of the entry screen. When a real template turns up it is a new file there, and no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.library import Placed, form
from cunbiao.definitions.models import Definition, Status
from cunbiao.definitions.source import TEMPLATES, Document
from cunbiao.expressions import Expression, ExpressionError, compile_expression

Fill = Literal["county", "township", "village", "year"]


class UploadColumn(Definition):
    """One column of a tab: its heading exactly as the system shows it, and where its value comes from.

    ``indicator`` is the row's own value, with ``of: household`` the value of the household the row belongs to;
    ``fill`` is what the program knows: county, township, village or year.
    """

    header: str
    indicator: str | None = None
    of: Literal["household"] | None = None
    fill: Fill | None = None

    @model_validator(mode="after")
    def _one_value(self) -> UploadColumn:
        if (self.indicator is None) == (self.fill is None):
            raise ValueError("indicator 和 fill 必须写一个，也只能写一个")
        return self


class UploadTab(Definition):
    """One tab: the rows of ``tables`` (all of one kind), one below the other in the rollup's order.

    ``platform`` is the system it is entered into. ``when`` is an expression: only rows for which it definitely holds
    belong to the tab. A table that does not ask an indicator leaves that column empty.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(max_length=20)
    platform: str
    tables: list[str] = Field(min_length=1)
    when: str | None = None
    note: str
    source: str
    columns: list[UploadColumn] = Field(min_length=1)


class Upload(Definition):
    """A file under ``templates/uploads/``: the tabs of one year."""

    id: str
    title: str
    year: int
    source: str
    status: Status | None = None
    note: str
    tabs: list[UploadTab] = Field(min_length=1)


@dataclass(frozen=True)
class ResolvedTab:
    """A tab in one campaign: its tables that the campaign has, and ``when`` compiled for each (none: all rows)."""

    tab: UploadTab
    tables: tuple[str, ...]
    when: Mapping[str, Expression]


@cache
def upload(upload_id: str) -> Placed[Upload]:
    """One upload mapping; raises `DefinitionError` when there is no such file or it is mistaken."""
    document = Document(TEMPLATES / "uploads" / f"{upload_id}.yaml")
    return Placed(document.model(Upload), document, ())


def upload_tabs(campaign: Campaign) -> tuple[Upload, tuple[ResolvedTab, ...]]:
    """The upload mapping of the campaign's notice and those of its tabs for which the campaign has a table.

    Raises:
        DefinitionError: with file and line, for a table, indicator or expression that is mistaken.
    """
    placed = upload(campaign.policy.upload)
    tabs = [_resolved(placed, index, tab, campaign) for index, tab in enumerate(placed.item.tabs)]
    return placed.item, tuple(tab for tab in tabs if tab.tables)


def _resolved(placed: Placed[Upload], index: int, tab: UploadTab, campaign: Campaign) -> ResolvedTab:
    for number, name in enumerate(tab.tables):
        if name not in _all_tables():
            raise placed.error(f"没有“{name}”这张表", "tabs", index, "tables", number)
    tables = tuple(name for name in tab.tables if name in campaign.tables)
    if len({campaign.tables[name].kind for name in tables}) > 1:
        raise placed.error("一页上报表只能放同一种表（都是户表、都是人表或都是变动表）", "tabs", index, "tables")
    for number, column in enumerate(tab.columns):
        if column.indicator is not None and column.indicator not in campaign.indicators:
            raise placed.error(f"没有“{column.indicator}”这个指标", "tabs", index, "columns", number)
    when: dict[str, Expression] = {}
    if tab.when is not None:
        for name in tables:
            try:
                when[name] = compile_expression(tab.when, campaign.scopes[name])
            except ExpressionError as error:
                raise placed.error(f"表达式“{tab.when}”不对：{error.problem}", "tabs", index, "when") from error
    return ResolvedTab(tab, tables, when)


@cache
def _all_tables() -> frozenset[str]:
    """Table ids of all forms, also of those this campaign does not use."""
    forms = [form(file.stem).item for file in sorted((TEMPLATES / "forms").glob("*.yaml"))]
    return frozenset(table.id for item in forms for table in item.tables)
