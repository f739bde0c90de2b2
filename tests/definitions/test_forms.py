"""The forms of every notice as its people get them: columns, locks, required items, print faces."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from cunbiao.definitions import Campaign
from cunbiao.definitions.library import FORMS
from cunbiao.definitions.models import HOUSEHOLD, MEMBER, Table
from tests.definitions.everything import campaigns, every

INCOME = (
    "wage_income", "business_income", "family_planning_money", "subsistence_allowance", "destitute_support",
    "pension_income", "ecological_compensation", "other_transfer", "business_cost",
)  # fmt: skip


def _tables() -> list[tuple[Campaign, Table]]:
    return [(campaign, table) for campaign in campaigns() for table in campaign.tables.values()]


def test_labels_are_unique_within_a_table() -> None:
    for campaign, table in _tables():
        labels = Counter(column.label for column in campaign.columns(table.id))
        assert [label for label, count in labels.items() if count > 1] == [], (campaign.notice.id, table.id)


def test_sheet_and_group_names_suit_a_workbook() -> None:
    for campaign in campaigns():
        sheets = [table.sheet for table in campaign.tables.values()]
        sheets += [form.print_face.sheet for form in campaign.forms.values() if form.print_face is not None]
        assert len(set(sheets)) == len(sheets)
        for name in sheets:
            assert len(name) <= 31 and not re.search(r"[\\/*?:\[\]']", name), name
        for table in campaign.tables.values():
            titles = [group.title for group in table.groups]
            assert len(titles) == len(set(titles)), (campaign.notice.id, table.id)


def test_every_table_begins_with_its_key() -> None:
    for campaign, table in _tables():
        first = table.columns[0]
        assert (first.indicator, first.required) == (table.key, "must"), (campaign.notice.id, table.id)


def test_households_and_what_is_about_them_show_the_head_first() -> None:
    for campaign, table in _tables():
        if table.subject in (HOUSEHOLD, MEMBER):
            head = "head_name" if table.is_home else "parent_head_name"
            assert table.columns[1].indicator == head, (campaign.notice.id, table.id)


def test_prefilled_tables_lock_who_a_row_is_about() -> None:
    identity = {"household_code", "head_name", "head_id", "member_code", "name", "id_number"}
    for campaign, table in _tables():
        locked = {column.indicator for column in table.columns if column.locked}
        if table.roster:
            assert identity & {column.indicator for column in table.columns} <= locked, (campaign.notice.id, table.id)
        else:
            assert locked <= {table.key}, (campaign.notice.id, table.id)


def test_given_keys_are_locked_and_have_rows() -> None:
    for campaign, table in _tables():
        if table.new_keys:
            assert table.columns[0].locked and table.spare_rows > 0, (campaign.notice.id, table.id)


def test_given_keys_tell_the_tables_of_a_notice_apart() -> None:
    for campaign in campaigns():
        keys = [table.new_keys for table in campaign.tables.values() if table.new_keys]
        assert len(keys) == len(set(keys)), campaign.notice.id


def test_parents_are_homes() -> None:
    for campaign, table in _tables():
        assert all(campaign.tables[parent].is_home for parent in table.parents), (campaign.notice.id, table.id)


def test_roster_conditions_are_in_words_of_the_year() -> None:
    for campaign, table in _tables():
        for name, values in table.roster.items():
            codes = campaign.indicators[name].codes
            assert codes is not None
            assert set(values) <= set(campaign.codes[codes].labels), (campaign.notice.id, table.id)


def test_every_income_item_must_be_filled() -> None:
    for campaign, table in _tables():
        required = {column.indicator: column.required for column in table.columns}
        if "per_capita" in required and table.is_home and table.subject == HOUSEHOLD:
            asked = {name: required[name] for name in INCOME if name in required}
            assert asked == dict.fromkeys(asked, "must"), (campaign.notice.id, table.id)


def test_results_stand_right_after_the_income_items() -> None:
    for campaign, table in _tables():
        group = next((group for group in table.groups if group.title.startswith("收入")), None)
        names = [column.indicator for column in group.columns] if group is not None else []
        if "gross_income" in names:
            assert names[-3:] == ["gross_income", "net_income", "per_capita"], (campaign.notice.id, table.id)


def test_a_cascade_stands_right_after_the_column_it_depends_on() -> None:
    for campaign, table in _tables():
        columns = campaign.columns(table.id)
        for before, column in pairwise(columns):
            parent = campaign.codes[column.codes].parent if column.codes else None
            if parent is not None:
                assert before.codes == parent, (campaign.notice.id, table.id, column.name)


def test_persons_of_other_households_are_asked_what_the_register_asks() -> None:
    for campaign in campaigns():
        asked = {
            table.id: {column.name for column in campaign.columns(table.id) if column.derived is None}
            for table in campaign.tables.values()
            if table.subject == MEMBER
        }
        register = asked.pop("register_member", set())
        for table, names in asked.items():
            missing = register - names - {"member_code"}
            assert not missing or table == "relative_member", (campaign.notice.id, table, missing)


def test_print_faces_name_groups_and_columns_of_their_tables() -> None:
    printed: set[str] = set()
    named: set[str] = set()
    for campaign in campaigns():
        for form in campaign.forms.values():
            face = form.print_face
            if face is not None:
                groups = {group.title for group in campaign.tables[face.household_table].groups}
                assert set(face.household_groups) <= groups, (campaign.notice.id, form.id)
                assert set(face.also) <= set(face.household_groups), (campaign.notice.id, form.id)
                printed |= {column.name for column in campaign.columns(face.household_table)}
                named |= {name for columns in face.also.values() for name in columns}
                assert face.member_table is not None
                columns = {column.name for column in campaign.columns(face.member_table)}
                assert set(face.member_columns) <= columns, (campaign.notice.id, form.id)
    assert named <= printed


def test_reconstructed_bodies_are_marked() -> None:
    """No attachment body was published (forms.md 1); only the comparison sheet follows a screen that was."""
    known = {"register", "new"}
    assert {placed.item.id for placed in every(FORMS) if placed.item.status is None} <= known
