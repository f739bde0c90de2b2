"""The text of the launchers: cmd cannot be tried here, so what makes odd letters safe is looked at."""

from __future__ import annotations

import pytest

from cunbiao.definitions.launchers import load_launchers
from generators.xlam.launchers import CODE_PAGE, TEXTS, launcher_files

FILES = launcher_files()
LAUNCHERS = sorted(name for name in FILES if name.endswith(".bat"))


def lines(name: str) -> list[str]:
    return FILES[name].decode("ascii").split("\r\n")


@pytest.mark.parametrize("name", LAUNCHERS)
def test_a_launcher_is_ascii_with_the_line_ends_cmd_needs(name: str) -> None:
    content = FILES[name]
    assert content.isascii()
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n")
    assert not content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", LAUNCHERS)
def test_the_interpreter_is_the_bundles_own_and_quoted(name: str) -> None:
    command = next(one.command for one in load_launchers().launchers if one.file == name)
    started = [line for line in lines(name) if "python.exe" in line and line.startswith('"')]
    assert started == [rf'"%~dp0python\python.exe" -E -P -X utf8 -m commands.started {command} %*']
    for line in lines(name):
        for place in ("%~dp0", "%~f0"):
            assert line.count(place) == line.count(f'"{place}') + line.count(f"={place}"), "a path outside quotes"


@pytest.mark.parametrize("name", LAUNCHERS)
def test_exclamation_marks_are_only_special_where_the_raw_line_is_kept(name: str) -> None:
    text = lines(name)
    on, off = text.index("setlocal EnableDelayedExpansion"), text.index("setlocal DisableDelayedExpansion")
    assert text[on + 1 : off] == ['set "CUNBIAO_LINE=!cmdcmdline!"']
    assert not [line for line in text[off:] if "!" in line]
    assert not [line for line in text[:on] if "%" in line]


@pytest.mark.parametrize("name", LAUNCHERS)
def test_the_window_ends_with_the_launcher(name: str) -> None:
    # cmd would go on to run what stands behind an & in a dropped path as a command of its own.
    assert lines(name)[-2:] == ["exit 2", ""]
    assert not [line for line in lines(name) if line.startswith("exit /b")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("unfit", ["64 位", "Windows 10"]), ("missing", ["解压", "隔离"]), ("broken", ["信任区", "技术人员"])],
)
def test_without_the_program_a_chinese_text_says_what_to_do(text: str, said: list[str]) -> None:
    shown = FILES[f"{TEXTS}/{text}.txt"].decode(CODE_PAGE)
    assert all(word in shown for word in said)
    for name in LAUNCHERS:
        wanted = lines(name)
        assert f'set "CUNBIAO_SAY={text}"' in wanted
        assert wanted[-5:-1] == [
            "chcp 936 >nul",
            rf'type "%~dp0{TEXTS}\%CUNBIAO_SAY%.txt"'.replace("/", "\\"),
            "pause",
            "exit 2",
        ]


@pytest.mark.parametrize("name", LAUNCHERS)
def test_the_system_is_looked_at_before_the_interpreter_starts_and_the_code_page_is_left_alone(name: str) -> None:
    text = lines(name)
    started = next(number for number, line in enumerate(text) if line.startswith('"'))
    assert [line for line in text[:started] if "PROCESSOR_ARCHITECTURE" in line]
    assert [line for line in text[:started] if line.startswith("for %%v in (5.0 5.1 5.2 6.0 6.1 6.2)")]
    assert not [line for line in text[:started] if line.startswith("chcp")]


def test_there_is_a_launcher_for_every_step() -> None:
    # fmt: off
    assert set(LAUNCHERS) == {
        "生成.bat", "检查.bat", "重新装表.bat", "续表.bat", "合并.bat", "收表进度.bat", "问题清单.bat", "退回.bat",
        "疑似问题.bat", "全表收入.bat", "全表核验.bat", "打印户表.bat", "上报.bat", "录入核对.bat", "文书.bat",
        "导出定义表.bat", "启用定义表.bat", "安装加载项.bat", "卸载加载项.bat", "体检.bat", "WPS试验.bat",
    }
    # fmt: on
