"""What roster intake tells the person at the desk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cunbiao.definitions.intake import intake_file
from cunbiao.definitions.messages import load_messages
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.lists.roster import message_ids
from workbooks.errors import ForThePerson
from workbooks.refusal import UNREADABLE, Refused


class RosterError(ForThePerson):
    """Nothing can be issued from these files: what is wrong, where, and what to do."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        place = finding.place
        where = [f"文件“{place.file}”"] if place.file else []
        where += [f"工作表“{place.sheet}”"] if place.sheet else []
        where += [f"第 {place.row} 行"] if place.row else []
        where += [f"{place.column} 列"] if place.column else []
        super().__init__(f"{' '.join(where)}：{finding.message}。怎么改：{finding.fix}")


def refuse(message_id: str, place: Place, **values: object) -> RosterError:
    """The error worded from the catalogue."""
    return RosterError(catalogue().finding(message_id, place, values))


def unreadable(file: Path, refused: Refused) -> RosterError:
    """The error about a file from which nothing can be taken, with the reason as it is worded for files handed in."""
    values = dict(refused.values)
    if "content" in values:
        values["actual"] = intake_file().contents[str(values.pop("content"))]
    reason = values["actual"] if refused.reason == UNREADABLE else catalogue()[refused.reason].worded(**values)[0]
    return refuse(message_ids.UNREADABLE, Place(file.name), actual=reason)


@cache
def catalogue() -> MessageCatalogue:
    """The messages of roster intake (templates/messages/roster.yaml)."""
    return load_messages()
