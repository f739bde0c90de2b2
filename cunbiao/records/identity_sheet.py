"""The hidden sheets that make a village workbook recognisable: ``_identity`` and ``_issued_<table>``.

The generator writes them with the functions here and intake reads them with the functions here, so both mean the same.

``_identity`` has a name in column A and its value in column B; long values continue in columns C, D, … .
``_issued_<table>`` keeps the rows as issued: row 1 holds ``_token`` and the indicator names, each further row a
row token and its values.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any, NoReturn

IDENTITY_SHEET = "_identity"
ISSUED_PREFIX = "_issued_"
# Machine name of the column in which a person is chosen from a list.
PICK = "_pick"
TOKEN_COLUMN = "_token"
MARK_PREFIX = "cunbiao:"
ISSUED_TOKEN = "R"
SPARE_TOKEN = "S"
VILLAGE_WORKBOOK = "cunbiao village"
# The hidden sheets by which a rollup, and a list that takes reasons or decisions, is recognised; the author by which
# everything else we write is, and the category among its properties that tells what it is.
ROLLUP_SHEET = "_rollup"
PROBLEMS_SHEET = "_problems"
CORRECTIONS_SHEET = "_corrections"
# Those of a slip that goes back to a village, and of the list of what became of every finding.
SLIP_SHEET = "_slip"
LIVES_SHEET = "_lives"
# That of a village's part of a list of suspected problems that came from above.
SUSPECTED_SHEET = "_suspected"
AUTHOR = "村表通"
PROBLEM_LIST = "问题清单"
# The headings by which reasons are read back from it: what is written, and, in hidden columns, the finding it is
# written for, the facts behind that, and which reasons stood there before.
REASON, KEY, FACT, KNOWN = "核实理由", "_key", "_fact", "_known"
CORRECTION_LIST = "更正认定"
# The headings by which decisions are read back from it: what is decided, why, by whom, when; in a hidden column the
# correction it is about.
OUTCOME, DECIDED_WHY, DECIDED_BY, DECIDED_ON = "认定", "认定说明", "认定人", "认定日期"
CORRECTION = "_correction"
# What is decided.
ACCEPTED, REJECTED = "采纳", "不采纳"
UPLOAD_SHEETS = "上报录入表"
RESULTS = "结果表"
# Every workbook of ours says that it was made at this moment: one that was saved then was saved by no program since.
CREATED = datetime(2020, 1, 1)
SCHEMA = "1"
IDENTITY_SEAL = "seal"
# The first data row of every entry sheet and rollup sheet; above it stand machine names, title and headings.
FIRST_ROW = 6
# The first of their columns that can be seen; the one before it keeps the tokens of the rows.
FIRST_SEEN = "B"

# Excel keeps 32,767 characters a cell; the rest of a long value continues in the next column.
_CHUNK = 30_000

Cell = str | float | int | bool | None
# A value the county supplied for a parameter (a date as 2020-09-30), and the document it comes from.
Supplied = tuple[str | float | bool, str]


class IdentityError(ValueError):
    """The identity sheet does not say what it must; the text says in Chinese which entry is missing."""


@dataclass(frozen=True, slots=True)
class ExpectedVillage:
    """A village of the campaign."""

    code: str
    village: str
    township: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook of ours says about itself.

    ``title`` is that of the notice and ``area_code`` the county's as its settings say it, "" where that is not said;
    ``forms`` maps form id to form version, ``capacity`` table id to number of rows; ``parameters`` are the policy
    parameters in force when it was issued, ``settings`` those of them that the county supplied, with their sources;
    ``sheets`` the names of all its sheets as issued; ``villages`` all villages of the campaign; ``issue_id`` is made by
    `issue_id`.
    """

    policy: str
    year: int
    county: str
    title: str = ""
    area_code: str = ""
    township: str = ""
    village: str = ""
    village_code: str = ""
    issue_id: str = ""
    issued_hash: str = ""
    product: str = VILLAGE_WORKBOOK
    schema: str = SCHEMA
    forms: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str | float | bool | None] = field(default_factory=dict)
    settings: dict[str, Supplied] = field(default_factory=dict)
    capacity: dict[str, int] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    villages: tuple[ExpectedVillage, ...] = ()


def issue_id(policy: str, village_code: str, issued: str) -> str:
    """The id of one issued workbook; ``issued`` is the hash of its rows."""
    return f"{policy}/{village_code}/{issued[:12]}"


def issued_to(identity: Identity) -> str:
    """The code of the village a workbook was issued to, which nobody changes along with the village's name."""
    return identity.issue_id.split("/")[1] if identity.issue_id.count("/") == 2 else ""


def table_mark(table_id: str, form_version: str) -> str:
    """The text of cell A1 of an entry sheet, which tells what the sheet is whatever its name."""
    return f"{MARK_PREFIX}{table_id}:{form_version}"


def read_mark(text: str) -> tuple[str, str] | None:
    """Table id and form version of a mark, None for any other text."""
    if not text.startswith(MARK_PREFIX):
        return None
    table_id, separator, version = text[len(MARK_PREFIX) :].partition(":")
    return (table_id, version) if separator else None


