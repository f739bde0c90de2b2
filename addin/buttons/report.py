"""上报: the problem list, the upload sheets and the documents, from the rollup that is open."""

from __future__ import annotations

from addin.labels import label
from addin.results import results_folder
from addin.session import Session
from commands.documents import documents
from commands.problem_list import problem_list
from commands.upload import upload


def list_problems(session: Session) -> None:
    """Writes the problem list of the active rollup beside it and opens it."""
    rollup = session.need_file()
    outcome = problem_list(rollup, results_folder(rollup.parent), session.progress(label("problem_list")))
    session.finish(outcome, *outcome.files)


def write_upload(session: Session) -> None:
    """Writes the upload workbooks of the active rollup into a folder beside it and shows them."""
    rollup = session.need_file()
    out = results_folder(rollup.parent, "上报")
    outcome = upload(rollup, out, session.progress(label("upload")))
    outcome.lines.append(f"结果在：{out}")
    session.finish(outcome, *(outcome.files if len(outcome.files) == 1 else [out]))


def write_documents(session: Session) -> None:
    """Makes the documents of the active rollup in a folder beside it and shows them."""
    rollup = session.need_file()
    out = results_folder(rollup.parent, "文书")
    outcome = documents(rollup, out, advance=session.progress(label("documents")))
    outcome.lines.append(f"结果在：{out}")
    session.finish(outcome, out)
