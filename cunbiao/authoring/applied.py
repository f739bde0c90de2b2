"""What was typed in a definition workbook as a notice: changed, tried, and every mistake said by its cell."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cunbiao.authoring.book import DefinitionBook, take_rows
from cunbiao.authoring.draft import Draft, Mistake
from cunbiao.authoring.files import HEAD, files_of, texts_of, write_texts
from cunbiao.authoring.view import View
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.definition_sheets import definition_workbook
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.settings import SETTINGS_FILE
from cunbiao.definitions.source import DefinitionError
from cunbiao.definitions.uploads import upload_tabs
from cunbiao.findings import Place

# What falls away may take more with it; a notice has far fewer steps than this.
_STEPS = 12


@dataclass
class Applied:
    """A notice as a definition workbook has it.

    Attributes:
        policy: its id.
        texts: its files as YAML, by their path in its folder.
        campaign: what it comes to; ``None`` where it is mistaken.
        mistakes: what has to be mended first, all of it.
        consequences: what the program has written down by itself because of what is not used any more.
    """

    policy: str
    texts: dict[str, str] = field(default_factory=dict)
    campaign: Campaign | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    consequences: list[str] = field(default_factory=list)


def applied(book: DefinitionBook) -> Applied:
    """The notice that a workbook comes to; nothing is stored.

    Raises:
        DefinitionError: what the workbook began with does not hold any more: it is of another version of the product.
    """
    with _folder() as folder:
        write_texts(dict(book.origin.texts), folder)
        view = View.of(folder)
        draft = Draft(files_of(folder))
        take_rows(book, view, draft)
    result = Applied(book.origin.policy)
    _complete_settings(draft)
    _refuse_same_edition(draft, view, book)
    _note_absent(draft, view, result)
    _try(draft, book, result)
    result.mistakes = _in_order(draft.mistakes)
    result.texts = texts_of(draft.files)
    return result


def _complete_settings(draft: Draft) -> None:
    """The county's settings name their county: that of the notice, where nobody says another."""
    settings = draft.files.get(SETTINGS_FILE)
    if settings is None:
        return
    if not settings.get("county") and not settings.get("parameters"):
        del draft.files[SETTINGS_FILE]
    elif not settings.get("county") and draft.notice["jurisdiction"].get("county"):
        settings["county"] = draft.notice["jurisdiction"]["county"]


def _refuse_same_edition(draft: Draft, view: View, book: DefinitionBook) -> None:
    """Workbooks that are out have the columns and options of their edition."""
    if not draft.reshaped or book.origin.derived or draft.notice["form_edition"] != view.notice.form_edition:
        return
    edition = view.notice.form_edition
    problem = (
        f"栏目或者代码改了，表式版本还是“{edition}”。换一个没有用过的（如 {edition}-1），重新下发；"
        "已经发下去、还要收的旧版本，写在“还收的旧版本”里"
    )
    draft.refuse(draft.rows["head", "form_edition"], problem)


def _note_absent(draft: Draft, view: View, result: Applied) -> None:
    """Relations whose last table went with an attachment have no rows from now on."""
    forms = [view.library.forms[name].item for name in draft.notice["forms"] if name in view.library.forms]
    tables = [table for form in forms for table in form.tables]
    for name, placed in view.library.relations.items():
        rows = placed.item.rows
        had = any(rows.has(table) for table in view.campaign.tables.values())
        has = any(rows.has(table) for table in tables)
        if draft.reasons and had and not has and name not in draft.notice.get("absent", {}):
            draft.part("absent")[name] = "；".join(draft.reasons)
            result.consequences.append(f"没有“{placed.item.label}”的表了，按没有这样的行算。")


def _try(draft: Draft, book: DefinitionBook, result: Applied) -> None:
    """Loads the notice; what falls away with what is not used any more is written down, everything else is said."""
    for _ in range(_STEPS):
        with _folder() as folder:
            write_texts(texts_of(draft.files), folder)
            try:
                campaign = load_campaign(folder)
                upload_tabs(campaign)
                load_messages(campaign)
            except DefinitionError as error:
                answered = [own for own in error.mistakes if _answers(own, folder, draft)]
                for own in answered:
                    _write_down(own, draft, result)
                if answered:
                    continue
                for own in error.mistakes:
                    _note(own, folder, draft, book)
            else:
                result.campaign = campaign
            return
    raise AssertionError("a notice that takes no end of answers")


