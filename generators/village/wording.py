"""The words at the head of a column and in its prompts, put together from its definition."""

from __future__ import annotations

from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.picks import offered
from cunbiao.records.display import allowed_range

_MUST = "*"
_LEGEND = "带 * 的必填；红色的要改好、填好，黄色的看一看；蓝色粗字是改过的"

# Excel cuts a prompt's title at 32 characters and its text at 255.
_TITLE, _TEXT = 32, 255


def legend(campaign: Campaign, table: str) -> str:
    """What stands at the head of a table: its signals, and, once, what no official text confirms in it."""
    status = campaign.form_of(table).status
    pending = sum(column.status is not None for column in campaign.columns(table))
    if status is not None:
        return f"{_LEGEND}。本表上级没有公布正式文本（{status}）"
    return f"{_LEGEND}。其中 {pending} 栏上级没有公布正式文本（待核对）" if pending else _LEGEND


def heading(column: ResolvedColumn) -> str:
    """The label, marked when it must be filled in; its unit on a line of its own."""
    return f"{marked(column)}\n（{column.unit}）" if column.unit else marked(column)


def marked(column: ResolvedColumn) -> str:
    """The label, marked when it must be filled in."""
    return f"{_MUST if column.required == 'must' else ''}{column.label}"


def with_unit(column: ResolvedColumn) -> str:
    """The label with its unit."""
    return f"{column.label}（{column.unit}）" if column.unit else column.label


def hint(campaign: Campaign, table: Table, column: ResolvedColumn) -> str:
    """One short line under the label: what to do in this column."""
    if column.derived is not None:
        words = "自动计算"
    elif table.pick is not None and column.name in table.pick.fills:
        words = "选人后带出"
    elif column.locked and (not table.spare_rows or (column.name == table.key and table.new_keys is not None)):
        words = "不能改"
    elif (parent := cascade_parent(campaign, table, column)) is not None:
        words = f"先选{parent.label}，再下拉"
    elif (
        column.codes is not None
        or is_household_link(campaign, table, column)
        or offered(campaign.scopes[table.id], column)
        or column.names_village
    ):
        words = "下拉选择"
    else:
        words = _BY_KIND[column.kind]
        if column.kind in ("integer", "number") and column.min is not None and column.max is not None:
            words = f"{column.min:.12g}—{column.max:.12g}"
    return words


_BY_KIND = {
    "text": "文字",
    "choice": "下拉选择",
    "choices": "下拉选择",
    "integer": "整数",
    "number": "数字",
    "money": "两位小数",
    "date": "年-月-日",
    "id": "逐位填写",
    "phone": "逐位填写",
    "bank": "逐位填写",
    "code": "逐位填写",
}


_HOW = {
    "choice": "从下拉框里选。",
    "choices": "从下拉框里选，多项的选列好的组合。",
    "date": "按“年-月-日”填，例如 2020-9-30。",
    "text": "填文字。",
}


def prompt(campaign: Campaign, table: Table, column: ResolvedColumn) -> tuple[str, str]:
    """Title and text of the prompt shown when a cell is entered."""
    parts = [column.help, _HOW.get(column.kind, "")]
    if column.derived is None and column.kind in ("integer", "number", "money") and (numbers := allowed_range(column)):
        parts.append(f"可填：{numbers}。")
    if column.required == "must":
        parts.append("必填。")
    if any(column.name in other.awaits for other in campaign.columns(table.id)):
        parts.append(f"{campaign.correction_instruction}。")
    return short(column.label, _TITLE), short("".join(parts), _TEXT)


def short(text: str, most: int) -> str:
    """A text cut to ``most`` characters, an ellipsis telling that it was cut."""
    return text if len(text) <= most else text[: most - 1] + "…"


def is_household_link(campaign: Campaign, table: Table, column: ResolvedColumn) -> bool:
    """Whether the column says which household a member or change belongs to."""
    return column.name == table.key and bool(campaign.scopes[table.id].parents)


def cascade_parent(campaign: Campaign, table: Table, column: ResolvedColumn) -> ResolvedColumn | None:
    """The column whose value decides which values a cascading drop-down offers, None for an ordinary list."""
    if column.codes is None or (parent := campaign.codes[column.codes].parent) is None:
        return None
    return next((other for other in campaign.columns(table.id) if other.codes == parent), None)
