"""上报表: the upload tabs of a campaign, with their conditions compiled and their operations' gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.compiled import CompiledOperation
from cunbiao.definitions.layers import Placed
from cunbiao.definitions.library import every_form, every_indicator
from cunbiao.definitions.notices import UploadHead
from cunbiao.definitions.source import Mistakes
from cunbiao.definitions.texts import UnknownPlace
from cunbiao.definitions.upload_tabs import UploadColumn, UploadTab
from cunbiao.expressions import Expression, ExpressionError, compile_expression


@dataclass(frozen=True)
class ResolvedTab:
    """A tab in one campaign: its tables that the campaign has, and ``when`` compiled for each (none: all rows).

    ``operations`` are those that go up by this tab, by table.
    """

    tab: UploadTab
    tables: tuple[str, ...]
    when: Mapping[str, Expression]
    operations: Mapping[str, tuple[CompiledOperation, ...]]


def upload_tabs(campaign: Campaign) -> tuple[UploadHead, tuple[ResolvedTab, ...]]:
    """What the upload workbook is called, and the tabs for which the campaign has a table.

    Raises:
        DefinitionError: with file and line, all tables, indicators and expressions that are mistaken.
    """
    mistakes = Mistakes()
    tabs = []
    for placed in campaign.library.tabs.values():
        with mistakes.noted():
            tab = _resolved(placed, campaign)
            if tab.tables:
                tabs.append(tab)
    mistakes.refuse()
    return _head(campaign), tuple(tabs)


def _head(campaign: Campaign) -> UploadHead:
    head = campaign.library.upload
    words = campaign.texts.words
    return head.model_copy(update={"title": words(head.title), "note": words(head.note)})


def _resolved(placed: Placed[UploadTab], campaign: Campaign) -> ResolvedTab:
    tab = placed.item
    forms = [*every_form(), *(form.item for form in campaign.library.forms.values())]
    known = {table.id for form in forms for table in form.tables}
    for number, name in enumerate(tab.tables):
        if name not in known:
            raise placed.error(f"没有“{name}”这张表", "tables", number)
    tables = tuple(name for name in tab.tables if name in campaign.tables)
    if len({campaign.tables[name].kind for name in tables}) > 1:
        raise placed.error("一页上报表只能放同一种表（都是户表、都是人表或都是变动表）", "tables")
    for number, column in enumerate(tab.columns):
        if column.indicator is not None and column.indicator not in {*campaign.indicators, *every_indicator()}:
            raise placed.error(f"没有“{column.indicator}”这个指标", "columns", number)
    columns = [
        column.model_copy(update={"header": _header(column, campaign)})
        for column in tab.columns
        if _asked(column, tables, campaign)
    ]
    when: dict[str, Expression] = {}
    for name in tables if tab.when is not None else ():
        try:
            when[name] = compile_expression(str(tab.when), campaign.scopes[name])
        except ExpressionError as error:
            raise placed.error(f"表达式“{tab.when}”不对：{error.problem}", "when") from error
    operations = {
        name: tuple(one for one in campaign.operations(name) if one.operation.tab == tab.id) for name in tables
    }
    try:
        said = {"title": campaign.texts.words(tab.title), "note": campaign.texts.say(tab.note)}
    except UnknownPlace as error:
        raise placed.error(error.problem, "note") from error
    said["platform"] = campaign.texts.words(tab.platform)
    return ResolvedTab(tab.model_copy(update={**said, "columns": columns}), tables, when, operations)


def _header(column: UploadColumn, campaign: Campaign) -> str:
    if column.header or column.indicator is None:
        return campaign.texts.words(column.header)
    indicator = campaign.indicators[column.indicator]
    measured = indicator.unit and indicator.kind != "integer"
    return f"{indicator.label}（{indicator.unit}）" if measured else indicator.label


def _asked(column: UploadColumn, tables: tuple[str, ...], campaign: Campaign) -> bool:
    """Whether any table of the tab can give the column; what the notice does not ask is left out of the tab."""
    if column.verdict is not None:
        return any(one.verdict.id == column.verdict for table in tables for one in campaign.verdicts(table))
    if column.indicator is None:
        return True
    asking = tables if column.of is None else [parent for table in tables for parent in campaign.tables[table].parents]
    return any(column.indicator in campaign.scopes[table].fields for table in asking if table in campaign.scopes)
