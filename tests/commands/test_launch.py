"""The launchers as a person uses them: what they ask, what they run, and that the results are the commands' own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from commands.launch import launch
from commands.notice import only_notice
from cunbiao.definitions import load_campaign
from cunbiao.definitions.launchers import Launcher, load_launchers
from cunbiao.definitions.notice_list import listed_notices
from sample.county import invent_county
from sample.roster import write_roster
from tests.commands.test_cli import YONGQIAO

HERE = ""  # the Enter key


def launcher(command: str) -> Launcher:
    return next(one for one in load_launchers().launchers if one.command == command)


def typing(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """A person who gives these answers one after the other, and what he was asked."""
    left = list(answers)
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return left.pop(0).strip()

    return ask, asked


def started(command: str, paths: Sequence[Path], *answers: str) -> tuple[int, list[str]]:
    ask, asked = typing(*answers)
    return launch(launcher(command), paths, ask), asked


def number_of(policy: str) -> str:
    return str([listed.id for listed in listed_notices()].index(policy) + 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Chinese letters, spaces, & and parentheses: a roster and the workbooks issued from it."""
    folder = tmp_path_factory.mktemp("desk") / "王 小明 & 同事 (2020)"
    folder.mkdir()
    campaign = load_campaign(YONGQIAO)
    write_roster(invent_county(campaign, 2, 3), folder / "花名册.xlsx")
    status, asked = started("generate", [folder / "花名册.xlsx"], number_of(YONGQIAO), HERE)
    assert status in (0, 1)
    assert campaign.notice.title in asked[0]
    assert str(folder / "采集表") in asked[1]
    return folder


def test_generating_puts_the_workbooks_beside_the_roster(desk: Path) -> None:
    assert len(list((desk / "采集表").glob("*/*.xlsx"))) == 2


def test_merging_asks_for_the_level_and_recognises_the_notice(desk: Path) -> None:
    status, asked = started("merge", [desk / "采集表"], "0", "二", "2", HERE)
    assert status in (0, 1)
    assert [question.splitlines()[0] for question in asked[:3]] == ["汇总到哪一级？"] * 3, "asked until it is a number"
    assert "按哪份通知" not in "".join(asked)
    assert len(list((desk / "采集表_县汇总").glob("*_汇总.xlsx"))) == 1


