"""What a line of a slip lets a village write, and what it says where nothing can be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from cunbiao import message_ids
from cunbiao.findings import Finding, Place
from cunbiao.merging.cells import FoundRows
from cunbiao.records.slip import SlipHead
from cunbiao.records.submission import Value
from generators.publishing import publish
from generators.send_back import lines_for, slip_file
from generators.send_back.lines import Line
from generators.send_back.slip import SHEET
from tests.merging.invented import campaign, household, member, merged, person_number, submission

HOME, PEOPLE = "register_household", "register_member"
CODE = "34130210000001"
KIND, STATUS = "household_type", "poverty_status"


def line(field: str, now: Value, issued: Value) -> Line:
    """The line about one cell of a household that is to be verified."""
    homes = [household(CODE, 1, "张三", person_number(1), **{field: now})]
    people = [member(CODE, "张三", person_number(1))]
    own = submission("东关村", {HOME: homes, PEOPLE: people})
    rows = replace(own.tables[HOME], issued={field: [issued]})
    own = replace(own, tables={**own.tables, HOME: rows})
    place = Place(own.file, rows.sheet, rows.rows[0], rows.letters[field])
    found = Finding(message_ids.LOCKED_CHANGED, "核实", "单格", "被改动", "恢复", place, own.identity.village_code)
    [only] = lines_for([found], campaign(), FoundRows(merged(own)), {})
    return only


def test_a_locked_value_that_is_decided_elsewhere_can_only_be_put_back(tmp_path: Path) -> None:
    own = line(KIND, "脱贫户", "贫困户")
    assert (own.slip.before, own.issued, own.slip.locked) == ("脱贫户", "贫困户", True)
    head = SlipHead(campaign().notice.id, "", 2020, "埇桥区", "东关镇", "东关村", "1", "2020-11-05")
    path = publish(slip_file(tmp_path / "整改.xlsx", head, [own], campaign(), None)).path
    rules = {rule.formula1: rule.prompt for rule in openpyxl.load_workbook(path)[SHEET].data_validations.dataValidation}
    assert "下发时就错了的，在《信息更正》表里更正脱贫状态；" in rules['"贫困户"']


def test_a_locked_value_as_it_was_issued_says_who_changes_it_and_where() -> None:
    own = line(KIND, "贫困户", "贫困户")
    assert (own.slip.field, own.issued) == ("", "")
    assert own.instead.startswith(
        "村里改不了：在《信息更正》表里更正脱贫状态；该纳入、退出监测的，由县里在全国系统里办"
    )


def test_a_locked_value_whose_correction_is_decided_takes_any_value_of_its_list() -> None:
    own = line(STATUS, "未脱贫", "未脱贫")
    assert (own.slip.field, own.slip.locked, own.issued, own.instead) == (STATUS, True, "", "")
    assert own.choices is not None
