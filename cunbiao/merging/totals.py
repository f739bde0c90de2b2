"""Totals by village and township: each measure is defined once (``templates/rollups/measures.yaml``).

A rollup writes a measure as a formula over its data sheets, `total` computes the same from the same definition; they
must agree. A measure counts rows, adds a column, or divides one measure by another. Its rows are those of ``tables``
where every column under ``where`` has one of the values given there and every column under ``filled`` is not empty.
Besides indicators, ``where`` may name a verdict (exit: 符合 …) or one of its criteria (exit-income: 达到, 未达到,
缺资料).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cunbiao.checking.eligibility import FITS, FITS_NOT, MET, NOT_MET, OPEN, UNDECIDED, VerdictColumn
from cunbiao.definitions import Campaign, CompiledVerdict
from cunbiao.definitions.rollups import Measure
from cunbiao.kinds import NUMBER_KINDS
from cunbiao.records.frames import Bools, Floats, Frames, Texts


def load_measures(campaign: Campaign) -> tuple[Measure, ...]:
    """The measures that this campaign's forms can give, in the order of the file; values are the code labels of its
    year.

    Raises:
        DefinitionError: a measure names a table's column, verdict or value that does not exist, with file and line.
    """
    measures: list[Measure] = []
    for placed in campaign.library.measures.values():
        words = campaign.texts.words
        measure = placed.item.model_copy(update={"label": words(placed.item.label), "group": words(placed.item.group)})
        if measure.operation == "ratio":
            if set(measure.ratio) <= {counted.id for counted in measures}:
                measures.append(measure)
            continue
        tables = tuple(table for table in measure.tables if table in campaign.tables)
        if not tables or not all(_asked(campaign, table, name) for table in tables for name in measure.where):
            continue
        where = {}
        for name, values in measure.where.items():
            labels, known = _labels(campaign, tables, name)
            where[name] = tuple(labels[value] for value in values if value in labels)
            if not known.issuperset(values):
                raise placed.error(f"“{name}”没有这些取值：{'、'.join(values)}", "where", name)
        if all(where.values()):
            measures.append(measure.model_copy(update={"tables": tables, "where": where}))
    return tuple(measures)


def _asked(campaign: Campaign, table: str, name: str) -> bool:
    if any(column.name == name for column in campaign.columns(table)):
        return True
    return any(name in _verdict_names(compiled) for compiled in campaign.verdicts(table))


def _verdict_names(compiled: CompiledVerdict) -> set[str]:
    return {compiled.verdict.id, *(criterion.criterion.id for criterion in compiled.criteria)}


def _labels(campaign: Campaign, tables: tuple[str, ...], name: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """What may stand in a column: each code id, or outcome → what it is called this year; and the ids of all years."""
    for compiled in (compiled for table in tables for compiled in campaign.verdicts(table)):
        if name == compiled.verdict.id:
            return _same(FITS, FITS_NOT, UNDECIDED)
        if name in _verdict_names(compiled):
            return _same(MET, NOT_MET, OPEN)
    codes = campaign.indicators[name].codes
    if codes is None:
        return _same()
    return campaign.codes[codes].ids, campaign.codes[codes].known_ids


def _same(*labels: str) -> tuple[Mapping[str, str], frozenset[str]]:
    return {label: label for label in labels}, frozenset(labels)


@dataclass(frozen=True)
class TotalLine:
    """The measures of one village, one township (``village`` is "") or all (``township`` is "" too); None: nothing to
    divide by.
    """

    township: str
    village_code: str
    village: str
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class Totals:
    """All measures for every village, every township and altogether."""

    measures: tuple[Measure, ...]
    villages: tuple[TotalLine, ...]
    townships: tuple[TotalLine, ...]
    overall: TotalLine


def text_column(frames: Frames, verdicts: Mapping[str, tuple[VerdictColumn, ...]], table: str, name: str) -> Texts:
    """The column a measure filters by: an indicator, a verdict's outcome or (on all rows) the result of one of its
    criteria.
    """
    for verdict in verdicts.get(table, ()):
        if name == verdict.id:
            return verdict.outcome
        for criterion in verdict.criteria:
            if name == criterion.compiled.criterion.id:
                return criterion.results()
    return frames.tables[table].text(name)


def count_totals(
    measures: tuple[Measure, ...], frames: Frames, verdicts: Mapping[str, tuple[VerdictColumn, ...]]
) -> Totals:
    """All measures over the register, villages in its order."""
    by_village: dict[str, Floats] = {}
    for measure in measures:
        if measure.operation != "ratio":
            by_village[measure.id] = _additive(measure, frames, verdicts)
    villages = frames.villages
    townships = sorted({village.township for village in villages})

    def line(township: str, code: str, village: str, chosen: Bools) -> TotalLine:
        sums = {name: float(numbers[chosen].sum()) for name, numbers in by_village.items()}
        values = {measure.id: _value(measure, sums) for measure in measures}
        return TotalLine(township, code, village, values)

    place = np.arange(len(villages))
    of_township = np.array([village.township for village in villages], dtype=object)
    return Totals(
        measures=measures,
        villages=tuple(
            line(village.township, village.village_code, village.village, np.asarray(place == index))
            for index, village in enumerate(villages)
        ),
        townships=tuple(line(name, "", "", np.asarray(of_township == name, dtype=np.bool_)) for name in townships),
        overall=line("", "", "", np.ones(len(villages), dtype=np.bool_)),
    )


def _value(measure: Measure, sums: Mapping[str, float]) -> float | None:
    if measure.operation != "ratio":
        return sums[measure.id]
    above, below = (sums[name] for name in measure.ratio)
    return above / below if below else None


def _additive(measure: Measure, frames: Frames, verdicts: Mapping[str, tuple[VerdictColumn, ...]]) -> Floats:
    """A count or sum by village; empty cells add nothing."""
    result = np.zeros(len(frames.villages))
    for table in measure.tables:
        frame = frames.tables[table]
        chosen = np.ones(frame.size, dtype=np.bool_)
        for name, values in measure.where.items():
            wanted = frozenset(values)
            texts = text_column(frames, verdicts, table, name)
            chosen &= np.fromiter((text in wanted for text in texts), np.bool_, frame.size)
        for name in measure.filled:
            chosen &= _filled(frames, table, name)
        weights = np.ones(frame.size) if measure.column is None else np.nan_to_num(frame.number(measure.column))
        result += np.bincount(frame.village[chosen], weights[chosen], minlength=len(result))
    return result


def _filled(frames: Frames, table: str, name: str) -> Bools:
    frame = frames.tables[table]
    if frame.column(name).kind in NUMBER_KINDS:
        return ~np.isnan(frame.number(name))
    return np.asarray(frame.text(name) != "", dtype=np.bool_)
