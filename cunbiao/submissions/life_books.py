"""The list of lives as it is found again: what it says, and what people wrote into it since."""

from __future__ import annotations

from dataclasses import replace

from cunbiao.records.life import DUE, KEY, NOTE, WHO, Life
from cunbiao.submissions.cells import written_line
from workbooks.reading.listed_rows import listed_rows
from workbooks.reading.sheets import Sheets

_HEADINGS = (KEY, WHO, DUE, NOTE)


def with_notes(lives: list[Life], sheets: Sheets) -> list[Life]:
    """The lives with the person in charge, the day and the remark that stand beside them now.

    Raises:
        Refused: the list cannot be read.
    """
    written = {
        written_line(listed.cells[KEY]): [written_line(listed.cells[heading]) for heading in (WHO, DUE, NOTE)]
        for name in sheets.names
        for listed in listed_rows(sheets.read(name), _HEADINGS)
    }
    return [
        replace(life, who=own[0], due=own[1], note=own[2]) if (own := written.get(life.key)) else life for life in lives
    ]
