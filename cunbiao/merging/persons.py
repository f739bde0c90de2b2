"""The persons of a register: who is in which household of which village."""

from __future__ import annotations

from collections.abc import Iterator

from cunbiao.columns import HEAD_NAME, ID_NUMBER, PERSON_NAMES
from cunbiao.lists.suspected.model import Person
from cunbiao.merging.register import Register


def persons_of(register: Register) -> Iterator[Person]:
    """Everybody in the tables that name a person by number, in the order of the tables."""
    heads = {
        int(home): head
        for frame in reversed(list(register.frames.values()))
        if frame.has(HEAD_NAME) and frame.column(HEAD_NAME).derived is None
        for home, head in zip(frame.household.tolist(), frame.text(HEAD_NAME).tolist(), strict=True)
    }
    for frame in register.frames.values():
        name = next((own for own in PERSON_NAMES if frame.has(own)), None)
        if name is None or not frame.has(ID_NUMBER):
            continue
        rows = zip(
            frame.take("township").tolist(),
            frame.take("village").tolist(),
            frame.take("village_code").tolist(),
            frame.codes.tolist(),
            frame.household.tolist(),
            frame.text(name).tolist(),
            frame.text(ID_NUMBER).tolist(),
            strict=True,
        )
        for township, village, code, household, home, own, number in rows:
            yield Person(township, village, code, household, heads.get(home, ""), own, number)
