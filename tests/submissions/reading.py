"""A drafted workbook read: what was taken, why it was put aside, what was said."""

from __future__ import annotations

from cunbiao.findings import Finding
from cunbiao.records.submission import Quarantined, Submission, TableRows
from cunbiao.submissions.workbook import Taken, take
from tests.submissions.workbooks import Draft, schema

SCHEMA = schema()


def taken(made: Draft) -> Submission:
    result = take("东风村.xlsx", made.to_bytes(), 7.0, SCHEMA)
    assert isinstance(result, Taken), result
    for rows in result.submission.tables.values():
        assert rows.counts.balanced
        assert rows.counts.data == len(rows.rows)
    return result.submission


def put_aside(made: Draft) -> Quarantined:
    result = take("东风村.xlsx", made.to_bytes(), 7.0, SCHEMA)
    assert isinstance(result, Quarantined), result
    return result


def households(made: Draft) -> tuple[TableRows, list[Finding]]:
    submission = taken(made)
    return submission.tables["households"], submission.findings


def said(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(finding.check, finding.place.row, finding.place.column) for finding in findings]