def identity_rows(identity: Identity) -> list[list[Cell]]:
    """The rows of the ``_identity`` sheet."""
    values = {
        "product": identity.product,
        "schema": identity.schema,
        "policy": identity.policy,
        "title": identity.title,
        "year": str(identity.year),
        "county": identity.county,
        "area_code": identity.area_code,
        "township": identity.township,
        "village": identity.village,
        "village_code": identity.village_code,
        "issue_id": identity.issue_id,
        "issued_hash": identity.issued_hash,
        "forms": _json(identity.forms),
        "parameters": _json(identity.parameters),
        "settings": _json(identity.settings),
        "capacity": _json(identity.capacity),
        "sheets": _json(identity.sheets),
        "villages": _json([[entry.code, entry.village, entry.township] for entry in identity.villages]),
    }
    return [named_value(name, value) for name, value in values.items()]


def sealed_rows(identity: Identity) -> list[list[Cell]]:
    """The rows of the ``_identity`` sheet with a seal over all of them, as a workbook is issued with them."""
    return sealed(identity_rows(identity))


def sealed(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Rows of names and values with a seal over all of them."""
    return [*rows, named_value(IDENTITY_SEAL, _seal(named_entries(rows)))]


def is_as_issued(values: Mapping[str, str]) -> bool:
    """Whether a sealed sheet still says what it said; those of the first versions carry no seal to tell by."""
    return values.get(IDENTITY_SEAL, "") in ("", _seal(values))


def _seal(values: Mapping[str, str]) -> str:
    said = "".join(f"\x1d{name}\x1e{value}" for name, value in sorted(values.items()) if name != IDENTITY_SEAL)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def named_value(name: str, value: str) -> list[Cell]:
    """A row that holds a value under its name, in as many cells as it needs."""
    return [name, *(value[start : start + _CHUNK] for start in range(0, max(len(value), 1), _CHUNK))]


def named_entries(rows: Iterable[Sequence[Cell]]) -> dict[str, str]:
    """What a hidden sheet of this shape says: name → value."""
    return {_text(row[0]): "".join(map(_text, row[1:])) for row in rows if row}


def read_identity(values: Mapping[str, str]) -> Identity:
    """The identity a workbook of ours carries; ``values`` is what its hidden sheet says.

    Raises:
        IdentityError: an entry is missing or cannot be read.
    """
    try:
        return Identity(
            policy=values["policy"],
            year=int(values["year"]),
            county=values["county"],
            title=values.get("title", ""),
            area_code=values.get("area_code", ""),
            township=values["township"],
            village=values["village"],
            village_code=values["village_code"],
            issue_id=values["issue_id"],
            issued_hash=values["issued_hash"],
            product=values["product"],
            schema=values["schema"],
            forms={str(name): str(version) for name, version in _loaded(values["forms"]).items()},
            parameters=dict(_loaded(values["parameters"])),
            settings=read_supplied(values["settings"]),
            capacity={str(name): int(count) for name, count in _loaded(values["capacity"]).items()},
            sheets=tuple(str(name) for name in _loaded(values["sheets"])),
            villages=tuple(ExpectedVillage(*map(str, entry)) for entry in _loaded(values["villages"])),
        )
    except KeyError as error:
        raise IdentityError(f"缺少“{error.args[0]}”") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise IdentityError("内容不完整") from error


def read_supplied(text: str) -> dict[str, Supplied]:
    """What the entry ``settings`` says.

    Raises:
        ValueError: it does not say it in the right form.
    """
    try:
        supplied = {str(name): (value, str(source)) for name, (value, source) in _loaded(text).items()}
    except (TypeError, AttributeError) as error:
        raise ValueError(text) from error
    for value, _ in supplied.values():
        # Infinity can also be written as 1e999.
        if not isinstance(value, str | float | int) or (isinstance(value, float) and not math.isfinite(value)):
            raise ValueError(text)
    return supplied


def issued_hash(tables: Mapping[str, Sequence[Sequence[Cell]]]) -> str:
    """SHA-256 (hex) over the ``_issued_<table>`` sheets: table id → its rows as in the sheet, the heading row first.

    Only what the cells say counts: 3 and 3.0 are the same, an empty text is an empty cell, and empty cells at the end
    of a row do not matter.
    """
    digest = hashlib.sha256()
    for table_id in sorted(tables):
        digest.update(f"\x1d{table_id}".encode())
        # Column by column, because a column is nearly always text from top to bottom.
        for column in zip_longest(*tables[table_id], fillvalue=""):
            digest.update(("\x1e" + _joined(column)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _joined(column: Sequence[Cell]) -> str:
    try:
        return "\x1f".join(column)  # type: ignore[arg-type]  # most columns are all text, and this is the fast way to see it
    except TypeError:
        if bool in set(map(type, column)):  # True equals 1
            return "\x1f".join(map(_text, column))
        known = {cell: _text(cell) for cell in set(column)}
        return "\x1f".join([known[cell] for cell in column])


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return str(int(cell)) if float(cell).is_integer() else repr(float(cell))


def _loaded(text: str) -> Any:
    """What JSON says; NaN and Infinity are none."""
    return json.loads(text, parse_constant=_no_number)


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
