"""A click from its command line to its exit status: mistakes, faults, a closed Excel, other versions, what it loads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.__main__ import carry_out, main
from addin.buttons import COMMANDS, command
from addin.click import Click
from addin.session import Session
from addin.state import State
from addin.stop import Stopped
from commands.outcome import CommandError, Status
from cunbiao.definitions.ribbon import load_ribbon
from cunbiao.version import VERSION
from tests.addin.desk import Desk, busy, gone
from tests.addin.test_session import logged

ROOT = Path(__file__).parents[2]


def clicked(session: Session, monkeypatch: pytest.MonkeyPatch, does: Callable[[Session], None]) -> Status:
    """Carries out a click on a button that does this."""
    monkeypatch.setattr("addin.__main__.command", lambda button: does)
    return carry_out(Click("any"), session)


def test_every_command_is_a_button_and_can_be_loaded() -> None:
    buttons = {button.id for button in load_ribbon().buttons}
    assert COMMANDS.keys() == buttons
    for button in COMMANDS:
        assert callable(command(button))


def test_a_mistake_is_one_sentence(session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(session: Session) -> None:
        raise CommandError("没有这个文件。请换一个。")

    assert clicked(session, monkeypatch, mistaken) == Status.NOT_DONE
    assert desk.told == ["没有这个文件。请换一个。"]


def test_a_fault_names_its_log(session: Session, desk: Desk, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(session: Session) -> None:
        raise ZeroDivisionError("ours")

    assert clicked(session, monkeypatch, faulty) == Status.NOT_DONE
    (told,) = desk.told
    log = Path(told.rpartition("：")[2])
    assert log.parent == state.logs
    assert "ZeroDivisionError: ours" in log.read_text(encoding="utf-8")
    assert "Traceback" not in told


def test_a_stopped_work_says_so_and_frees_the_way(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(session: Session) -> None:
        session.progress("汇总")
        raise Stopped

    assert clicked(session, monkeypatch, stopped) == Status.NOT_DONE
    assert desk.told == ["已停止，没有写出结果。"]
    assert desk.status_bar is False
    assert not session.lock.is_taken()


def test_an_excel_that_is_busy_in_the_middle_is_told_with_what_to_do(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(session: Session) -> None:
        raise busy()

    assert clicked(session, monkeypatch, interrupted) == Status.NOT_DONE
    assert "按 Esc" in desk.told[0]


def test_an_excel_that_was_closed_ends_the_click_quietly(
    session: Session, desk: Desk, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(session: Session) -> None:
        raise gone()

    assert clicked(session, monkeypatch, closed) == Status.NOT_DONE
    assert desk.told == []
    assert "com_error" in logged(state)


def test_other_versions_are_told_once_a_click(calc: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    told = calc.impl.messages.told
    assert main(["about", f"--version={VERSION}"], lambda click: calc) == 0
    assert "重新安装" not in told[-1].text
    assert main(["about", "--version=2019.9"], lambda click: calc) == 0
    assert len(told) == 2
    assert "加载项是 2019.9 版" in told[-1].text
    assert "重新安装" in told[-1].text


def started(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A click as the launcher starts it."""
    return subprocess.run(
        [sys.executable, "-P", "-X", "utf8", "-m", "addin", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder)},
        check=False,
    )


def test_with_no_program_to_talk_to_the_last_words_say_what_is_wrong(tmp_path: Path) -> None:
    done = started("about", "--hwnd=0", folder=tmp_path / "用户 张三")
    assert done.returncode == 2
    assert "程序不完整" in done.stderr, "there is no pywin32 here"
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "用户 张三" / "cunbiao" / "日志").glob("*.txt"))


def test_a_line_of_another_add_in_is_told_without_any_program(tmp_path: Path) -> None:
    done = started("progress", "--hwnd=1", "--colour=red", "--version=2019.9", folder=tmp_path)
    assert done.returncode == 2
    assert "加载项是 2019.9 版" in done.stderr
    assert "usage" not in done.stderr


@pytest.mark.parametrize(
    ("ending", "said"), [(SystemExit(3), "程序出错了"), (ImportError("DLL load failed"), "重新解压一次")]
)
def test_every_early_end_reaches_the_person(
    ending: BaseException, said: str, session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(session: Session) -> None:
        raise ending

    assert clicked(session, monkeypatch, ended) == Status.NOT_DONE
    assert said in desk.told[0]


@pytest.mark.parametrize(
    ("ending", "said"), [(SystemExit(3), "程序出错了"), (ImportError("DLL load failed"), "重新解压一次")]
)
def test_an_end_before_the_program_is_reached_does_too(
    ending: BaseException,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def unreachable(click: Click) -> xw.App:
        raise ending

    assert main(["about"], unreachable) == Status.NOT_DONE
    assert said in capsys.readouterr().err


def test_a_fault_without_room_for_its_log_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("commands.fault_log.write_log", full)

    def unreachable(click: Click) -> xw.App:
        raise ZeroDivisionError("ours")

    assert main(["about"], unreachable) == Status.NOT_DONE
    assert "磁盘是不是满了" in capsys.readouterr().err


def test_a_click_loads_nothing_that_merging_can_do_without() -> None:
    """Merging is the most a button needs; what is loaded besides would only be waited for at every click."""
    script = (
        "import sys; import xlwings; from addin.__main__ import main; from addin.buttons import command;"
        "command('merge_county'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    loaded = {module.partition(".")[0] for module in done.stdout.split()}
    assert loaded >= {"xlwings", "cunbiao", "generators"}
    assert loaded.isdisjoint(
        {"jinja2", "markdown_it", "office", "openpyxl", "packaging", "pyopenvba", "rich", "sample", "typer"}
    )
