"""What a file's own formulas show, compared with what its cells give: only to be said, never taken over.

A file that no spreadsheet program has calculated since it was filled shows old results; so does one whose formulas
were pasted over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cunbiao import message_ids
from cunbiao.columns import HEAD_NAME, HOUSEHOLD_KEY, PER_CAPITA
from cunbiao.findings import Finding, MessageCatalogue, Place
from cunbiao.records.display import EMPTY, show_money
from cunbiao.records.frames import Frames
from cunbiao.records.submission import Submission, Value

# Less than a cent is only a matter of rounding.
_SAME = 0.01


def compare_shown(
    submissions: Sequence[Submission], frames: Frames, messages: MessageCatalogue
) -> tuple[Submission, ...]:
    """The submissions, each with one more finding a sheet whose 人均纯收入 is not what its cells give.

    The finding stands at the first such row and says how many there are. It belongs to the findings of intake, because
    a rollup keeps rows but not what their files showed.
    """
    source_of = {source.file: number for number, source in enumerate(frames.sources)}
    return tuple(
        replace(own, findings=[*own.findings, *_differences(own, source_of, frames, messages)]) for own in submissions
    )


def _differences(
    submission: Submission, source_of: dict[str, int], frames: Frames, messages: MessageCatalogue
) -> list[Finding]:
    identity = submission.identity
    findings = []
    for table, rows in submission.tables.items():
        shown = rows.shown.get(PER_CAPITA)
        if shown is None:
            continue
        frame = frames.tables[table]
        own = (frame.source == source_of[submission.file]).nonzero()[0]
        computed = dict(zip(frame.row[own].tolist(), frame.number(PER_CAPITA)[own].tolist(), strict=True))
        other = [
            (row, before, computed[row])
            for row, before in zip(rows.rows, shown, strict=True)
            if not _same(before, computed[row])
        ]
        if not other:
            continue
        row, before, after = other[0]
        column = frame.column(PER_CAPITA)
        values: dict[str, object] = {
            "label": column.label,
            "before": show_money(before) if isinstance(before, float) else before or EMPTY,
            "after": show_money(after),
            "count": len(other),
        }
        index = rows.rows.index(row)
        findings.append(
            messages.finding(
                message_ids.OTHER_RESULT,
                Place(submission.file, rows.sheet, row, rows.letters.get(PER_CAPITA, "")),
                values,
                village_code=identity.village_code,
                village=identity.village,
                township=identity.township,
                household_code=str(rows.columns[HOUSEHOLD_KEY][index] or ""),
                head_name=str(rows.columns.get(HEAD_NAME, [""] * len(rows.rows))[index] or ""),
                field=column.label,
                value=str(values["before"]),
            )
        )
    return findings


def _same(shown: Value, computed: float) -> bool:
    if computed != computed:
        return shown in (None, "")
    return isinstance(shown, float) and abs(shown - computed) < _SAME
