"""What Excel lets a person type into a column: drop-downs, ranges, prompts and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cunbiao.checking.row_messages import decimals_of
from cunbiao.columns import HOUSEHOLD_KEY
from cunbiao.definitions import Campaign, ResolvedColumn
from cunbiao.definitions.models import Table
from cunbiao.definitions.picks import offered
from cunbiao.expressions.excel.functions import check_character_fits
from cunbiao.expressions.numbers import TOLERANCE
from cunbiao.kinds import DIGIT_KINDS, NUMBER_KINDS
from cunbiao.records.display import allowed_range
from cunbiao.records.identity import LENGTHS
from generators.village.household_lists import household_lists, persons_name
from generators.village.layout import FIRST_ROW, CellAt, EntryLayout
from generators.village.names import VILLAGES, list_name
from generators.village.own_household import own_list
from generators.village.wording import cascade_parent, is_household_link, prompt, short

# Excel's limits.
_FORMULA, _MESSAGE, _TITLE = 255, 255, 32
_EARLIEST, _LATEST = date(1900, 3, 1), date(2099, 12, 31)


def add_validations(sheet: Worksheet, campaign: Campaign, layout: EntryLayout) -> None:
    """Adds the validation of every column that is filled in, over all data rows.

    Raises:
        ValueError: Excel would not take a validation (a mistake in the program or in a definition).
    """
    for column in (*layout.used("pick"), *layout.typed):
        index = layout.index(column.name)
        typed = column.column
        rule = _pick_rule(layout.table) if typed is None else _rule(campaign, layout, typed)
        if sheet.data_validation(FIRST_ROW - 1, index, layout.last_row - 1, index, rule) != 0:
            raise ValueError(f"表“{layout.sheet}”的 {layout.letter(column.name)} 列：数据有效性超出 Excel 的限制")


def typed_rule(campaign: Campaign, table: Table, column: ResolvedColumn, cell_at: CellAt) -> dict[str, Any]:
    """What Excel lets a person type into a column of ``table``, as XlsxWriter takes it.

    ``cell_at`` names the cell of a column in the first row the rule is for.

    Raises:
        ValueError: the rule would be longer than Excel allows.
    """
    return rule_of(campaign, table, column, cell_at(column.name), _choices(campaign, table, column, cell_at))


def rule_of(campaign: Campaign, table: Table, column: ResolvedColumn, cell: str, choices: str) -> dict[str, Any]:
    """What a cell that a column is filled in at accepts, for XlsxWriter.

    Args:
        campaign: the definitions.
        table: the column's.
        column: what is filled in.
        cell: its address as the rule's formula names it.
        choices: the source of the drop-down, "" for none.

    Raises:
        ValueError: the formula is longer than Excel takes.
    """
    title, text = prompt(campaign, table, column)
    rule = dict(_list(choices) if choices else _condition(column, cell))
    if len(str(rule.get("value", rule.get("source", "")))) > _FORMULA:
        raise ValueError(f"“{column.label}”的数据有效性公式超过 {_FORMULA} 个字符")
    return {
        "ignore_blank": True,
        "input_title": title,
        "input_message": text,
        "error_title": "填写有误",
        "error_message": short(_refusal(column), _MESSAGE),
        **rule,
    }


def _rule(campaign: Campaign, layout: EntryLayout, column: ResolvedColumn) -> dict[str, Any]:
    """The rule of a column; what its household's own rows offer is a list of its own, as are the county's villages."""
    cell_at = layout.row(FIRST_ROW)
    if column.names_village:
        return rule_of(campaign, layout.table, column, cell_at(column.name), f"={VILLAGES}")
    if column.codes is None and offered(campaign.scopes[layout.table.id], column):
        key = layout.read_row(FIRST_ROW)(layout.table.key)
        own = f"={own_list(campaign, layout.table.id, column, key)}"
        return rule_of(campaign, layout.table, column, cell_at(column.name), own)
    return typed_rule(campaign, layout.table, column, cell_at)


def _pick_rule(table: Table) -> dict[str, Any]:
    assert table.pick is not None
    return {
        "validate": "list",
        "source": f"={persons_name(table.id)}",
        "error_title": "填写有误",
        "error_message": f"“{table.pick.label}”请从下拉框里选。",
        "input_title": short(table.pick.label, _TITLE),
        "input_message": short(table.pick.help, _MESSAGE),
    }


def _choices(campaign: Campaign, table: Table, column: ResolvedColumn, cell_at: CellAt) -> str:
    """Where the drop-down of a column takes its values from, "" where it has none."""
    parent = cascade_parent(campaign, table, column)
    if is_household_link(campaign, table, column):
        parents = campaign.scopes[table.id].parents
        return f"={household_lists(campaign).name(parents)}"
    if parent is not None:
        assert column.codes is not None
        return f'=INDIRECT("{list_name(column.codes, "")}"&{cell_at(parent.name)})'
    return f"={list_name(column.codes)}" if column.codes is not None else ""


def _condition(column: ResolvedColumn, cell: str) -> Iterator[tuple[str, Any]]:
    if column.kind == "id":
        yield from _custom(_id_formula(cell))
        # A real person's number may fail the rule: it is pointed out, and must still be possible to write down.
        yield "error_type", "warning"
    elif column.kind in DIGIT_KINDS:
        yield from _custom(f"ISTEXT({cell})")
    elif column.kind == "date":
        yield from (("validate", "date"), ("criteria", "between"), ("minimum", _EARLIEST), ("maximum", _LATEST))
    elif column.kind == "integer" and column.min is not None and column.max is not None:
        yield from (("validate", "integer"), ("criteria", "between"))
        yield from (("minimum", int(column.min)), ("maximum", int(column.max)))
    elif column.kind in NUMBER_KINDS:
        yield from _custom(_number_formula(column, cell))
    else:
        yield "validate", "any"


def _list(source: str) -> Iterator[tuple[str, Any]]:
    yield from (("validate", "list"), ("source", source))


def _custom(formula: str) -> Iterator[tuple[str, Any]]:
    yield from (("validate", "custom"), ("value", f"={formula}"))


def _id_formula(cell: str) -> str:
    """Text of 18, 20 or 22 characters whose 18th fits the 17 before it (GB 11643)."""
    lengths = ",".join(f"LEN({cell})={length}" for length in LENGTHS)
    return f"AND(ISTEXT({cell}),OR({lengths}),{check_character_fits(cell)})"


def _number_formula(column: ResolvedColumn, cell: str) -> str:
    parts = [f"ISNUMBER({cell})"]
    if column.min is not None:
        parts.append(f"{cell}>={column.min:.12g}")
    if column.max is not None:
        parts.append(f"{cell}<={column.max:.12g}")
    if (decimals := decimals_of(column)) is not None:
        parts.append(f"ABS({cell}-ROUND({cell},{decimals}))<={TOLERANCE:f}")
    return f"AND({','.join(parts)})" if len(parts) > 1 else parts[0]


def _refusal(column: ResolvedColumn) -> str:
    """What the refusal says: what belongs here."""
    if column.codes is not None or column.name == HOUSEHOLD_KEY or column.chosen_from or column.names_village:
        return f"“{column.label}”请从下拉框里选，不要手工输入。"
    if column.kind == "id":
        return f"“{column.label}”不像正确的证件号码，请对照证件逐位核对。核对无误仍要保留的选“是”。"
    if column.kind in DIGIT_KINDS:
        return f"“{column.label}”要按文本逐位填写。"
    if column.kind == "date":
        return f"“{column.label}”请按“年-月-日”填写日期，例如 2020-9-30。"
    numbers = allowed_range(column)
    return f"“{column.label}”请填数字" + (f"：{numbers}。" if numbers else "，不带单位和文字。")
