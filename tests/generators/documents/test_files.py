"""Which documents a register gives, who stands in them, and what keeps somebody out of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cunbiao.definitions import DefinitionError, load_campaign
from cunbiao.merging.register import Register
from generators.documents import DocumentError, DocumentSet, document_set, tells_a_number
from generators.documents.facts import DocumentFacts
from tests.campaign.screen.filled import given_everything
from tests.generators.rollup.registers import VILLAGES
from tests.inline import changed
from tests.merging.invented import Row, campaign, household, member, merged, person_number, submission

LINE = campaign(exit_line=4000)
SHAANXI = load_campaign("shaanxi-2019")
HUBEI = load_campaign("hubei-2015")
YONGAN = given_everything("fujian-yongan-2021")


def village(households: Sequence[Row], number: int = 0, **tables: Sequence[Row]) -> Register:
    """东关村 with these households, each with its head, under an exit line of 4000 元."""
    code, name, township = VILLAGES[number]
    heads = [member(str(own["household_code"]), str(own["head_name"]), str(own["head_id"])) for own in households]
    own = {"register_household": households, "register_member": heads, **tables}
    return merged(submission(name, own, code=code, township=township, of=LINE), of=LINE)


def leaving(code: str, head: str, serial: int, /, **values: str | float | None) -> Row:
    """A household that asks to be marked as out of poverty."""
    return household(
        code, 1, head, person_number(serial), **{"operation": "标注脱贫", "village_group": "一组", **values}
    )


def found(documents: DocumentSet, name: str) -> list[DocumentFacts]:
    return [facts for _, facts in documents.found if facts.document.definition.id == name]


def pages(facts: DocumentFacts) -> list[Any]:
    every = facts.context["pages"]
    assert isinstance(every, list)
    return every


def heads(facts: DocumentFacts, place: str = "head") -> list[str]:
    """Who stands in a document, list by list."""
    return [row.cells[one.number_of(place)] for one in facts.lists for row in one.rows]


def test_a_document_is_made_where_there_is_somebody_it_is_about() -> None:
    documents = document_set(village([leaving("3413000001", "赵一", 1)]))
    (sheet,) = found(documents, "exit_publicity")
    assert (sheet.place.village, heads(sheet)) == ("东关村", ["赵一"])
    assert found(document_set(village([household("3413000001", 1, "赵一", person_number(1))])), "exit_publicity") == []


@pytest.mark.parametrize(("income", "published"), [(3999.99, False), (4000.0, True), (4000.01, True)])
def test_only_who_has_the_verdict_is_published(income: float, published: bool) -> None:
    documents = document_set(village([leaving("3413000001", "赵一", 1, wage_income=income)]))
    assert bool(found(documents, "exit_publicity")) is published
    assert heads(found(documents, "review_minutes")[0]) == ["赵一"]


def test_an_open_item_keeps_a_household_off_the_wall() -> None:
    households = [leaving("3413000001", "赵一", 1, safe_water=None), leaving("3413000002", "赵二", 2)]
    (sheet,) = found(document_set(village(households)), "exit_publicity")
    assert heads(sheet) == ["赵二"]


@pytest.mark.parametrize(
    ("typed", "tells"),
    [
        ("赵一13900000000", True),
        ("赵一 139-0000-0000", True),
        ("赵一１３９００００００００", True),
        ("赵一2组20201018", False),
    ],
)
def test_a_number_typed_beside_a_name_is_not_published(typed: str, tells: bool) -> None:
    assert tells_a_number(typed) is tells
    rows = [leaving("3413000001", "赵一", 1, village_group=typed), leaving("3413000002", "赵二", 2)]
    documents = document_set(village(rows))
    (sheet,) = found(documents, "exit_publicity")
    assert heads(sheet) == (["赵二"] if tells else ["赵一", "赵二"])
    assert len(documents.held_back) == tells


def test_every_household_has_its_page_with_every_criterion() -> None:
    rows = [leaving("3413000001", "赵一", 1), leaving("3413000002", "赵二", 2, dangerous_house="是")]
    (form,) = found(document_set(village(rows)), "exit_form")
    first, second = pages(form)
    assert (first.row.head, second.row.head) == ("赵一", "赵二")
    assert {line.result for line in first.lines} == {"达到"}
    assert [line.label for line in second.lines if line.result == "未达到"] == ["住房安全有保障"]


def test_townships_and_the_county_have_documents_of_their_own() -> None:
    documents = document_set(village([leaving("3413000001", "赵一", 1)]))
    levels = {facts.place.level for _, facts in documents.found}
    assert levels == {"village", "township"}
    assert found(documents, "system_request")[0].context["figures"]


def test_one_village_is_made_alone() -> None:
    documents = document_set(village([leaving("3413000001", "赵一", 1)]), "东关村")
    assert {facts.place.level for _, facts in documents.found} == {"village"}
    assert document_set(village([leaving("3413000001", "赵一", 1)]), "西庄村").found == ()


def test_files_lie_by_township_and_village_and_are_numbered_as_the_notice_has_them(tmp_path: Path) -> None:
    documents = document_set(village([leaving("3413000001", "赵一", 1)]))
    names = [output.path.relative_to(tmp_path).as_posix() for output in documents.outputs(tmp_path)]
    assert "东关镇/东关村/06 拟脱贫退出贫困户公示（待核对）.docx" in names
    assert "东关镇/09 东关镇关于开通信息系统功能的申请（待核对）.docx" in names
    assert len(names) == len(set(names))


def test_a_list_is_a_workbook_with_identity_numbers_as_text(tmp_path: Path) -> None:
    """002 第4问: who is to be compared; a number that cannot be right is named, and not left out."""
    right, wrong = person_number(1), person_number(1)[:-1] + "?"
    tables = {
        "new_household": [household("新01", 2, "孙新", right, _added=1.0)],
        "new_member": [member("新01", "孙新", right, _added=1.0), member("新01", "孙错", wrong, "配偶", _added=1.0)],
    }
    documents = document_set(merged(submission("东关村", tables, of=SHAANXI), of=SHAANXI))
    target = next(own for own in documents.outputs(tmp_path) if own.path.name == "03 拟纳入人员比对名单（待核对）.xlsx")
    with (tmp_path / "名单.xlsx").open("wb") as file:
        target.write(file)
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx")["新识别"]
    lines = {row[5].value: row for row in sheet.iter_rows() if row[5].value in ("孙新", "孙错")}
    number, checked = lines["孙新"][7], lines["孙新"][9]
    assert (number.value, number.data_type, number.number_format) == (right, "s", "@")
    assert (checked.value, lines["孙错"][9].value) == ("格式正确", "号码不对，先核对")


def test_a_list_shows_amounts_to_the_cent_and_what_they_are(tmp_path: Path) -> None:
    columns = HUBEI.columns("register_household")
    incomes: Row = {column.name: 0.0 for column in columns if column.kind == "money" and column.derived is None}
    home = {**household("1", 3, "赵一", person_number(1)), **incomes, "relocated": "是", "wage_income": 10_000.0}
    documents = document_set(merged(submission("东关村", {"register_household": [home]}, of=HUBEI), of=HUBEI))
    target = next(own for own in documents.outputs(tmp_path) if "档案目录" in own.path.name)
    with (tmp_path / "名单.xlsx").open("wb") as file:
        target.write(file)
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").worksheets[0]
    (row,) = (row for row in sheet.iter_rows() if row[5].value == "赵一")
    (amount,) = (cell for cell in row if cell.number_format == "#,##0.00")
    (persons,) = (cell for cell in row[1:] if cell.value == 3)
    assert amount.value == pytest.approx(10_000 / 3)
    assert persons.number_format == "General"


def test_a_publicity_is_due_where_there_is_nobody_too() -> None:
    """002 第15问: the second publicity, in villages without anybody new."""
    documents = document_set(merged(submission("东关村", {}, of=SHAANXI), of=SHAANXI))
    assert found(documents, "first_publicity") == []
    (second,) = found(documents, "second_publicity")
    (page,) = pages(second)
    assert page.body[0].startswith("经核查和村民代表民主评议，东关村2019 年没有拟新识别、返贫的贫困户，现予公示。")
    assert page.tables == []
    assert [facts.place.level for facts in found(documents, "level_publicity")] == ["township", "county"]


def applying(**values: str | float | None) -> Register:
    """A household of 永安 that applied for 脱贫（不享受政策）, before its announcement; far above every line."""
    code, number = "3504810001", person_number(1)
    row = household(code, 1, "赵一", number, poverty_status="已脱贫", wage_income=90_000.0, village_group="一组")
    row = {**row, "household_attribute": "一般脱贫户"}
    asked: Row = {"household_code": code, "apply_date": 44_480.0, "review_date": 44_490.0, "foundation_firm": "是"}
    tables: dict[str, Sequence[Row]] = {
        "register_household": [row],
        "register_member": [member(code, "赵一", number)],
        "no_policy": [{**asked, **values}],
    }
    return merged(submission("东关村", tables, of=YONGAN), of=YONGAN)


def test_what_is_announced_meets_everything_but_the_announcement() -> None:
    """004 四(三): the household applies, is discussed, is announced; only then the township has something to review."""
    before = document_set(applying())
    assert heads(found(before, "np_notice")[0]) == ["赵一"]
    assert found(before, "np_request") == []
    assert heads(found(document_set(applying(notice_date=44_500.0)), "np_request")[0]) == ["赵一"]


def test_who_may_not_be_marked_is_not_announced() -> None:
    """004 四(三) 三要: 脱贫基础不够牢固的不得标识."""
    documents = document_set(applying(foundation_firm="否"))
    assert found(documents, "np_notice") == []
    assert heads(found(documents, "np_review")[0]) == ["赵一"]


@pytest.mark.parametrize("income", [0.0, 1e6])
def test_relative_poverty_is_left_by_those_above_the_line(income: float) -> None:
    """004 一(七): 超出低保标准 1.3 倍, and the burden is really solved."""
    row = household(
        "相01", 2, "钱二", person_number(2), relative_income=income, burden_solved="是", leaves_relative="是"
    )
    row = {**row, "visited_on": 44_500.0, "burden": "上学", "relative_exit_date": 44_550.0, "compared_on": 44_490.0}
    documents = document_set(merged(submission("东关村", {"relative_household": [row]}, of=YONGAN), of=YONGAN))
    (check,) = found(documents, "relative_check")
    assert {line.result for line in pages(check)[0].lines} == ({"达到"} if income else {"达到", "未达到"})
    assert [heads(own) for own in found(documents, "relative_publicity")] == ([["钱二"]] if income else [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nobody }}", "“nobody”这份文书没有，能写的有"),
        ("{{ village", "unexpected end"),
        ("{{ rows.nothing }}", "“rows.nothing”这份文书没有"),
        ("{{ rows.sum.nothing }}", "“rows.sum.nothing”这份文书没有"),
        ("{{ figure.nothing }}", "“figure.nothing”这份文书没有"),
    ],
)
def test_a_text_that_names_what_is_not_there_is_refused_when_it_is_read(tmp_path: Path, text: str, said: str) -> None:
    lists = "lists: [{id: rows, from: [register_household], columns: [{id: head, label: 户主, value: head_name}]}]"
    own = f"{{id: own, title: 说明, levels: [village], clause: 试, layout: 公文.docx, {lists}, body: ['{text}']}}"
    folder = changed(tmp_path, "shaanxi-2019", {}, {"documents/own.yaml": f"documents:\n  - {own}\n"})
    with pytest.raises(DefinitionError) as refused:
        load_campaign(folder)
    assert said in str(refused.value)
    assert f"“{text}”" in str(refused.value)


def test_a_text_that_cannot_be_filled_is_named(tmp_path: Path) -> None:
    text, said = "{{ place.nothing }}", "no attribute"
    own = f"{{id: own, title: 说明, levels: [village], clause: 试, layout: 公文.docx, body: ['{text}']}}"
    folder = changed(tmp_path, "shaanxi-2019", {}, {"documents/own.yaml": f"documents:\n  - {own}\n"})
    mistaken = load_campaign(folder)
    with pytest.raises(DocumentError) as refused:
        document_set(merged(submission("东关村", {}, of=mistaken), of=mistaken))
    assert f"文书“说明”里的“{text}”填不出来" in str(refused.value)
    assert said in str(refused.value)
