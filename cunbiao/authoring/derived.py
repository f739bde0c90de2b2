"""Next year's notice from this one: a notice of its own, its days moved, what has to be looked at marked."""

from __future__ import annotations

from datetime import date
from typing import Any

from cunbiao.authoring.book import Origin
from cunbiao.authoring.files import HEAD, Data, files_of, texts_of
from cunbiao.authoring.view import View
from cunbiao.definitions.settings import SETTINGS_FILE

_TO_CHECK = "待核对"


def derived(view: View, policy: str, year: int) -> Origin:
    """The files of the notice ``policy`` of ``year``, made of another year's.

    Days move by whole years, and parameters that are days are marked 待核对; the year in titles is the new one. What
    the county had set for the old year is left out, as it has to be set again, and so are the clauses of the old text.
    """
    files = files_of(view.library.top.folder)
    notice = files[HEAD]
    before = view.notice.year
    notice |= {"id": policy, "year": year, "form_edition": f"{year}.1", "accepts": []}
    notice.pop("outline", None)
    notice["issued"] = _moved(notice["issued"], year - before)
    for holder in (notice, notice.get("upload", {})):
        if "title" in holder:
            holder["title"] = str(holder["title"]).replace(str(before), str(year))
    for stage in notice["stages"]:
        for name in ("start", "end"):
            if stage.get(name) is not None:
                stage[name] = _moved(stage[name], year - before)
    for name, patch in notice.get("parameters", {}).items():
        _move_parameter(name, patch, before, year)
    _forget_settings(files)
    return Origin(policy, texts_of(files), derived=True)


def next_id(policy: str, before: int, year: int) -> str:
    """The id of a notice with its year replaced, or the year put behind it."""
    return policy.replace(str(before), str(year)) if str(before) in policy else f"{policy}-{year}"


def _move_parameter(name: str, patch: Data, before: int, year: int) -> None:
    if name == "year":
        patch["value"] = year
    elif isinstance(patch.get("value"), date):
        patch |= {"value": _moved(patch["value"], year - before), "status": _TO_CHECK}


def _forget_settings(files: dict[str, Any]) -> None:
    settings = files.get(SETTINGS_FILE)
    if settings is not None:
        settings.pop("parameters", None)


def _moved(day: date, years: int) -> date:
    """The same day of another year; the 29th of February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