def test_results_go_where_the_person_says(desk: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处 的"
    started("merge", [desk / "采集表"], "1", f'"{elsewhere}"')
    assert list(elsewhere.glob("*_汇总.xlsx"))


def test_upload_and_check_of_what_was_made(desk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    started("merge", [desk / "采集表"], "2", str(tmp_path))
    rollup = next(tmp_path.glob("*_汇总.xlsx"))
    assert only_notice([rollup]) == YONGQIAO
    status, asked = started("upload", [rollup], "2", HERE)
    assert asked[0].startswith("每个乡镇几个人录入")
    assert status in (0, 1)
    assert list((tmp_path / "上报").glob("*.xlsx"))
    assert started("documents", [rollup], HERE)[0] in (0, 1)
    assert list((tmp_path / "文书").glob("*/*.docx"))
    capfd.readouterr()
    assert started("typed", [rollup, desk / "花名册.xlsx"], HERE)[0] == 0
    assert "该录的都录了" in capfd.readouterr().out, "nobody has changed anything since the register was exported"
    assert list(tmp_path.glob("*_录入核对.xlsx"))
    status, asked = started("check", [desk / "采集表"], str(tmp_path / "检查"))
    assert status in (0, 1)
    assert str(desk / "检查结果") in asked[0]
    assert "检查了 2 个文件" in capfd.readouterr().out


def test_what_buttons_tell_of_a_rollup_launchers_tell_too(
    desk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    started("merge", [desk / "采集表"], "2", str(tmp_path))
    rollup = next(tmp_path.glob("*_汇总.xlsx"))
    capfd.readouterr()
    status, asked = started("progress", [rollup])
    assert status in (0, 1)
    assert not asked
    assert "共 2 个村" in capfd.readouterr().out
    assert started("problems", [rollup], str(tmp_path / "清单"))[0] in (0, 1)
    assert [file.name for file in (tmp_path / "清单").glob("*.xlsx")] == [rollup.name.replace("汇总", "问题清单")]


@pytest.mark.parametrize(("command", "beside"), [("incomes", "收入计算"), ("verdicts", "核验"), ("print", "户表")])
def test_what_buttons_work_out_of_a_sheet_launchers_work_out_of_all(command: str, beside: str, desk: Path) -> None:
    status, asked = started(command, [desk / "采集表"], HERE)
    assert status == 0
    assert str(desk / beside) in asked[0]
    assert len(list((desk / beside).rglob("*.xlsx"))) >= 2


def test_a_village_whose_rows_are_full_gets_a_further_workbook_beside_its_own(desk: Path) -> None:
    own = next((desk / "采集表").glob("*/*.xlsx"))
    status, asked = started("further", [own], HERE)
    assert status == 0
    assert str(own.parent) in asked[0]
    assert own.with_name(f"{own.stem}_续表2.xlsx").is_file()


def test_settings_are_taken_when_dropped_along_and_offered_when_they_lie_beside(desk: Path, tmp_path: Path) -> None:
    settings = tmp_path / "县设置.yaml"
    settings.write_text("county: 埇桥区\nparameters:\n  exit_line: {value: 4321, source: 测试用}\n", encoding="utf-8")
    roster = tmp_path / "花名册.xlsx"
    roster.write_bytes((desk / "花名册.xlsx").read_bytes())

    def issued(*answers: str, paths: Sequence[Path]) -> bool:
        out = tmp_path / "采集表"
        started("generate", paths, number_of(YONGQIAO), *answers)
        identity = load_workbook(next(out.glob("*/*.xlsx")))["_identity"]
        return "4321" in "".join(str(cell.value) for row in identity for cell in row)

    assert issued(HERE, paths=[settings, roster])
    assert issued("1", HERE, paths=[roster])
    assert not issued("2", HERE, paths=[roster])


@pytest.mark.parametrize(
    ("command", "answers", "said"),
    [
        ("merge", [""], "没有给文件"),
        ("check", ["没有的 文件.xlsx"], "找不到"),
        ("generate", ["县设置.yaml"], "找不到"),
    ],
)
def test_a_window_with_nothing_dropped_asks_and_ends_in_a_sentence(
    command: str, answers: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status, asked = started(command, [], *answers)
    assert status == 2
    assert launcher(command).ask in asked[0]
    out = capfd.readouterr().out
    assert said in out
    assert "Traceback" not in out


def test_two_rollups_at_once_and_settings_alone_are_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("甲_汇总.xlsx", "乙_汇总.xlsx", "县设置.yaml")]
    for file in files:
        file.touch()
    assert started("upload", files[:2])[0] == 2
    assert started("merge", files[2:])[0] == 2
    out = capfd.readouterr().out
    assert "只拖一份" in out
    assert "只拖了县设置" in out


def test_installing_and_the_check_up_need_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert started("install", [])[0] == 2
    assert "只能装在 Windows" in capfd.readouterr().out
    assert started("doctor", [])[0] in (0, 1)
    assert "查了" in capfd.readouterr().out


def test_a_notice_is_exported_to_the_desktop_changed_and_put_into_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "Desktop").mkdir()
    status, asked = started("notice_export", [], number_of(YONGQIAO), HERE)
    assert status == 0
    assert str(tmp_path / "Desktop") in asked[1]
    (file,) = (tmp_path / "Desktop").glob("定义表_*.xlsx")
    status, _ = started("notice_apply", [file])
    assert status == 0
    assert [folder.name for folder in (tmp_path / "state" / "cunbiao" / "通知").iterdir()] == [f"{YONGQIAO}_1"]
    status, _ = started("notice_apply", [file, file])
    assert status == 2
