"""The words a row is told, decided over tables."""

from __future__ import annotations

import numpy as np
import pytest

from cunbiao import message_ids
from cunbiao.checking.row_messages import RowMessages, pieces, reason_texts, row_messages
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.messages import load_messages
from cunbiao.records.build import build_frames
from cunbiao.records.identity_sheet import Identity
from cunbiao.records.submission import RowLedger, Submission, TableRows, Value

TABLE = "decrease"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign("anhui-yongqiao-2020")


def told(campaign: Campaign, cells: dict[str, Value], **unreadable: str) -> str:
    """What one row of 附件3 is told; cells not given are blank, the household is in the register.

    ``unreadable`` says of a cell by which message reading put it aside.
    """
    columns = {column.name: [cells.get(column.name)] for column in campaign.columns(TABLE) if column.derived is None}
    typed = [column.name for column in campaign.columns("register_household") if column.derived is None]
    households: dict[str, list[Value]] = {name: [None] for name in typed}
    households["household_code"] = ["3413"]
    tables = {
        TABLE: _rows(TABLE, columns, unreadable),
        "register_household": _rows("register_household", households, {}),
    }
    identity = Identity(campaign.notice.id, campaign.year, "埇桥区", village_code="1")
    frames = build_frames(campaign, [Submission("a.xlsx", "", 0, 0.0, identity, tables, [])])
    frames.compute()
    messages = row_messages(frames, frames.tables[TABLE], pieces(campaign, TABLE, load_messages()))
    return str(messages.message[0])


def _rows(table: str, columns: dict[str, list[Value]], unreadable: dict[str, str]) -> TableRows:
    bad = {name: [0] for name in unreadable}
    told = {name: {0: message} for name, message in unreadable.items()}
    return TableRows(table, table, [6], ["S0001"], columns, bad, {}, {}, None, RowLedger(), told=told)


GOOD: dict[str, Value] = {
    "household_code": "3413",
    "name": "张三",
    "id_number": "11010519491231002X",
    "decrease_reason": "死亡",
    "decrease_date": 44000.0,
}


def test_a_row_without_mistakes_in_its_cells_is_told_nothing_about_them(campaign: Campaign) -> None:
    assert "CELL" not in told(campaign, GOOD)
    assert "ROW" not in told(campaign, GOOD)


LACKING = "还差 2 项必填（浅红）（CELL-01）；还有 1 项空着，能填的填上（浅黄）（CELL-01V）。"


def test_a_row_that_is_merely_unfinished_is_told_how_much_is_lacking(campaign: Campaign) -> None:
    assert told(campaign, {"household_code": "3413", "name": "张三"}) == LACKING


def test_what_is_wrong_comes_before_what_is_lacking(campaign: Campaign) -> None:
    message = told(campaign, {"household_code": "9999", "name": "张三"})
    assert message.startswith("必改：户编号“9999”") and message.endswith(f"。{LACKING}")


def test_sentences_are_parted_by_a_separator_and_each_level_ends_with_a_stop(campaign: Campaign) -> None:
    message = told(
        campaign, {"household_code": "9999", "decrease_reason": "搬走了"}, decrease_reason=message_ids.UNLISTED
    )
    assert message.startswith("必改：户编号“9999”") and message.endswith("）。")
    assert "（ROW-07）；" in message and "）。还差" in message
    assert "；。" not in message and "；；" not in message


def test_a_value_that_is_not_in_the_list_is_named(campaign: Campaign) -> None:
    message = told(campaign, GOOD | {"decrease_reason": "搬走了"}, decrease_reason=message_ids.UNLISTED)
    assert "“减少原因”填的内容不在可选项里（CELL-02）" in message
    assert "CELL-01" not in message


def test_a_date_nobody_can_read_is_not_called_empty(campaign: Campaign) -> None:
    message = told(campaign, GOOD | {"decrease_date": "去年"}, decrease_date=message_ids.WRONG_KIND)
    assert "“减少时间”应填日期（如 2020-9-30），现在填的认不出来（CELL-03）" in message
    assert "CELL-01V" not in message


def test_a_number_in_place_of_an_identity_number_has_lost_digits(campaign: Campaign) -> None:
    message = told(campaign, GOOD | {"id_number": "1.10105E+17"}, id_number=message_ids.NUMBER_FOR_IDENTITY)
    assert "“证件号码”是按数字存的" in message and "（CELL-05）" in message


def test_a_household_that_is_on_no_sheet_is_quoted(campaign: Campaign) -> None:
    assert "户编号“9999”在本村的户表（对照表-户、附件4边缘-户）里找不到（ROW-07）" in told(
        campaign, GOOD | {"household_code": "9999"}
    )


def test_the_state_says_what_kinds_of_messages_a_row_has() -> None:
    messages = RowMessages(
        {
            "必改": np.array(["", "；a；b", ""], dtype=object),
            "核实": np.array(["", "；c", "；c"], dtype=object),
            "提示": np.array(["", "", "；d"], dtype=object),
        },
        {
            "必改": np.array(["", "", "；e"], dtype=object),
            "核实": np.array(["", "", "；f"], dtype=object),
            "提示": np.array(["", "", ""], dtype=object),
        },
    )
    assert messages.state.tolist() == [0, 3, 3]
    assert messages.message.tolist() == ["", "必改：a；b。看一看：c。", "看一看：c；d。e；f。"]


def test_a_criterion_names_the_standard_nobody_has_given(campaign: Campaign) -> None:
    exit_verdict = campaign.verdicts("register_household")[0]
    income = next(one for one in exit_verdict.criteria if one.criterion.id == "exit-income")
    failed, opened = reason_texts(income)
    assert failed == f"；{income.criterion.label}：未达到"
    assert campaign.parameters["exit_line"].label in opened
