"""The formulas of a row."""

from __future__ import annotations

import dataclasses
import re

import pytest

from cunbiao.checking.row_messages import pieces
from cunbiao.definitions import Campaign
from cunbiao.definitions.messages import load_messages
from generators.village import VillageTemplate
from generators.village.layout import FILLED, STATE
from generators.village.live import live_sheet


@pytest.mark.parametrize("table", ["register_household", "register_member", "increase", "unstable"])
def test_every_message_stands_in_exactly_one_hidden_column_in_order(campaign: Campaign, table: str) -> None:
    sheet = live_sheet(campaign, load_messages(), table, 10)
    told = pieces(campaign, table, load_messages())
    for level in ("必改", "核实", "提示"):
        kept = [piece for chunk in sheet.chunks if chunk.level == level for piece in chunk.pieces]
        assert kept == [piece for piece in told if piece.level == level]


def test_formulas_fit_excel_on_the_last_row_as_well(template: VillageTemplate) -> None:
    for sheet in template.sheets:
        for name, formula in sheet.formulas(1_048_576).items():
            assert len(formula) <= 8192, (sheet.table_id, name)


def test_all_computed_columns_have_a_formula_and_nothing_else(template: VillageTemplate) -> None:
    for sheet in template.sheets:
        typed = ("token", "pick", "locked", "input")
        computed = {column.name for column in sheet.layout.columns if column.use not in typed}
        followed = set(sheet.layout.table.pick.fills) if sheet.layout.table.pick is not None else set()
        assert set(sheet.formulas(6)) == computed - {FILLED, "_issued"} | followed


def test_a_formula_names_only_its_own_row(template: VillageTemplate) -> None:
    for sheet in template.sheets:
        for formula in sheet.formulas(77).values():
            without_text = re.sub(r'"(?:[^"]|"")*"', "", formula)
            rows = set(re.findall(r"\$[A-Z]{1,3}(\d+)", without_text))
            assert rows <= {"77"}, formula


def test_a_spare_row_becomes_a_record_by_what_is_typed_not_by_its_given_code(template: VillageTemplate) -> None:
    sheet = next(sheet for sheet in template.sheets if sheet.table_id == "new_household")
    code, first = sheet.layout.letter("household_code"), sheet.layout.letter("head_name")
    formula = sheet.spare_filled(6)
    assert f"${code}6" not in formula
    assert f"${first}6" in formula


def test_a_check_that_is_too_long_for_one_formula_is_named(campaign: Campaign) -> None:
    catalogue = load_messages()
    compiled = campaign.checks("decrease")[0]
    long = compiled.check.model_copy(update={"message": "长" * 7000})
    checks = {**campaign._checks, "decrease": (dataclasses.replace(compiled, check=long),)}
    with pytest.raises(ValueError, match=compiled.check.id):
        live_sheet(dataclasses.replace(campaign, _checks=checks), catalogue, "decrease", 10)


def test_the_state_says_what_kinds_of_messages_there_are(template: VillageTemplate) -> None:
    sheet = next(sheet for sheet in template.sheets if sheet.table_id == "decrease")
    must, verify = (
        "&".join(f"${sheet.layout.letter(chunk.name)}6" for chunk in sheet.chunks if chunk.level == level)
        for level in ("必改", "核实")
    )
    assert sheet.formulas(6)[STATE] == f'IF({must}<>"",2,0)+IF({verify}<>"",1,0)'
