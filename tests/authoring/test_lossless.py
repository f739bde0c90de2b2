"""Exported and stored again without a change, a notice is the same in every definition."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commands.definition import apply, check, export
from commands.outcome import Status
from cunbiao.authoring.applied import applied
from cunbiao.authoring.book import read_book
from cunbiao.authoring.files import files_of, texts_of, write_texts
from cunbiao.definitions import load_campaign, policy_ids
from cunbiao.definitions.layers import kept_notices
from cunbiao.definitions.notices import Settings, SettingValue
from cunbiao.definitions.source import Document
from tests.authoring.definitions import everything
from tests.authoring.desk import Desk

SHISHENG = Path(__file__).parents[1] / "notices"


@pytest.mark.parametrize("notice", policy_ids())
def test_a_notice_comes_back_as_it_was(notice: str, tmp_path: Path, nothing_kept: Path) -> None:
    before = everything(load_campaign(notice))
    export(notice, tmp_path / "定义.xlsx")
    saved = Desk(tmp_path / "定义.xlsx").save()
    result = applied(read_book(saved))
    assert (result.mistakes, result.consequences) == ([], [])
    assert apply(saved).status is Status.DONE
    assert kept_notices() == {notice: nothing_kept / f"{notice}_1"}
    assert everything(load_campaign(notice)) == before


def test_what_no_sheet_shows_comes_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUNBIAO_NOTICES", str(SHISHENG))
    before = everything(load_campaign("shisheng-2022"))
    export("shisheng-2022", tmp_path / "定义.xlsx")
    apply(tmp_path / "定义.xlsx")
    assert everything(load_campaign("shisheng-2022")) == before


def test_the_countys_settings_go_along(tmp_path: Path) -> None:
    own = {
        "exit_line": SettingValue(value=4100.5, source="区文件"),
        "reference_date": SettingValue(value=date(2020, 11, 1), source="区"),
    }
    settings = tmp_path / "县设置.yaml"
    write_texts(
        texts_of({settings.name: Settings(county="埇桥区", parameters=own).model_dump(exclude_defaults=True)}), tmp_path
    )
    export("anhui-yongqiao-2020", tmp_path / "定义.xlsx", settings)
    assert check(tmp_path / "定义.xlsx").status is Status.DONE
    apply(tmp_path / "定义.xlsx")
    assert everything(load_campaign("anhui-yongqiao-2020")) == everything(
        load_campaign("anhui-yongqiao-2020", settings)
    )


@pytest.mark.parametrize(
    "value",
    [
        "no",
        "012",
        "2020-09-30",
        "1.5",
        "",
        "是：{form:x}",
        "a\nb\n",
        "~",
        "'",
        " 尾 ",
        0.1,
        3750.0,
        1e17,
        0.0000001,
        True,
        None,
        date(2020, 9, 30),
        [],
        {},
    ],
)
def test_yaml_says_every_value_as_it_was(value: object, tmp_path: Path) -> None:
    write_texts(texts_of({"x.yaml": {"value": value, "several": [value]}}), tmp_path)
    assert Document(tmp_path / "x.yaml").data == {"value": value, "several": [value]}
    assert files_of(tmp_path) == {"x.yaml": {"value": value, "several": [value]}}