def _answers(error: DefinitionError, folder: Path, draft: Draft) -> bool:
    """Whether a mistake only says what goes with something a person took away and gave a reason for."""
    answer = error.answer
    if answer is None or not answer.follows or answer.name in draft.rules:
        return False
    if answer.drop:
        return _cell_of(error, folder, draft) is None
    return bool(draft.reasons)


def _write_down(error: DefinitionError, draft: Draft, result: Applied) -> None:
    answer = error.answer
    assert answer is not None
    if answer.key == "verdicts":
        draft.notice["verdicts"] = [one for one in draft.notice["verdicts"] if one["verdict"] != answer.name]
        result.consequences.append(f"{answer.problem}，这个结论停用。")
    elif answer.drop:
        draft.part(answer.key).pop(answer.name, None)
        result.consequences.append(f"{answer.problem}，“用不上”里的这一条去掉了。")
    else:
        draft.part(answer.key)[answer.name] = "；".join(draft.reasons)
        result.consequences.append(f"{answer.problem}，停用。")


def _note(error: DefinitionError, folder: Path, draft: Draft, book: DefinitionBook) -> None:
    place = _cell_of(error, folder, draft)
    if place is None and error.answer is not None:
        place = _place_of_rule(error.answer.name, draft)
    if place is None and error.file.is_relative_to(folder):
        place = _sheet_place(book, _sheet_of(error, folder))
    if place is None:
        place = draft.place_of(HEAD, ("extends",)) or draft.place_of(HEAD, ("year",))
        if place is not None:
            draft.refuse(place, f"换了以后对不上：{error.told}")
        else:
            guide = Place(book.file, definition_workbook().guide.sheet)
            draft.refuse(guide, f"{error.told}。请把这份定义表发给技术人员")
        return
    if any(own.place.row == place.row and own.place.sheet == place.sheet for own in draft.mistakes if place.row):
        return
    draft.refuse(place, _in_sheets(error))


def _place_of_rule(name: str, draft: Draft) -> Place | None:
    """Where a rule was written, or why it has lost what it needs, or its own row."""
    if name in draft.rules:
        return draft.rules[name]
    if len(draft.reasons) == 1:
        return next(iter(draft.reasons.values()))
    return draft.rows.get(("checks", name)) or draft.rows.get(("operations", name))


def _in_sheets(error: DefinitionError) -> str:
    """The problem for somebody who works in the workbook."""
    answer = error.answer
    if answer is None:
        return error.problem.replace(_NEW_PARAMETER, "新参数写在“参数”表最下面")
    if answer.drop:
        return f"{answer.problem}。这一行“用不用”选“否”"
    return f"{answer.problem}。{_HOW[answer.key]}".replace("{name}", answer.name)


_NEW_PARAMETER = "新参数写在 notice.yaml 的 parameters 里"
_HOW: dict[str, str] = {
    "acknowledge": "要么补上，要么在“用不上”表最下面加一行：规则、{name}、为什么",
    "off": "不用的，在它那一行“用不用”选“否”，写明理由",
    "absent": "在“用不上”表最下面加一行：关系、{name}、为什么",
}


def _cell_of(error: DefinitionError, folder: Path, draft: Draft) -> Place | None:
    """The cell that the mistaken value comes from."""
    if not error.file.is_relative_to(folder):
        return None
    return draft.place_of(error.file.relative_to(folder).as_posix(), error.location)


def _sheet_of(error: DefinitionError, folder: Path) -> str:
    """The sheet that shows what the mistaken part of a file says."""
    file = error.file.relative_to(folder).as_posix()
    parts = [str(part) for part in error.location[:2]]
    named = ["/".join(parts), *parts[:1]] if file == HEAD else [f"{file.partition('/')[0]}/"]
    sheets = definition_workbook().sheets
    return next((sheet.id for name in named for sheet in sheets if name in sheet.keeps), "head")


def _sheet_place(book: DefinitionBook, sheet: str) -> Place:
    return Place(book.file, definition_workbook().sheet(sheet).sheet)


def _in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """Once each, as the sheets stand in the workbook."""
    order = [sheet.sheet for sheet in definition_workbook().sheets]
    known = {name: place for place, name in enumerate(order)}
    return sorted(
        dict.fromkeys(mistakes), key=lambda own: (known.get(own.place.sheet, -1), own.place.row, own.place.column)
    )


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cunbiao-") as folder:
        yield Path(folder)
