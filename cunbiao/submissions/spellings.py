"""Other spellings of code values, read as the value the code list knows and listed."""

from __future__ import annotations

import unicodedata

from cunbiao import message_ids
from cunbiao.definitions import Campaign, ResolvedCodes
from cunbiao.records.submission import Submission, TableRows, Value
from cunbiao.submissions.schema import Schema
from cunbiao.submissions.wording import Wording
from cunbiao.submissions.workbook import Taken


def settle_spellings(taken: Taken, campaign: Campaign, schema: Schema) -> Submission:
    """The submission with every alias, other separator or full-width form replaced by its code label.

    A text that means no label stays as it was typed: that is for the checks to say. In a form of an earlier edition the
    words are those of that edition, issued or chosen from its drop-downs, and nothing is said.
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
            for index in indices:
                text = str(rows.columns[name][index])
                label = meant_label(text, codes)
                if label is None:
                    continue
                rows.columns[name][index] = label
                if index < len(issued) and issued[index] == text:
                    issued[index] = label
                elif table_id not in taken.former:
                    values = {"before": text, "after": label}
                    wording.about_cell(rows, message_ids.ALIAS, index, name, column.label, text, **values)
    submission.findings.extend(wording.findings)
    return submission


def _own_copy(rows: TableRows, name: str) -> list[Value]:
    """The issued values of a column, to be changed; none where nothing was issued."""
    if rows.issued is None or name not in rows.issued:
        return []
    rows.issued[name] = list(rows.issued[name])
    return rows.issued[name]


def meant_label(text: str, codes: ResolvedCodes) -> str | None:
    """The label a text means, also when it is written full-width or with blanks; ``None`` when it means none."""
    label = codes.canonical(text)
    if label is not None:
        return label
    plain = _plain(text)
    spelled = {_plain(known): known for known in (*codes.aliases, *codes.labels)}
    return codes.canonical(spelled.get(plain, plain))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
