"""A launcher from what was dropped on it to the end of its window; `commands.started` is what it starts.

Turns what was dropped into the command of the command line, asks for what that still needs, and waits before the window
closes. Nothing is decided here that the command does not decide itself.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import typer
from rich.markup import escape

from commands import garbage
from commands.cli import app
from commands.console import console, safe_streams
from commands.dropped import dropped_on, paths_in, rosters, workbooks
from commands.ending import guarded
from commands.outcome import CommandError
from commands.questions import Ask, chosen, notice_chosen
from cunbiao.definitions.launchers import ORDERLY_END, Launcher, load_launchers

_LEVELS = (("township", "乡镇"), ("county", "县"))


def main() -> None:
    """Entry point; the launcher passes the raw command line and its own path in the environment.

    The exit status is that of the command, above `ORDERLY_END`.
    """
    safe_streams()
    garbage.look_seldom()
    command, *split = sys.argv[1:]
    launcher = next(one for one in load_launchers().launchers if one.command == command)
    paths = dropped_on(os.environ.get("CUNBIAO_LAUNCHER", ""), os.environ.get("CUNBIAO_LINE", ""), split)
    status = launch(launcher, paths, _ask)
    with contextlib.suppress(CommandError):
        _ask("\n按回车键关闭。")
    sys.exit(ORDERLY_END + status)


def launch(launcher: Launcher, paths: Sequence[Path], ask: Ask) -> int:
    """Runs the launcher's command on ``paths``; returns the command's exit status."""
    console().print(f"村表通  {launcher.title}\n", style="bold")
    try:
        _run(launcher, paths, ask)
    except typer.Exit as end:
        return end.exit_code
    return 0


@guarded
def _run(launcher: Launcher, paths: Sequence[Path], ask: Ask) -> None:
    if launcher.ask:
        paths = _given(launcher, paths, ask)
    words = _WORDS[launcher.command](paths, ask)
    console().print()
    raise typer.Exit(app(words, standalone_mode=False) or 0)


def _given(launcher: Launcher, paths: Sequence[Path], ask: Ask) -> list[Path]:
    """What to work on; asked for when nothing was dropped.

    Raises:
        CommandError: nothing was given, or nothing is there.
    """
    given = list(paths) or paths_in(ask(f"{launcher.ask}，再按回车键："))
    if not given:
        raise CommandError("没有给文件，什么也没有做。")
    missing = [str(path) for path in given if not path.exists()]
    if missing:
        raise CommandError(f"找不到 {'、'.join(missing)}。看看是不是挪走了；路径太长的，先把文件夹挪浅一点。")
    return [path.absolute() for path in given]


def _generate(paths: Sequence[Path], ask: Ask) -> list[str]:
    settings, others = _settings_apart(paths)
    found = rosters(others)
    if not found:
        raise CommandError("没有花名册。请把户信息、人口信息的 .xlsx、.xls 或 .csv 文件拖过来。")
    policy = notice_chosen(ask)
    settings = settings or _settings_beside(found[0], ask)
    words = ["generate", "--policy", policy, "--out", _out(found[0].parent / "采集表", ask)]
    for roster in found:
        words += ["--roster", str(roster)]
    return words + _settings_words(settings)


def _check(paths: Sequence[Path], ask: Ask) -> list[str]:
    files = workbooks(paths)
    if not files:
        raise CommandError("没有可以检查的表。请拖填好的 .xlsx 文件，或者装着它们的文件夹。")
    out = _out(paths[0].parent / "检查结果", ask)
    return ["check", "--out", out, "--", *map(str, files)]


def _restamp(paths: Sequence[Path], ask: Ask) -> list[str]:
    files = _some(paths, "填好的采集表")
    return ["restamp", "--out", _out(paths[0].parent / "重新装表", ask), "--", *map(str, files)]


def _further(paths: Sequence[Path], ask: Ask) -> list[str]:
    files = _some(paths, "采集表")
    return ["further", "--out", _out(paths[0].parent, ask), "--", *map(str, files)]


def _progress(paths: Sequence[Path], ask: Ask) -> list[str]:
    return ["progress", "--", *map(str, _some(paths, "汇总表"))]


def _problems(paths: Sequence[Path], ask: Ask) -> list[str]:
    rollup = _one_rollup(paths, "问题清单")
    return ["problems", "--out", _out(rollup.parent, ask), "--", str(rollup)]


def _return(paths: Sequence[Path], ask: Ask) -> list[str]:
    rollups = _some(paths, "汇总表")
    due = ask("什么时候以前交回？写成 2020-11-20 这样；按回车键就到通知的下一个期限：").strip()
    words = ["return", "--out", _out(paths[0].parent, ask), *(["--by", due] if due else [])]
    return [*words, "--", *map(str, rollups)]


def _suspected(paths: Sequence[Path], ask: Ask) -> list[str]:
    return ["suspected", "--out", _out(paths[0].parent, ask), "--", *map(str, paths)]


def _incomes(paths: Sequence[Path], ask: Ask) -> list[str]:
    return _about_households("incomes", paths, "收入计算", ask)


def _verdicts(paths: Sequence[Path], ask: Ask) -> list[str]:
    return _about_households("verdicts", paths, "核验", ask)


def _print(paths: Sequence[Path], ask: Ask) -> list[str]:
    return _about_households("print", paths, "户表", ask)


def _about_households(command: str, paths: Sequence[Path], results: str, ask: Ask) -> list[str]:
    files = _some(paths, "采集表或者汇总表")
    return [command, "--out", _out(paths[0].parent / results, ask), "--", *map(str, files)]


def _some(paths: Sequence[Path], wanted: str) -> list[Path]:
    files = workbooks(paths)
    if not files:
        raise CommandError(f"这里面没有{wanted}。请拖 .xlsx 文件，或者装着它们的文件夹。")
    return files


def _merge(paths: Sequence[Path], ask: Ask) -> list[str]:
    from commands.notice import only_notice

    settings, others = _settings_apart(paths)
    policy = only_notice(others) or notice_chosen(ask)
    level, name = _LEVELS[chosen("汇总到哪一级？", [name for _, name in _LEVELS], ask)]
    out = _out(others[0].parent / f"{others[0].stem}_{name}汇总", ask)
    words = ["merge", "--policy", policy, "--level", level, "--out", out, *_settings_words(settings)]
    return [*words, "--", *map(str, others)]


def _upload(paths: Sequence[Path], ask: Ask) -> list[str]:
    rollup = _one_rollup(paths, "上报表")
    people = ask("每个乡镇几个人录入？一个人的按回车键，几个人的打数字再按回车键：").strip()
    words = ["upload", *(["--typists", people] if people else [])]
    return [*words, "--out", _out(rollup.parent / "上报", ask), "--", str(rollup)]


def _typed(paths: Sequence[Path], ask: Ask) -> list[str]:
    from commands.typed import ticked_beside, typed_lists
    from generators.uploads.ticks import FILE_END

    files = rosters(paths)
    found = [file for file in files if file.stem.endswith("_汇总")]
    if len(found) != 1:
        raise CommandError("录入核对要一份汇总表。请把一份名字以“_汇总.xlsx”结尾的表，和系统里导出的表一起拖过来。")
    rollup = found[0]
    ticked = next((file.parent for file in files if FILE_END in file.stem), None) or ticked_beside(rollup)
    words = ["typed", "--out", _out(rollup.parent, ask)]
    for file in typed_lists(files):
        words += ["--export", str(file)]
    return [*words, *(["--ticked", str(ticked)] if ticked is not None else []), "--", str(rollup)]


def _documents(paths: Sequence[Path], ask: Ask) -> list[str]:
    rollup = _one_rollup(paths, "文书")
    return ["documents", "--out", _out(rollup.parent / "文书", ask), "--", str(rollup)]


def _one_rollup(paths: Sequence[Path], result: str) -> Path:
    if len(paths) != 1:
        raise CommandError(f"{result}一次从一份汇总表做。请只拖一份名字以“_汇总.xlsx”结尾的表。")
    return paths[0]


def _notice_export(paths: Sequence[Path], ask: Ask) -> list[str]:
    policy = notice_chosen(ask)
    return ["notice", "export", "--policy", policy, "--out", _out(_desktop(), ask)]


def _notice_apply(paths: Sequence[Path], ask: Ask) -> list[str]:
    if len(paths) != 1 or paths[0].suffix.lower() != ".xlsx":
        raise CommandError("定义表一次启用一份。请只拖一份改好的定义表（.xlsx）。")
    return ["notice", "apply", "--", str(paths[0])]


def _install(paths: Sequence[Path], ask: Ask) -> list[str]:
    return ["addin", "install"]


def _uninstall(paths: Sequence[Path], ask: Ask) -> list[str]:
    return ["addin", "uninstall"]


def _doctor(paths: Sequence[Path], ask: Ask) -> list[str]:
    return ["addin", "doctor"]


def _wps(paths: Sequence[Path], ask: Ask) -> list[str]:
    ask("请先保存并关掉所有 WPS 窗口，再按回车键开始：")
    return ["addin", "wps"]


_WORDS: dict[str, Callable[[Sequence[Path], Ask], list[str]]] = {
    "generate": _generate,
    "check": _check,
    "restamp": _restamp,
    "further": _further,
    "merge": _merge,
    "progress": _progress,
    "problems": _problems,
    "return": _return,
    "suspected": _suspected,
    "incomes": _incomes,
    "verdicts": _verdicts,
    "print": _print,
    "upload": _upload,
    "typed": _typed,
    "notice_export": _notice_export,
    "notice_apply": _notice_apply,
    "documents": _documents,
    "install": _install,
    "uninstall": _uninstall,
    "doctor": _doctor,
    "wps": _wps,
}


def _out(usual: Path, ask: Ask) -> str:
    """Where results go: beside what was dropped unless the person names another folder."""
    answer = paths_in(ask(f"结果放到 {usual}\n按回车键就放那里；要放别处，把那个文件夹拖进来再按回车键："))
    return str(answer[0].absolute() if answer else usual)


def _desktop() -> Path:
    """Where a person finds at once what came from nothing that was dropped."""
    desktop = Path.home() / "Desktop"
    return desktop if desktop.is_dir() else Path.home()


def _settings_apart(paths: Sequence[Path]) -> tuple[Path | None, list[Path]]:
    """A county settings file dropped along with the rest, and the rest."""
    settings = [path for path in paths if path.suffix.lower() in (".yaml", ".yml")]
    if len(settings) > 1:
        raise CommandError("县设置文件只能有一个，请只拖一个 .yaml 文件。")
    others = [path for path in paths if path not in settings]
    if not others:
        raise CommandError("只拖了县设置文件。请把要处理的表或文件夹也一起拖过来。")
    return (settings[0] if settings else None), others


def _settings_beside(roster: Path, ask: Ask) -> Path | None:
    """A county settings file that lies beside the roster, when the person says it is meant."""
    beside = sorted(file for file in roster.parent.iterdir() if file.suffix.lower() in (".yaml", ".yml"))
    if not beside:
        return None
    return [*beside, None][chosen("用哪个县设置文件？", [*(file.name for file in beside), "不用"], ask)]


def _settings_words(settings: Path | None) -> list[str]:
    return ["--settings", str(settings)] if settings else []


def _ask(question: str) -> str:
    """Asks in the window; raises `CommandError` when nothing can be typed there."""
    console().print(escape(question), end="")
    try:
        return input()
    except EOFError as error:
        raise CommandError("这个窗口里打不了字，没法往下问。请直接双击启动器。") from error


if __name__ == "__main__":
    main()
