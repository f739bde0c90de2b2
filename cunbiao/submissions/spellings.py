"""Other spellings of code values, read as the value the code list knows and listed; what means none is unreadable."""

from __future__ import annotations

from bisect import insort

from cunbiao import message_ids
from cunbiao.definitions import Campaign
from cunbiao.records.submission import Submission, TableRows, Value
from cunbiao.submissions.remarks import CellRemark
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.wording import Wording
from cunbiao.submissions.workbook import Taken


def settle_spellings(taken: Taken, campaign: Campaign, schema: Schema) -> Submission:
    """The submission with every alias, other separator or full-width form replaced by its code label.

    A text that means no label stays as it was typed and is bad: it is no answer, least of all 否. In a form of an
    earlier edition the words are those of that edition, issued or chosen from its drop-downs, and of what they mean now
    nothing is said.
    """
    submission = taken.submission
    wording = Wording(submission.file, submission.identity, schema)
    for table_id, columns in taken.unlisted.items():
        rows = submission.tables[table_id]
        for name, indices in columns.items():
            column = campaign.column(table_id, name)
            assert column.codes is not None
            codes = campaign.codes[column.codes]
            # A column that was not changed since it was issued is one list with the issued values.
            rows.columns[name] = list(rows.columns[name])
            issued = _own_copy(rows, name)
            remarks: list[CellRemark] = []
            for index in indices:
                text = str(rows.columns[name][index])
                label = codes.meant(text)
                if label is None:
                    _mark(rows, name, index)
                    remarks.append(CellRemark(index, message_ids.UNLISTED, {}, text))
                    continue
                rows.columns[name][index] = label
                if index < len(issued) and issued[index] == text:
                    issued[index] = label
                elif table_id not in taken.former:
                    values: dict[str, object] = {"before": text, "after": label}
                    remarks.append(CellRemark(index, message_ids.ALIAS, values, text))
            wording.about_column(rows, remarks, name, column.label)
    submission.findings.extend(wording.findings)
    return submission


def _own_copy(rows: TableRows, name: str) -> list[Value]:
    """The issued values of a column, to be changed; none where nothing was issued."""
    if rows.issued is None or name not in rows.issued:
        return []
    rows.issued[name] = list(rows.issued[name])
    return rows.issued[name]


def _mark(rows: TableRows, name: str, index: int) -> None:
    insort(rows.bad.setdefault(name, []), index)
    rows.told.setdefault(name, {})[index] = message_ids.UNLISTED
