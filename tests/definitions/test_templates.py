"""The indicators and code lists under ``templates/``: what every one of them must keep true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from cunbiao.definitions import library
from cunbiao.definitions.codes import resolve_codes
from cunbiao.definitions.models import Table
from cunbiao.definitions.source import TEMPLATES
from cunbiao.kinds import NUMBER_KINDS

YEARS = (2019, 2020)
FORM_IDS = sorted(file.stem for file in (TEMPLATES / "forms").glob("*.yaml"))


def _tables() -> list[Table]:
    return [table for form_id in FORM_IDS for table in library.form(form_id).item.tables]


def test_every_indicator_says_where_it_comes_from() -> None:
    unsourced = [name for name, placed in library.indicators().items() if not re.search(r"\d", placed.item.source)]
    assert unsourced == []


def test_labels_are_short_and_spelt_without_blanks() -> None:
    for name, placed in library.indicators().items():
        assert re.fullmatch(r"[^\s（）,，、]{1,20}", placed.item.label), name


def test_indicators_use_code_lists_exactly_when_they_are_choices() -> None:
    for name, placed in library.indicators().items():
        assert (placed.item.codes is not None) == (placed.item.kind in {"choice", "choices"}), name


def test_multiple_choice_indicators_use_combinable_lists() -> None:
    for name, placed in library.indicators().items():
        if placed.item.codes is not None:
            combinable = library.code_lists()[placed.item.codes].item.combinable
            assert combinable == (placed.item.kind == "choices"), name


def test_only_numbers_carry_units_and_limits() -> None:
    for name, placed in library.indicators().items():
        item = placed.item
        if item.kind not in NUMBER_KINDS:
            assert (item.unit, item.decimals, item.min, item.max) == (None, None, None, None), name


def test_money_is_in_yuan_with_two_decimals_and_only_computed_money_may_be_negative() -> None:
    for name, placed in library.indicators().items():
        item = placed.item
        if item.kind == "money":
            assert (item.unit, item.decimals) == ("元", 2), name
            assert item.derived is not None or item.min == 0, name


def test_help_fits_an_excel_input_prompt() -> None:
    assert [name for name, placed in library.indicators().items() if len(placed.item.help) > 200] == []


def test_computed_indicators_say_so_in_their_help() -> None:
    for name, placed in library.indicators().items():
        computed = placed.item.help.startswith("自动")
        assert computed == (placed.item.derived is not None), name


def test_every_indicator_stands_in_a_form() -> None:
    asked = {column.indicator for table in _tables() for column in table.columns}
    assert sorted(set(library.indicators()) - asked) == []


def test_national_income_codes() -> None:
    wanted = {"wage_income": "aac073", "business_income": "aac071", "transfer_income": "aac085", "per_capita": "aac082"}
    assert {name: library.indicators()[name].item.national_code for name in wanted} == wanted


# ---------------------------------------------------------------- code lists


@pytest.mark.parametrize("year", YEARS)
def test_every_code_list_an_indicator_uses_is_in_force(year: int) -> None:
    for name, placed in library.indicators().items():
        if placed.item.codes is not None:
            codes = resolve_codes(library.code_lists()[placed.item.codes].item, year)
            assert codes is not None and codes.labels, name


def test_every_code_list_is_used_by_an_indicator() -> None:
    used = {placed.item.codes for placed in library.indicators().values()}
    assert sorted(set(library.code_lists()) - used) == []


def test_code_labels_are_clean_and_distinct() -> None:
    for name, placed in library.code_lists().items():
        for version in placed.item.versions:
            labels = [item.label for item in version.items]
            assert len(labels) == len(set(labels)), name
            for label in labels:
                assert label and not re.search(r"[\s,，、;；（）]", label), (name, label)


def test_an_alias_means_one_label_and_is_not_a_label_itself() -> None:
    for name, placed in library.code_lists().items():
        for version in placed.item.versions:
            labels = {item.label for item in version.items}
            aliases = Counter(alias for item in version.items for alias in item.aliases)
            assert not labels & set(aliases), (name, version.from_year)
            assert [alias for alias, count in aliases.items() if count > 1] == [], (name, version.from_year)


def test_versions_are_sourced_and_in_order() -> None:
    for name, placed in library.code_lists().items():
        years = [version.from_year for version in placed.item.versions]
        assert years == sorted(set(years)), name
        assert all(re.search(r"\d", version.source) for version in placed.item.versions), name


def test_child_codes_name_values_of_their_parent_list() -> None:
    for name, placed in library.code_lists().items():
        for version in placed.item.versions:
            parents = {item.parent for item in version.items}
            if placed.item.parent is None:
                assert parents == {None}, name
            else:
                parent = resolve_codes(library.code_lists()[placed.item.parent].item, version.from_year)
                assert parent is not None and parents <= set(parent.labels), name


def test_the_exclusive_value_is_one_of_the_list() -> None:
    for name, placed in library.code_lists().items():
        if placed.item.exclusive is not None:
            for version in placed.item.versions:
                assert placed.item.exclusive in {item.label for item in version.items}, name


@pytest.mark.parametrize(
    ("codes", "year", "written", "label"),
    [
        ("relation", 2020, "本人或户主", "户主"),
        ("relation", 2020, "儿子", "之子"),
        ("cause", 2020, "缺劳动力", "缺劳力"),
        ("cause", 2016, "缺劳力", "缺劳动力"),
        ("health", 2020, "残疾、大病", "患有大病,残疾"),
        ("in_school", 2020, "高中一年级", "普通高中一年级"),
        ("poverty_status", 2020, "脱贫不享受政策", "已脱贫(不享受政策)"),
        ("monitored_type", 2019, "脱贫监测户", "脱贫不稳定户"),
        ("yesno", 2020, "有", "是"),
    ],
)
def test_other_spellings_are_read(codes: str, year: int, written: str, label: str) -> None:
    resolved = resolve_codes(library.code_lists()[codes].item, year)
    assert resolved is not None
    assert resolved.canonical(written) == label


@pytest.mark.parametrize(
    ("codes", "year", "count"),
    [
        ("ethnicity", 2020, 56),
        ("relation", 2016, 21),
        ("relation", 2021, 28),
        ("cause", 2014, 12),
        ("cause", 2016, 11),
        ("cause", 2018, 13),
        ("labour_skill", 2016, 4),
        ("labour_skill", 2020, 5),
        ("in_school", 2021, 25),
        ("risk", 2021, 11),
    ],
)
def test_number_of_values_a_year(codes: str, year: int, count: int) -> None:
    resolved = resolve_codes(library.code_lists()[codes].item, year)
    assert resolved is not None
    assert len(resolved.labels) == count


def test_values_of_2020_that_no_public_text_gives_are_marked() -> None:
    for codes in ("risk", "increase_reason", "decrease_reason", "relation", "public_post", "support_duty"):
        resolved = resolve_codes(library.code_lists()[codes].item, 2020)
        assert resolved is not None and resolved.status == "待核对", codes


def test_templates_hold_no_stray_files() -> None:
    folders = ("indicators", "codes", "forms", "policies", "rosters")
    files = [file for folder in folders for file in (TEMPLATES / folder).iterdir()]
    strays: list[Path] = [file for file in files if file.suffix != ".yaml"]
    assert strays == []
