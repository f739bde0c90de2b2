"""``notice export``, ``check``, ``apply``, ``derive``, ``withdraw``: a notice made in Excel."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commands.outcome import CommandError, Outcome, Status
from cunbiao.authoring.applied import Applied, applied
from cunbiao.authoring.book import Origin, read_book
from cunbiao.authoring.derived import derived, next_id
from cunbiao.authoring.files import HEAD, files_of, texts_of, write_texts
from cunbiao.authoring.view import View
from cunbiao.definitions import policy_ids
from cunbiao.definitions.layers import kept_folder, kept_notices, kept_versions, notice_folders
from cunbiao.definitions.settings import SETTINGS_FILE
from generators.definition_workbook import definition_file
from generators.file_names import file_name
from generators.publishing import Output, OutputFolder, publish, text

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass
class Stored(Outcome):
    """What came of putting a definition workbook into force: the notice, and whether the county's values are in it."""

    policy: str = ""
    has_settings: bool = False


def export(policy: str, out: Path, settings: Path | None = None) -> Outcome:
    """Writes the definition workbook of a notice, with the county's values, to ``out``: a file or a folder.

    Raises:
        DefinitionError: the notice or the settings file has a mistake.
        PublishError: nothing was written.
    """
    view = View.of(policy, settings)
    files = files_of(view.library.top.folder)
    if view.campaign.settings is not None:
        files[SETTINGS_FILE] = view.campaign.settings.model_dump(exclude_defaults=True)
    outcome = Outcome(lines=[f"“{view.notice.title}”的定义表写好了。改好以后检查、启用；不启用就什么也不变。"])
    outcome.wrote([publish(definition_file(_place(out, view), view, Origin(policy, texts_of(files))))])
    return outcome


def check(file: Path) -> Outcome:
    """What is wrong in a definition workbook, each mistake by sheet, row and column; nothing is stored.

    Raises:
        NoDefinitionWorkbook: the file is none, or cannot be read.
        DefinitionError: the notice it began with does not fit this version of the product.
    """
    result = applied(read_book(file))
    outcome = Outcome()
    if result.mistakes:
        outcome.needs_person(f"“{file.name}”有 {len(result.mistakes)} 处要改，改好再检查一次：")
        outcome.lines += map(str, result.mistakes)
        return outcome
    outcome.lines += [f"“{file.name}”没有错，可以启用。", *_told(result)]
    return outcome


def apply(file: Path) -> Stored:
    """Stores the notice of a definition workbook on this machine, where it holds from now on; or nothing at all.

    Raises:
        NoDefinitionWorkbook: the file is none, or cannot be read.
        DefinitionError: the notice it began with does not fit this version of the product.
        PublishError: it could not be stored; nothing was changed.
    """
    result = applied(read_book(file))
    outcome = Stored(policy=result.policy, has_settings=SETTINGS_FILE in result.texts)
    if result.campaign is None or result.mistakes:
        outcome.status = Status.NOT_DONE
        outcome.lines.append(f"没有启用：“{file.name}”有 {len(result.mistakes)} 处要改，什么也没有动。")
        outcome.lines += map(str, result.mistakes)
        return outcome
    title = result.campaign.notice.title
    with OutputFolder(kept_folder()) as folder:
        kept = kept_notices().get(result.policy)
        if kept is not None and texts_of(files_of(kept)) == result.texts:
            outcome.lines.append(f"“{title}”和正在用的一样，没有改动。")
            return outcome
        folder.publish(_outputs(_next_version(result.policy), result), beside=False)
    outcome.lines += [f"启用了。这台电脑上以后“{title}”（{result.policy}）按这份定义表办。", *_told(result)]
    if missing := result.campaign.missing_parameters():
        outcome.lines.append(f"还没有定的标准：{'、'.join(missing)}。定下之前，有关结论显示“无法判定”。")
    return outcome


def withdraw(policy: str) -> Outcome:
    """Takes the latest version of a notice kept on this machine out of use: the one before holds again.

    Raises:
        CommandError: none is kept here.
    """
    kept = kept_notices().get(policy)
    if kept is None:
        raise CommandError(f"这台电脑上没有“{policy}”的定义表在用，不用退回。")
    with OutputFolder(kept_folder()):
        (kept / HEAD).rename(kept / f"{HEAD}.退回")
    return Outcome(lines=[f"退回了：“{policy}”{_holding_now(policy)}。"])


def derive(policy: str, out: Path, year: int | None = None, new_id: str | None = None) -> Outcome:
    """Writes the definition workbook of a notice of another year, by default the next, made of this one.

    Raises:
        CommandError: there is a notice of that id already, or the id is none.
        DefinitionError: the notice has a mistake, or does not hold in that year.
        PublishError: nothing was written.
    """
    view = View.of(policy)
    before = view.notice.year
    year = before + 1 if year is None else year
    name = new_id or next_id(policy, before, year)
    if not _ID.fullmatch(name):
        raise CommandError(f"编号“{name}”不行：只用小写字母、数字，中间用 - 连起来，如 anhui-yongqiao-2021。")
    if name in policy_ids():
        raise CommandError(f"已经有编号“{name}”的通知。换一个编号：命令后面加 --id 新编号。")
    origin = derived(view, name, year)
    with tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        write_texts(origin.texts, Path(folder))
        made = View.of(Path(folder))
        outcome = Outcome(
            lines=[
                f"{year}年的定义表写好了，编号 {name}。日期都挪了 {year - before} 年，“参数”里标了待核对；"
                "标题、文号、发文日期、阶段、收入标准、条款逐个对新通知核对，改好再启用。"
            ]
        )
        outcome.wrote([publish(definition_file(_place(out, made), made, origin))])
    return outcome


def _place(out: Path, view: View) -> Path:
    return out if out.suffix.lower() == ".xlsx" else out / f"定义表_{file_name(view.notice.title)}.xlsx"


def _told(result: Applied) -> list[str]:
    """What the program has written down by itself."""
    return [f"跟着改的：{line}" for line in result.consequences]


def _next_version(policy: str) -> Path:
    """A folder that no version has had, those taken out of use included."""
    numbers = [
        int(number)
        for folder in kept_folder().glob(f"{policy}_*")
        if (number := folder.name.removeprefix(f"{policy}_")).isdecimal()
    ]
    return kept_folder() / f"{policy}_{max(numbers, default=0) + 1}"


def _outputs(folder: Path, result: Applied) -> Iterator[Output]:
    """The files of a version, its opening file last: until then it is not there."""
    for name, words in sorted(result.texts.items(), key=lambda pair: pair[0] == HEAD):
        yield text(folder / name, words)


def _holding_now(policy: str) -> str:
    if policy in kept_versions():
        return f"按第 {max(kept_versions()[policy])} 版定义表办"
    return "按程序里原来的通知办" if policy in notice_folders() else "不再有了"
