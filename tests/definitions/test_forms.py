"""The forms under ``templates/forms/``: columns, locks, required items, print faces."""

from __future__ import annotations

import re
from collections import Counter

from cunbiao.definitions import library
from cunbiao.definitions.codes import resolve_codes
from cunbiao.definitions.models import Form, Table
from cunbiao.definitions.source import TEMPLATES

FORM_IDS = sorted(file.stem for file in (TEMPLATES / "forms").glob("*.yaml"))
PREFILLED = {"register_household", "register_member", "edge_household", "edge_member", "unstable", "clearout"}


def _tables() -> list[Table]:
    return [table for form_id in FORM_IDS for table in library.form(form_id).item.tables]


def _form(form_id: str) -> Form:
    return library.form(form_id).item


def _label(indicator: str) -> str:
    return library.indicators()[indicator].item.label


def test_every_column_is_a_known_indicator_asked_once() -> None:
    for table in _tables():
        names = [column.indicator for column in table.columns]
        assert set(names) <= set(library.indicators()), table.id
        assert len(names) == len(set(names)), table.id


def test_labels_are_unique_within_a_table() -> None:
    for table in _tables():
        labels = [column.label or _label(column.indicator) for column in table.columns]
        assert [label for label, count in Counter(labels).items() if count > 1] == [], table.id


def test_sheet_and_group_names_suit_a_workbook() -> None:
    sheets = [table.sheet for table in _tables()]
    faces = [face.sheet for form_id in FORM_IDS if (face := _form(form_id).print_face) is not None]
    assert len(set(sheets + faces)) == len(sheets + faces)
    for name in sheets + faces:
        assert not re.search(r"[\\/*?:\[\]']", name)
    for table in _tables():
        titles = [group.title for group in table.groups]
        assert len(titles) == len(set(titles)), table.id


def test_every_table_has_the_household_code_and_shows_the_head_first() -> None:
    for table in _tables():
        assert table.columns[0].indicator == "household_code", table.id
        assert table.columns[0].required == "must", table.id
        head = "head_name" if table.kind == "household" else "parent_head_name"
        assert table.columns[1].indicator == head, table.id


def test_prefilled_tables_lock_who_a_row_is_about() -> None:
    identity = {"household_code", "head_name", "head_id", "member_code", "name", "id_number"}
    for table in _tables():
        assert bool(table.roster) == (table.id in PREFILLED)
        locked = {column.indicator for column in table.columns if column.locked}
        if table.roster:
            assert identity & {column.indicator for column in table.columns} <= locked, table.id
        else:
            assert locked <= {"household_code"}, table.id


def test_keys_of_new_households_are_given_and_locked() -> None:
    keys = {table.id: table.new_keys for table in _tables() if table.new_keys}
    assert keys == {"new_household": "新", "edge_household": "边"}
    for table in _tables():
        if table.new_keys:
            assert table.columns[0].locked and table.spare_rows > 0


def test_parents_are_household_tables() -> None:
    kinds = {table.id: table.kind for table in _tables()}
    for table in _tables():
        assert all(kinds[parent] == "household" for parent in table.parents), table.id
        assert bool(table.parents) == (table.kind != "household"), table.id


def test_prefilled_values_are_codes_of_the_year() -> None:
    for table in _tables():
        for name, values in table.roster.items():
            codes = library.indicators()[name].item.codes
            assert codes is not None
            resolved = resolve_codes(library.code_lists()[codes].item, 2020)
            assert resolved is not None and set(values) <= set(resolved.labels), table.id


def test_every_income_item_must_be_filled() -> None:
    items = [name for name, placed in library.indicators().items()
             if placed.document.file.name == "income.yaml" and placed.item.derived is None]  # fmt: skip
    assert len(items) == 11
    for table in _tables():
        if table.kind == "household":
            required = {column.indicator: column.required for column in table.columns}
            assert {name: required[name] for name in items} == dict.fromkeys(items, "must"), table.id


def test_results_stand_right_after_the_income_items() -> None:
    for table in _tables():
        if table.kind == "household":
            group = next(group for group in table.groups if group.title.startswith("收入"))
            assert [column.indicator for column in group.columns][-3:] == ["gross_income", "net_income", "per_capita"]


def test_a_cascade_stands_right_after_the_column_it_depends_on() -> None:
    for table in _tables():
        names = [column.indicator for column in table.columns]
        if "disaster_type" in names:
            assert names[names.index("disaster_type") - 1] == "risk1", table.id


def test_all_persons_are_asked_alike() -> None:
    """A person of a new, edge or increased household is asked what the register asks, except the system's own code."""
    asked = {table.id: {column.indicator for column in table.columns} for table in _tables() if table.kind == "member"}
    for table, names in asked.items():
        assert asked["register_member"] - names <= {"member_code"}, table


def test_print_faces_name_groups_and_columns_of_their_tables() -> None:
    tables = {table.id: table for table in _tables()}
    faces = [face for form_id in FORM_IDS if (face := _form(form_id).print_face) is not None]
    assert {face.household_table for face in faces} == {"register_household", "new_household", "edge_household"}
    for face in faces:
        assert set(face.household_groups) <= {group.title for group in tables[face.household_table].groups}
        assert set(face.member_columns) <= {column.indicator for column in tables[face.member_table].columns}
        assert face.member_rows == 10
        assert face.signatures == ["户主签字", "填表人", "村负责人", "日期"]


def test_reconstructed_bodies_are_marked() -> None:
    marked = {form_id for form_id in FORM_IDS if _form(form_id).status == "待核对"}
    assert marked == {"increase", "decrease", "edge", "unstable", "support", "clearout"}
