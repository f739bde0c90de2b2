"""The data folder: Parquet files by county, which pandas and DuckDB read as two tables.

``村`` has a row a village with its progress and its measures. ``户`` has a row a household with nothing but what
figures are made of: the columns that measures and income bands name, as far as they hold a number or a choice, and the
outcomes of verdicts. Names, numbers of persons, households and accounts, texts and dates are left out, and the rows of
a village stand in the order of their values, so that their order tells nothing either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from cunbiao.definitions import Campaign
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.kinds import NUMBER_KINDS, Kind
from cunbiao.merging.progress import VillageProgress
from cunbiao.merging.register import Register
from cunbiao.merging.totals import load_measures
from cunbiao.records.frames import TableFrame
from generators.file_names import file_name
from generators.publishing import Output
from generators.publishing.errors import ComparisonError
from generators.publishing.output import Compare
from generators.rollup.views import load_views

if TYPE_CHECKING:
    from pyarrow import Table

VILLAGES, HOUSEHOLDS = "村", "户"
_FILE, _PARTITION = "data.parquet", "area="
_KINDS: frozenset[Kind] = frozenset({"integer", "number", "money", "choice", "choices"})
_TEXTS = ("policy", "prefecture", "county", "township", "village_code", "village")
_COUNTS = ("households", "persons", "changed", "untouched", "must", "verify", "explained", "hints")


@dataclass(frozen=True)
class DataColumn:
    """A column of the data folder; ``number`` says whether it holds numbers or texts."""

    table: str
    name: str
    label: str
    unit: str = ""
    number: bool = False


@dataclass(frozen=True)
class DataColumns:
    """The columns of both tables, the same for all counties; a county has nothing in those its notice does not ask."""

    villages: tuple[DataColumn, ...]
    households: tuple[DataColumn, ...]


def data_columns(campaigns: Iterable[Campaign]) -> DataColumns | None:
    """The columns for counties of these notices; ``None`` where no Parquet can be written here."""
    if find_spec("pyarrow") is None:
        return None
    villages, households = _village_columns(), _place_columns(HOUSEHOLDS)
    for campaign in campaigns:
        villages += [DataColumn(VILLAGES, own.id, own.label, own.unit, True) for own in load_measures(campaign)]
        households += _household_columns(campaign)
    return DataColumns(_by_name(villages), _by_name(households))


def data_folder(out: Path, place: str) -> Path:
    """Where the folder of a prefecture or province lies."""
    return out / f"{file_name(place)}_数据"


def county_data(register: Register, columns: DataColumns, folder: Path, area: str) -> Iterator[Output]:
    """A county's part of both tables."""
    for table, own, rows in (
        (VILLAGES, columns.villages, _villages(register)),
        (HOUSEHOLDS, columns.households, _households(register)),
    ):
        yield _parquet(folder / table / f"{_PARTITION}{area}" / _FILE, own, rows)


def no_longer_given(folder: Path, areas: Collection[str]) -> list[Path]:
    """The files of counties that are not among these."""
    return [
        file
        for table in (VILLAGES, HOUSEHOLDS)
        for file in sorted((folder / table).glob(f"{_PARTITION}*/{_FILE}"))
        if file.parent.name.removeprefix(_PARTITION) not in areas
    ]


def _by_name(columns: Sequence[DataColumn]) -> tuple[DataColumn, ...]:
    """Each name once, with what the first notice calls it; a text where notices do not agree that it is a number."""
    named: dict[str, DataColumn] = {}
    for own in columns:
        former = named.setdefault(own.name, own)
        if former.number and not own.number:
            named[own.name] = own
    return tuple(named.values())


def _place_columns(table: str) -> list[DataColumn]:
    words = vocabulary()
    labels = ("通知编号", "市（州）", "县", words.township, "村代码", words.village)
    return [DataColumn(table, name, label) for name, label in zip(_TEXTS, labels, strict=True)]


def _village_columns() -> list[DataColumn]:
    words = vocabulary()
    labels = (words.households, words.persons, "改动户数", "未动户数", "必改", "核实", "核实（已写理由）", "提示")
    return [
        *_place_columns(VILLAGES),
        DataColumn(VILLAGES, "state", "状态"),
        DataColumn(VILLAGES, "due", "在村名单里（1 是，0 不是）", number=True),
        *(
            DataColumn(VILLAGES, f"progress_{name}", label, number=True)
            for name, label in zip(_COUNTS, labels, strict=True)
        ),
    ]


