"""However a command ends, the person gets a sentence and the shell a status; never a traceback."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import typer

from commands.ending import guarded, there, told
from commands.outcome import STOPPED, CommandError, Outcome, Status
from cunbiao.definitions import DefinitionError
from cunbiao.definitions.source import TEMPLATES
from generators.publishing import PublishError


def ended(command: Callable[[], None]) -> int:
    """The exit status of a command."""
    with pytest.raises(typer.Exit) as left:
        guarded(command)()
    return left.value.exit_code


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def test_what_was_done_is_told_line_by_line_with_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome(lines=["做完了。", "有 [1] 个方括号。"], files=[Path("结果/甲.xlsx")])
    assert ended(lambda: told(outcome)) == 0
    assert capsys.readouterr().out.splitlines() == ["做完了。", "有 [1] 个方括号。", f"  → {Path('结果/甲.xlsx')}"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileExistsError(errno.EEXIST, "x", "结果"), ["“结果”", "不是文件夹", "换一个放结果的文件夹"]),
        (NotADirectoryError(errno.ENOTDIR, "x", "甲.xlsx/结果"), ["上一级是一个文件"]),
        (PermissionError(errno.EACCES, "x", "D:/结果"), ["没有权限", "再做一次"]),
        (OSError(errno.EROFS, "x", "结果"), ["只能读"]),
        (OSError(errno.ENOSPC, "x", "结果"), ["磁盘满了"]),
        (OSError(errno.EIO, "x", str(TEMPLATES)), ["村表通自己的文件", "重新解压"]),
        (OSError(9999, "x", b"\xff"), ["读不了或写不了"]),
    ],
)
def test_a_file_that_cannot_be_read_or_made_is_told_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError,
    words: Sequence[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ended(raising(error)) == 2
    told_ = capsys.readouterr().out.replace("\n", "")
    assert all(word in told_ for word in words), told_
    assert "程序出错了" not in told_
    assert list(tmp_path.iterdir()) == []


def test_something_for_a_person_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = Outcome()
    outcome.needs_person("有一份被隔离。")
    outcome.lines.append("别的都好。")
    assert ended(lambda: told(outcome)) == 1
    assert "有一份被隔离。" in capsys.readouterr().out


def test_what_a_part_has_to_say_is_added_and_the_worse_status_counts() -> None:
    whole, part = Outcome(lines=["甲"]), Outcome(lines=["乙"], files=[Path("乙.xlsx")], undecided=["东关村"])
    part.needs_person("丙")
    whole.add(part)
    whole.add(Outcome(lines=["丁"]))
    assert whole == Outcome(Status.NEEDS_PERSON, ["甲", "乙", "丙", "丁"], [Path("乙.xlsx")], ["东关村"])


@pytest.mark.parametrize(
    "mistake",
    [
        CommandError("没有找到[汇总表]。"),
        DefinitionError(Path("notice.yaml"), 3, "没有这个参数"),
        PublishError(Path("甲.xlsx"), "磁盘满了"),
    ],
)
def test_a_mistake_is_a_sentence_and_ends_with_2(mistake: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(raising(mistake)) == 2
    assert capsys.readouterr().out.strip() == str(mistake)


def test_who_stops_a_command_is_told_that_nothing_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(raising(KeyboardInterrupt())) == 2
    assert capsys.readouterr().out.strip() == STOPPED


def test_a_fault_of_ours_is_a_sentence_that_names_the_file_with_its_details(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ended(raising(ZeroDivisionError("除以零"))) == 2
    said = capsys.readouterr().out
    assert "Traceback" not in said
    (log,) = tmp_path.iterdir()
    assert log.name in said
    assert "ZeroDivisionError: 除以零" in log.read_text(encoding="utf-8")


def test_a_command_keeps_its_name_and_its_words() -> None:
    def merge() -> None:
        """合并."""

    assert (guarded(merge).__name__, guarded(merge).__doc__) == ("merge", "合并.")


def test_a_path_with_nothing_there_is_a_mistake(tmp_path: Path) -> None:
    there(tmp_path, None)
    with pytest.raises(CommandError, match=r"没有这个文件或文件夹：.*交四"):
        there(tmp_path, tmp_path / "交四")
