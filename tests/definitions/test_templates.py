"""The indicators and code lists under ``templates/``: what every one of them must keep true."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from cunbiao.definitions.codes import ResolvedCodes, resolve_codes
from cunbiao.definitions.layers import editions
from cunbiao.definitions.library import CODES, FORMS, INDICATORS, KINDS, resolve
from cunbiao.kinds import NUMBER_KINDS
from tests.definitions.everything import campaigns, every, layers

INDICATOR_LIST = every(INDICATORS)
LISTS = every(CODES)


def _list(codes: str, year: int) -> ResolvedCodes:
    """The list as the newest edition up to ``year`` has it."""
    known = [layer for layer in editions() if int(layer.head.data["year"]) <= max(year, 2015)]
    resolved = resolve_codes(resolve(known[-1]).codes[codes].item, year)
    assert resolved is not None
    return resolved


def test_every_indicator_says_where_it_comes_from() -> None:
    unsourced = [placed.item.name for placed in INDICATOR_LIST if not re.search(r"\d", placed.item.source)]
    assert unsourced == []


def test_labels_are_short_and_spelt_without_blanks() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        assert re.fullmatch(r"[^\s（）,，、]{1,20}", placed.item.label), name


def test_indicators_use_code_lists_exactly_when_they_are_choices() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        assert (placed.item.codes is not None) == (placed.item.kind in {"choice", "choices"}), name


def test_multiple_choice_indicators_use_combinable_lists() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        if placed.item.codes is not None:
            combinable = {one.item.combinable for one in LISTS if one.item.id == placed.item.codes}
            assert combinable == {placed.item.kind == "choices"}, name


def test_only_numbers_carry_units_and_limits() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        item = placed.item
        if item.kind not in NUMBER_KINDS:
            assert (item.unit, item.decimals, item.min, item.max) == (None, None, None, None), name


def test_money_is_in_yuan_with_two_decimals_and_only_computed_money_may_be_negative() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        item = placed.item
        if item.kind == "money":
            assert (item.unit, item.decimals) == ("元", 2), name
            assert item.derived is not None or item.min == 0, name


def test_help_fits_an_excel_input_prompt() -> None:
    assert [placed.item.name for placed in INDICATOR_LIST if len(placed.item.help) > 200] == []


def test_computed_indicators_say_so_in_their_help() -> None:
    for placed in INDICATOR_LIST:
        name = placed.item.name
        computed = placed.item.help.startswith("自动")
        assert computed == (placed.item.derived is not None), name


def test_every_indicator_stands_in_a_form_or_is_added_to_one() -> None:
    asked = {column.indicator for form in every(FORMS) for table in form.item.tables for column in table.columns}
    asked |= {own.name for campaign in campaigns() for table in campaign.tables for own in campaign.columns(table)}
    for layer in layers():
        changes = layer.head.data.get("form_changes", {}).values()
        added = [column for change in changes for one in change.get("add", []) for column in one["columns"]]
        asked |= {column if isinstance(column, str) else column["indicator"] for column in added}
    assert sorted({placed.item.name for placed in INDICATOR_LIST} - asked) == []


def test_national_income_codes() -> None:
    wanted = {"wage_income": "aac073", "business_income": "aac071", "transfer_income": "aac085", "per_capita": "aac082"}
    codes = {placed.item.name: placed.item.national_code for placed in INDICATOR_LIST}
    assert {name: codes[name] for name in wanted} == wanted


# ---------------------------------------------------------------- code lists


def test_every_code_list_a_column_uses_is_in_force() -> None:
    for campaign in campaigns():
        for table in campaign.tables:
            for column in campaign.columns(table):
                assert column.codes is None or campaign.codes[column.codes].labels, (campaign.notice.id, column.name)


def test_every_code_list_is_used_by_an_indicator() -> None:
    used = {placed.item.codes for placed in INDICATOR_LIST}
    assert sorted({placed.item.id for placed in LISTS} - used) == []


def test_code_labels_are_clean_and_distinct() -> None:
    for placed in LISTS:
        name = placed.item.id
        for version in placed.item.versions:
            labels = [item.label for item in version.items]
            assert len(labels) == len(set(labels)), name
            for label in labels:
                assert label and not re.search(r"[\s,，、;；（）]", label), (name, label)


def test_an_alias_means_one_label_and_is_not_a_label_itself() -> None:
    for placed in LISTS:
        name = placed.item.id
        for version in placed.item.versions:
            labels = {item.label for item in version.items}
            aliases = Counter(alias for item in version.items for alias in item.aliases)
            assert not labels & set(aliases), (name, version.from_year)
            assert [alias for alias, count in aliases.items() if count > 1] == [], (name, version.from_year)


def test_versions_are_sourced_and_in_order() -> None:
    for placed in LISTS:
        name = placed.item.id
        years = [version.from_year for version in placed.item.versions]
        assert years == sorted(set(years)), name
        assert all(re.search(r"\d", version.source) for version in placed.item.versions), name


def test_child_codes_name_values_of_their_parent_list() -> None:
    for placed in LISTS:
        name = placed.item.id
        for version in placed.item.versions:
            parents = {item.parent for item in version.items}
            if placed.item.parent is None:
                assert parents == {None}, name
            else:
                parent = _list(placed.item.parent, version.from_year)
                assert parents <= set(parent.ids), name


def test_the_exclusive_value_is_one_of_the_list() -> None:
    for placed in LISTS:
        name = placed.item.id
        if placed.item.exclusive is not None:
            for version in placed.item.versions:
                assert placed.item.exclusive in {item.id for item in version.items}, name


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
        ("monitored_type", 2019, "脱贫不稳定户", "脱贫监测户"),
        ("yesno", 2020, "有", "是"),
    ],
)
def test_other_spellings_are_read(codes: str, year: int, written: str, label: str) -> None:
    assert _list(codes, year).canonical(written) == label


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
    assert len(_list(codes, year).labels) == count


def test_values_of_2020_that_no_public_text_gives_are_marked() -> None:
    for codes in ("risk", "increase_reason", "decrease_reason", "relation", "public_post"):
        assert _list(codes, 2020).status == "待核对", codes


def test_a_value_keeps_its_id_through_the_years() -> None:
    """One id never stands twice in a version, and a label that comes back means the same value."""
    for placed in LISTS:
        meant: dict[str, str] = {}
        for version in placed.item.versions:
            ids = [item.id for item in version.items]
            assert len(ids) == len(set(ids)), (placed.item.id, version.from_year)
            for item in version.items:
                assert meant.setdefault(item.label, item.id) == item.id, (placed.item.id, item.label)


def test_layers_hold_no_stray_files() -> None:
    read = {file for layer in layers() for kind in KINDS for file in layer.folder.glob(kind.pattern)}
    read |= {layer.head.file for layer in layers()} | {layer.folder / "parameters.yaml" for layer in layers()}
    read |= {own.layout for campaign in campaigns() for own in campaign.documents if own.layout is not None}
    files = {file for layer in layers() for file in layer.folder.rglob("*") if file.is_file()}
    assert sorted(file.as_posix() for file in files - read) == []