def _household_columns(campaign: Campaign) -> Iterator[DataColumn]:
    yield DataColumn(HOUSEHOLDS, "form", "出自哪张表")
    for table in _household_tables(campaign):
        for name in sorted(_counted_by(campaign, table)):
            column = next((own for own in campaign.columns(table) if own.name == name), None)
            if column is not None and column.kind in _KINDS:
                number = column.kind in NUMBER_KINDS
                yield DataColumn(HOUSEHOLDS, name, column.label, column.unit or "", number)
        for compiled in campaign.verdicts(table):
            yield DataColumn(HOUSEHOLDS, f"verdict_{compiled.verdict.id}", compiled.verdict.title)


def _household_tables(campaign: Campaign) -> list[str]:
    return [table.id for table in campaign.tables.values() if campaign.counts.households.has(table)]


def _counted_by(campaign: Campaign, table: str) -> set[str]:
    """The columns of a table that figures of the campaign are made of."""
    named = {
        name
        for own in load_measures(campaign)
        if table in own.tables
        for name in chain(own.where, own.filled, [own.column or ""])
    }
    return named | {own.column for own in load_views(campaign).bands if table in own.tables}


def _villages(register: Register) -> list[dict[str, Any]]:
    values = {own.village_code: own.values for own in register.totals.villages}
    return [
        {
            **_told(register, own),
            "state": own.state_label,
            "due": int(own.expected),
            **{f"progress_{name}": getattr(own, name) for name in _COUNTS},
            **values.get(own.village_code, {}),
        }
        for own in register.progress
    ]


def _told(register: Register, village: VillageProgress) -> dict[str, Any]:
    place = register.campaign.notice.jurisdiction
    return {
        "policy": register.campaign.notice.id,
        "prefecture": place.prefecture or "",
        "county": register.campaign.county,
        "township": village.township,
        "village_code": village.village_code,
        "village": village.village,
    }


def _households(register: Register) -> list[dict[str, Any]]:
    """The rows of all household tables, those of a village in the order of their values."""
    villages = {own.village_code: own for own in register.progress}
    rows: list[dict[str, Any]] = []
    for table in _household_tables(register.campaign):
        frame = register.frames[table]
        own = {
            name: _values(frame, name) for name in sorted(_counted_by(register.campaign, table)) if _open(frame, name)
        }
        own |= {f"verdict_{one.id}": one.outcome.tolist() for one in register.verdicts.get(table, ())}
        sheet = register.campaign.tables[table].sheet
        for index, code in enumerate(frame.take("village_code").tolist()):
            values = {name: column[index] for name, column in own.items()}
            rows.append({**_told(register, villages[code]), "form": sheet, **values})
    return sorted(rows, key=_order)


def _open(frame: TableFrame, name: str) -> bool:
    return frame.has(name) and frame.column(name).kind in _KINDS


def _values(frame: TableFrame, name: str) -> list[Any]:
    if frame.column(name).kind not in NUMBER_KINDS:
        return [text or None for text in frame.text(name).tolist()]
    numbers = frame.number(name)
    return [None if empty else number for number, empty in zip(numbers.tolist(), np.isnan(numbers), strict=True)]


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["village_code"], row["form"], *(repr(value) for value in row.values()))


def _parquet(path: Path, columns: Sequence[DataColumn], rows: Sequence[dict[str, Any]]) -> Output:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(own.name, pa.float64() if own.number else pa.string()) for own in columns])
    table: Table = pa.Table.from_pylist([_of_kinds(columns, row) for row in rows], schema=schema)

    def compare(draft: Path) -> None:
        if not pq.ParquetFile(draft).read().equals(table):
            raise ComparisonError("读回的数据和写入的不一样")

    def write(file: BinaryIO) -> Compare:
        pq.write_table(table, file, compression="zstd")
        return compare

    return Output(path, write)


def _of_kinds(columns: Sequence[DataColumn], row: dict[str, Any]) -> dict[str, Any]:
    """A row with numbers as texts where another notice has a text of that name."""
    return {
        own.name: str(value) if not own.number and isinstance(value, float) else value
        for own in columns
        if (value := row.get(own.name)) is not None
    }
