"""上报: problem list, slips for the villages, upload sheets and documents, from the rollup that is open."""

from __future__ import annotations

from pathlib import Path

from addin.labels import label
from addin.results import results_folder
from addin.session import Session
from commands.documents import documents
from commands.dropped import rosters
from commands.problem_list import problem_list
from commands.send_back import send_back
from commands.suspected import suspected
from commands.typed import ticked_beside, typed, typed_lists
from commands.upload import typists_said, upload
from cunbiao.definitions.send_back import send_back_words
from cunbiao.definitions.suspected import suspected_file


def list_problems(session: Session) -> None:
    """Writes the problem list of the active rollup beside it and opens it."""
    rollup = session.need_file()
    outcome = problem_list(rollup, results_folder(rollup.parent), session.progress(label("problem_list")))
    session.finish(outcome, *outcome.files)


def return_villages(session: Session) -> None:
    """Makes the slips of the active rollup's villages in a folder beside it and shows them."""
    rollup = session.need_file()
    out = results_folder(rollup.parent)
    outcome = send_back([rollup], out, None, session.progress(label("return_villages")))
    session.finish(outcome, *([out / send_back_words().folder] if outcome.files else []))


def answer_suspected(session: Session) -> None:
    """Splits the lists in the picked folder by the villages of the active rollup, or fills in what came back."""
    rollup, folder = session.need_file(), Path(session.given)
    out = results_folder(folder)
    outcome = suspected([rollup, folder], out, session.progress(label("suspected")))
    session.finish(outcome, *([out / suspected_file().texts.folder] if outcome.files else []))


def write_upload(session: Session) -> None:
    """Writes the upload workbooks of the active rollup into a folder beside it and shows them.

    Raises:
        CommandError: there is no rollup, or what was typed is no number of typists.
    """
    rollup = session.need_file()
    out = results_folder(rollup.parent, "上报")
    outcome = upload(rollup, out, session.progress(label("upload")), typists_said(session.given))
    outcome.lines.append(f"结果在：{out}")
    session.finish(outcome, *(outcome.files if len(outcome.files) == 1 else [out]))


def check_typed(session: Session) -> None:
    """Compares the lists in the picked folder, fresh from the national system, with the active rollup.

    Raises:
        CommandError: there is no rollup, or no list in the folder.
    """
    rollup = session.need_file()
    export = typed_lists(rosters([Path(session.given)]))
    outcome = typed(
        rollup, export, results_folder(rollup.parent), ticked_beside(rollup), session.progress(label("typed"))
    )
    session.finish(outcome, *outcome.files)


def write_documents(session: Session) -> None:
    """Makes the documents of the active rollup in a folder beside it and shows them."""
    rollup = session.need_file()
    out = results_folder(rollup.parent, "文书")
    outcome = documents(rollup, out, advance=session.progress(label("documents")))
    outcome.lines.append(f"结果在：{out}")
    session.finish(outcome, out)
