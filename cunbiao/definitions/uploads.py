"""上报表: what goes to which tab of which system, column by column, as data under ``templates/uploads/``.

No import template of the national system has been seen (research: forms.md 3.1), so a tab lists its columns in the
order of the entry screen. When a real template turns up it is a new file there, and no code.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.library import Placed, form
from cunbiao.definitions.models import Definition, Status
from cunbiao.definitions.source import TEMPLATES, Document

PlacePart = Literal["county", "township", "village", "village_code", "year", "number"]


class UploadColumn(Definition):
    """One column of a tab: its heading exactly as the system shows it, and where its value comes from (exactly one of).

    ``indicator``: the row's own value. ``household``: the value of the household a member or change row belongs to.
    ``place``: county, township, village, village_code, year, or number (序号 from 1). ``verdict``: the outcome of that
    verdict on the row. ``fixed``: the same text in every row.
    ``labels`` gives the system's spelling of our code labels; a label it does not name is written as it is. ``format``
    is how a date is written (``%Y%m%d``); without it a date is a date cell. ``width`` is in characters.
    """

    header: str
    indicator: str | None = None
    household: str | None = None
    place: PlacePart | None = None
    verdict: str | None = None
    fixed: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    format: str | None = None
    width: int | None = None
    source: str = ""

    @model_validator(mode="after")
    def _one_value(self) -> UploadColumn:
        given = [self.indicator, self.household, self.place, self.verdict, self.fixed]
        if sum(value is not None for value in given) != 1:
            raise ValueError("indicator、household、place、verdict、fixed 里只能写一个，也必须写一个")
        return self


class UploadTab(Definition):
    """One tab: the rows of ``tables`` (all of one kind), in the rollup's order, one below the other.

    ``where`` keeps only rows whose indicators have one of the named values (all must hold), such as the households to
    be marked 标注脱贫. A table that lacks an indicator of a column leaves that column empty.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sheet: str = Field(max_length=31)
    title: str
    menu: str = ""
    tables: list[str] = Field(min_length=1)
    where: dict[str, list[str]] = Field(default_factory=dict)
    columns: list[UploadColumn] = Field(min_length=1)
    source: str
    status: Status | None = None


class Upload(Definition):
    """A file under ``templates/uploads/``: the tabs of one system in one year; ``system`` is its name to staff."""

    id: str
    title: str
    system: str
    about: str
    source: str
    status: Status | None = None
    tabs: list[UploadTab] = Field(min_length=1)


@cache
def upload(upload_id: str) -> Placed[Upload]:
    """One upload mapping; raises `DefinitionError` when there is no such file or it is mistaken."""
    document = Document(TEMPLATES / "uploads" / f"{upload_id}.yaml")
    return Placed(document.model(Upload), document, ())


def load_upload(campaign: Campaign) -> Upload:
    """The upload mapping of the campaign's notice, with tables the notice does not use left out of its tabs.

    Raises:
        DefinitionError: with file and line, for a table, indicator, verdict or code label that does not exist.
    """
    placed = upload(campaign.policy.upload)
    tabs = [_checked(placed, index, tab, campaign) for index, tab in enumerate(placed.item.tabs)]
    return placed.item.model_copy(update={"tabs": [tab for tab in tabs if tab.tables]})


def _checked(placed: Placed[Upload], index: int, tab: UploadTab, campaign: Campaign) -> UploadTab:
    """The tab with the tables of this campaign; refuses names that nothing has."""
    for table in tab.tables:
        if table not in _all_tables():
            raise placed.error(f"没有“{table}”这张表", "tabs", index, "tables")
    tables = [table for table in tab.tables if table in campaign.tables]
    kinds = {campaign.tables[table].kind for table in tables}
    if len(kinds) > 1:
        raise placed.error("一张上报表只能放同一种表（都是户表、都是人表或都是变动表）", "tabs", index, "tables")
    for condition in tab.where:
        if condition not in campaign.indicators:
            raise placed.error(f"没有“{condition}”这个指标", "tabs", index, "where", condition)
    verdicts = {chosen.verdict for chosen in campaign.policy.verdicts}
    for number, column in enumerate(tab.columns):
        where = ("tabs", index, "columns", number)
        name = column.indicator or column.household
        if name is not None and name not in campaign.indicators:
            raise placed.error(f"没有“{name}”这个指标", *where)
        if column.verdict is not None and column.verdict not in verdicts:
            raise placed.error(f"这份通知没有“{column.verdict}”这个结论", *where)
        if name is not None and column.labels:
            _check_labels(placed, column, campaign, name, *where)
    return tab.model_copy(update={"tables": tables})


@cache
def _all_tables() -> frozenset[str]:
    """Table ids of all forms, also of those this campaign does not use."""
    forms = [form(file.stem).item for file in sorted((TEMPLATES / "forms").glob("*.yaml"))]
    return frozenset(table.id for item in forms for table in item.tables)


def _check_labels(
    placed: Placed[Upload], column: UploadColumn, campaign: Campaign, name: str, *where: str | int
) -> None:
    codes = campaign.indicators[name].codes
    known = campaign.codes[codes].labels if codes is not None else ()
    for label in column.labels:
        if label not in known:
            raise placed.error(f"“{name}”的选项里没有“{label}”", *where, "labels", label)
