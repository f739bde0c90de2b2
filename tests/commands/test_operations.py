"""What is not proved never goes up as done: an operation waits with its reason, everything else of a household goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.outcome import Status
from commands.upload import upload
from cunbiao.definitions import load_campaign
from cunbiao.definitions.layers import OWN_NOTICES
from cunbiao.records.identity_sheet import Cell
from tests.commands.conftest import SOUTH, UPLOAD, SmallNotice, home, rolled_up
from tests.commands.test_upload import column
from tests.inline import FORM, RULES, notice

OPERATIONS = """\
operations:
  - id: leave
    set: small
    label: 标注脱贫
    tables: [homes]
    asked_by: operation == "标注脱贫"
    from: {poverty_status: [未脱贫]}
    elsewhere: {blocks: SM-09, message: 不是未脱贫户, fix: 不标注}
    needs: {verdict: fed}
    undecided: {do: wait, blocks: SM-08, fix: 入户核实}
    fields: [operation]
    decided_by: county
    tab: leaving
    source: 试
"""
VERDICT = """\
verdicts:
  - id: fed
    title: 吃饭核验
    on: [household]
    applies: operation == "标注脱贫"
    otherwise: 没有提出
    criteria:
      - {id: fed-food, label: 不愁吃, met: food_secure == "是", inputs: [food_secure], blocks: SM-07, source: 试}
"""
LEAVING = """\
  - id: leaving
    title: 标注
    platform: 试
    tables: [homes]
    note: 试
    source: 试
    when: operation == "标注脱贫"
    columns:
      - {header: 户编号, indicator: household_code}
      - {header: 核验, verdict: fed}
"""


LINE = """\
      - id: fed-line
        label: 收入达标
        met: wage_income >= param.exit_line
        inputs: [wage_income]
        blocks: SM-06
        source: 试
"""


def small(folder: Path, verdict: str = VERDICT, criteria: str = "fed-food: 试") -> SmallNotice:
    """A notice with an operation that a verdict gates."""
    asked = "wage_income, operation, poverty_status, food_secure, member_rows]"
    files = {
        "forms/small.yaml": FORM.replace("wage_income, member_rows]", asked),
        "rules/small.yaml": RULES + verdict,
        "operations.yaml": OPERATIONS,
        "uploads/small.yaml": UPLOAD + LEAVING,
    }
    notice(folder, f"extends: national-2019\nverdicts: [{{verdict: fed, criteria: {{{criteria}}}}}]\n", files)
    return SmallNotice(load_campaign("small-2020"))


@pytest.fixture(autouse=True)
def notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the notices of these tests."""
    monkeypatch.setenv(OWN_NOTICES, str(tmp_path / "通知"))
    return tmp_path / "通知"


def asking(number: int, **values: Cell) -> dict[str, Cell]:
    """A household for which the operation is asked, and may be unless ``values`` say otherwise."""
    asked: dict[str, Cell] = {"operation": "标注脱贫", "poverty_status": "未脱贫", "food_secure": "是"}
    return home(SOUTH, number, **{**asked, **values})


def test_only_what_is_proved_goes_up_and_the_rest_of_the_household_with_it(notices: Path, tmp_path: Path) -> None:
    homes = [
        asking(1),
        asking(2, food_secure="否"),
        asking(3, food_secure=None),
        asking(4, id_number=None),
        asking(5, poverty_status="已脱贫"),
        asking(6, poverty_status=None),
        home(SOUTH, 7),
    ]
    small(notices).write(tmp_path / "交回", SOUTH, homes)
    outcome = upload(rolled_up(tmp_path, "township"), tmp_path / "上报")
    assert outcome.status is Status.NEEDS_PERSON
    (file,) = outcome.files
    codes = [str(own["household_code"]) for own in homes]
    assert column(file, "户", "户编号") == codes
    assert (column(file, "标注", "户编号"), column(file, "标注", "核验")) == ([codes[0]], ["符合"])
    sheets = ("上报表", "户编号", "编号", "为什么暂缓、怎么改")
    waiting = zip(*(column(file, "暂缓上报", name) for name in sheets), strict=True)
    told = {str(code): (check, str(why)) for sheet, code, check, why in waiting if sheet == "标注"}
    assert {code: check for code, (check, _) in told.items()} == {
        codes[1]: "SM-07",
        codes[2]: "SM-08",
        codes[3]: "CELL-01",
        codes[4]: "SM-09",
        codes[5]: None,
    }
    assert "吃饭核验：不符合，先不标注脱贫。不愁吃：未达到" in told[codes[1]][1]
    assert told[codes[2]][1].startswith("吃饭核验：无法判定，先不标注脱贫。不愁吃：缺资料")
    assert told[codes[2]][1].endswith("。入户核实。")
    assert told[codes[3]][1].startswith("成员张4：") and "证件号码" in told[codes[3]][1]
    assert told[codes[4]][1].startswith("不是未脱贫户")
    assert told[codes[5]][1] == "“脱贫状态”没有填，先不标注脱贫。请县里核对名册。"


def test_for_a_line_nobody_gave_no_village_is_sent_to_look(notices: Path, tmp_path: Path) -> None:
    small(notices, VERDICT + LINE, "fed-food: 试, fed-line: 试").write(tmp_path / "交回", SOUTH, [asking(1)])
    (file,) = upload(rolled_up(tmp_path, "township"), tmp_path / "上报").files
    assert column(file, "标注", "户编号") == []
    (why,) = map(str, column(file, "暂缓上报", "为什么暂缓、怎么改"))
    assert why.startswith("吃饭核验：无法判定，先不标注脱贫。收入达标：缺资料")
    assert "通知和县级设置都没有给出" in why and "入户核实" not in why
    assert column(file, "暂缓上报", "编号") == [None]
