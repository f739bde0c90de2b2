"""What was answered about every row of a list: one answer, none, or several that contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cunbiao.definitions.suspected import suspected_file
from cunbiao.lists.suspected.model import Answer, RowKey, SuspectedList

State = Literal["closed", "open", "waiting"]
STATE_LABELS: dict[State, str] = {"closed": "已销号", "open": "没销号", "waiting": "没交回"}


@dataclass(frozen=True, slots=True)
class Settled:
    """A row of a list: what is written into it (answer id → text), how it stands, and what has to be said of it."""

    values: Mapping[str, str]
    state: State
    remark: str = ""


def settle(listed: SuspectedList, answers: Iterable[Answer]) -> dict[RowKey, Settled]:
    """Every row of a list with what was answered about it, in whatever order and however often answers came."""
    came: dict[RowKey, dict[tuple[tuple[str, str], ...], Answer]] = {}
    for answer in sorted(answers, key=lambda own: (own.key, own.file)):
        if answer.sha256 == listed.sha256 and answer.filled:
            came.setdefault(answer.key, {}).setdefault(answer.filled, answer)
    return {suspect.key: _settled(list(came.get(suspect.key, {}).values())) for suspect in listed.suspects}


def _settled(answers: list[Answer]) -> Settled:
    definition = suspected_file()
    if not answers:
        return Settled({}, "waiting")
    if len(answers) > 1:
        told = "；".join(f"“{own.file}”{'，'.join(value for _, value in own.filled)}" for own in answers)
        return Settled({}, "open", definition.texts.differing.format(answers=told))
    values = answers[0].values
    result = values.get("result", "")
    if result and result not in definition.labels:
        return Settled({**values, "result": ""}, "open", definition.texts.not_a_result.format(value=result))
    return Settled(values, "closed" if result in definition.closing else "open")
