"""``merge --level prefecture|province``: counties' rollups become a summary with a folder of data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from commands.outcome import CommandError, Outcome
from commands.rollups import ReadRollup, read_rollup
from cunbiao.advance import Advance
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.intake import list_limits
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.counties import CountyRollup, GivenFile, SummaryLevel, choose_counties
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import common_folder, gather
from cunbiao.submissions.pool import peek_files
from generators.file_names import file_name
from generators.publishing import Output, OutputFolder, finish_interrupted
from generators.relative_folder import seen_from
from generators.summary import (
    CountySummary,
    county_data,
    data_columns,
    data_folder,
    no_longer_given,
    summary_file,
    summary_of,
)

_NO_COUNTY = "没有一份县汇总表可用。请把各县的“…_汇总.xlsx”，或者装着它们的文件夹，给这个命令。"
_NO_DATA = "数据文件夹没有写：这一份村表通不带写它的组件（pip install -e '.[cluster]'）；汇总表不缺什么。"
_WHOLE: Mapping[SummaryLevel, str] = {"prefecture": "全市", "province": "全省"}


def summarise(paths: Sequence[Path], level: SummaryLevel, out: Path, advance: Advance | None = None) -> Outcome:
    """Reads the counties' rollups under ``paths``, one after the other, and writes their summary into ``out``.

    A rollup is all that is needed of a county: it is sealed, it carries what its numbers were made of, and it can be
    sent. What its county kept of its reading is believed by that county's computer only. ``advance`` is told how many
    counties are done.

    Raises:
        CommandError: no county's rollup can be used.
        DefinitionError: a notice has a mistake.
        PublishError: the results could not be put in their place; what is there is as it was.
    """
    finish_interrupted([*paths, out])
    with OutputFolder(out) as folder:
        found = gather(paths, intake_rules())
        chosen = choose_counties(found, peek_files(found.files, list_limits()), level)
        outcome = Outcome()
        for own in chosen.others:
            _tell(own, outcome)
        if not chosen.counties:
            raise CommandError("\n".join([_NO_COUNTY, *outcome.lines]))
        campaigns = [load_campaign(policy) for policy in sorted({own.origin.policy for own in chosen.counties})]
        place = _place(campaigns, level)
        data, columns = data_folder(folder.path, place), data_columns(campaigns)
        files, summaries = list(chosen.others), list[CountySummary]()

        def outputs() -> Iterator[Output]:
            """The data of one county after the other, of which only numbers stay in memory; the workbook last."""
            for done, county in enumerate(chosen.counties, start=1):
                if (read := _read(county, files, outcome)) is not None:
                    page = vocabulary().first_page["county"]
                    summaries.append(summary_of(read.register, county.area, county.found.name, page))
                    if columns is not None:
                        yield from county_data(read.register, columns, data, county.area)
                if advance is not None:
                    advance(done, len(chosen.counties))
            if not summaries:
                raise CommandError("\n".join([_NO_COUNTY, *outcome.lines]))
            path = folder.path / f"{file_name(place)}_各县汇总.xlsx"
            title = f"{place}{campaigns[0].year}年度汇总表"
            listed = sorted(files, key=lambda own: own.file)
            base = seen_from(folder.path, common_folder(paths))
            yield summary_file(path, title, level, summaries, listed, columns, base)

        # Under another name a data file would be counted beside the former one.
        written = folder.publish(outputs(), beside=False)
        for file in no_longer_given(data, {own.area for own in summaries}) if columns is not None else ():
            file.unlink()
            with suppress(OSError):
                file.parent.rmdir()
    outcome.files.append(written[-1].path)
    outcome.lines.insert(0, _said(place, summaries))
    outcome.lines.append(f"数据文件夹：{data}。" if columns is not None else _NO_DATA)
    return outcome


def _read(county: CountyRollup, files: list[GivenFile], outcome: Outcome) -> ReadRollup | None:
    """A county's rollup computed again; ``None`` for one that cannot be used."""
    name = county.origin.county
    try:
        read = read_rollup(Path(county.found.path))
    except CommandError as error:
        files.append(GivenFile(county.found.name, name, "left out", str(error)))
        _tell(files[-1], outcome)
        return None
    read.tell_edited(outcome)
    files.append(GivenFile(county.found.name, name, "merged"))
    return read


def _tell(own: GivenFile, outcome: Outcome) -> None:
    if own.to_do:
        outcome.needs_person(f"{own.file}——{own.reason}{f'。{own.fix}。' if own.fix else ''}")


def _place(campaigns: Sequence[Campaign], level: SummaryLevel) -> str:
    """The prefecture or province as most of the counties' notices name it; 全市, 全省 where none does."""
    names = Counter(name for own in campaigns if (name := getattr(own.notice.jurisdiction, level)))
    return max(names, key=lambda name: (names[name], name)) if names else _WHOLE[level]


def _said(place: str, summaries: Sequence[CountySummary]) -> str:
    expected, received = (sum(own.expected for own in summaries), sum(own.received for own in summaries))
    return f"{place}：汇总 {len(summaries)} 个县，应交 {expected} 个村，已汇总 {received} 个村。"
