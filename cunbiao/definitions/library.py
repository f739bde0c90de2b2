"""Everything that the layers under one notice define, resolved by id: the overlay.

A later layer's definition takes the place of an earlier one that the layer ``replaces``; small changes stand under
``overrides``.
Each resolved definition keeps where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from cunbiao.definitions.confidential import Confidential
from cunbiao.definitions.cover import CoverPart, cover_of
from cunbiao.definitions.documents import DocumentDefinition, Procedure
from cunbiao.definitions.layers import (
    Kind,
    Layer,
    Placed,
    chain,
    document,
    editions,
    items,
    notice_folders,
    notice_layer,
    overlay,
    replaced_nothing,
)
from cunbiao.definitions.limits import LimitDefinition
from cunbiao.definitions.models import CodeList, Form, Indicator
from cunbiao.definitions.notices import Edition, Head, Notice, Parameter, ParameterFile, UploadHead
from cunbiao.definitions.operations import Operation
from cunbiao.definitions.overrides import (
    change_forms,
    patch_columns,
    patch_criteria,
    patch_items,
    removed_columns,
    said,
)
from cunbiao.definitions.rollups import BandChart, Measure, PageBlock, View
from cunbiao.definitions.rosters import RosterFile, changed
from cunbiao.definitions.rule_sets import chosen_sets
from cunbiao.definitions.rules import Check, Verdict
from cunbiao.definitions.source import DefinitionError, Document, Mistakes
from cunbiao.definitions.tables import (
    Account,
    AccountPart,
    Corrections,
    Counts,
    HouseholdAccount,
    RelationDefinition,
    Subject,
    TableFile,
    account_of,
)
from cunbiao.definitions.texts import replaced
from cunbiao.definitions.upload_tabs import UploadTab

_RULES = frozenset({"checks", "verdicts"})
_TABLES = frozenset(
    {"subjects", "relations", "slots", "gone", "counts", "account", "household_account", "corrections", "confidential"}
)
_DOCUMENTS = frozenset({"documents", "procedures"})
_PAGE = frozenset({"blocks", "bands"})

INDICATORS = Kind("indicators/*.yaml", "indicators", Indicator, "指标", "name")
CODES = Kind("codes/*.yaml", "lists", CodeList, "代码表")
CHECKS = Kind("rules/*.yaml", "checks", Check, "校验", beside=_RULES)
VERDICTS = Kind("rules/*.yaml", "verdicts", Verdict, "结论", beside=_RULES)
FORMS = Kind("forms/*.yaml", "", Form, "表单")
SUBJECTS = Kind("tables.yaml", "subjects", Subject, "对象", beside=_TABLES)
RELATIONS = Kind("tables.yaml", "relations", RelationDefinition, "关系", beside=_TABLES)
OPERATIONS = Kind("operations.yaml", "operations", Operation, "操作")
LIMITS = Kind("limits.yaml", "limits", LimitDefinition, "控制数")
MEASURES = Kind("rollups/measures.yaml", "measures", Measure, "汇总数", beside=frozenset({"groups"}))
VIEWS = Kind("rollups/views.yaml", "views", View, "清单", "sheet")
BLOCKS = Kind("rollups/page.yaml", "blocks", PageBlock, "第一页的一栏", beside=_PAGE)
BANDS = Kind("rollups/page.yaml", "bands", BandChart, "分段图", beside=_PAGE)
TABS = Kind("uploads/*.yaml", "tabs", UploadTab, "上报页", beside=frozenset({"source", "status"}))
CONFIDENTIAL = Kind("tables.yaml", "confidential", Confidential, "保密事项", beside=_TABLES)
DOCUMENTS = Kind("documents/*.yaml", "documents", DocumentDefinition, "文书", beside=_DOCUMENTS)
PROCEDURES = Kind("documents/*.yaml", "procedures", Procedure, "程序", beside=_DOCUMENTS)
ROSTERS = Kind("rosters/*.yaml", "", RosterFile, "花名册格式")


KINDS: tuple[Kind[Any], ...] = (
    INDICATORS, CODES, CHECKS, VERDICTS, FORMS, SUBJECTS, RELATIONS, OPERATIONS, LIMITS, MEASURES, VIEWS, BLOCKS, BANDS,
    TABS, CONFIDENTIAL, DOCUMENTS, PROCEDURES, ROSTERS,
)  # fmt: skip


@dataclass(frozen=True, repr=False)
class Library:
    """All that one notice's layers define.

    ``sets`` are the rule sets in force, ``words`` what is said instead of what; ``removed`` are the columns that the
    notice takes out of inherited tables; ``given_forms`` are those that a notice has with another one that it lists.
    """

    layers: tuple[Layer, ...]
    sets: tuple[str, ...]
    words: Mapping[str, str]
    parameters: dict[str, Placed[Parameter]]
    indicators: dict[str, Placed[Indicator]]
    codes: dict[str, Placed[CodeList]]
    checks: dict[str, Placed[Check]]
    verdicts: dict[str, Placed[Verdict]]
    forms: dict[str, Placed[Form]]
    subjects: dict[str, Placed[Subject]]
    relations: dict[str, Placed[RelationDefinition]]
    operations: dict[str, Placed[Operation]]
    limits: dict[str, Placed[LimitDefinition]]
    measures: dict[str, Placed[Measure]]
    views: dict[str, Placed[View]]
    blocks: dict[str, Placed[PageBlock]]
    bands: dict[str, Placed[BandChart]]
    tabs: dict[str, Placed[UploadTab]]
    confidential: dict[str, Placed[Confidential]]
    documents: dict[str, Placed[DocumentDefinition]]
    procedures: dict[str, Placed[Procedure]]
    rosters: dict[str, Placed[RosterFile]]
    slots: Mapping[str, tuple[str, ...]]
    gone: str | None
    counts: Counts | None
    account: Account | None
    household_account: HouseholdAccount | None
    corrections: Corrections | None
    given_forms: Mapping[str, str]
    roster: str
    upload: UploadHead
    cover: CoverPart
    removed: Mapping[str, frozenset[str]]

    @property
    def top(self) -> Layer:
        """The notice, or the edition when there is no notice."""
        return self.layers[-1]


def policy_ids() -> list[str]:
    """The ids of all notices, in order."""
    return list(notice_folders())


def notice(where: str | Path) -> Placed[Notice]:
    """A notice by id or by folder; raises `DefinitionError` naming the notices there are when there is none."""
    layer = find_notice(where)
    return Placed(layer.head.model(Notice), layer.head, (), layer.id)


def find_notice(where: str | Path) -> Layer:
    """The layer of a notice by id or by folder.

    Raises:
        DefinitionError: there is no such notice; it names those there are.
    """
    if isinstance(where, Path):
        return notice_layer(where)
    folders = notice_folders()
    if where not in folders:
        raise DefinitionError(Path(where), 0, f"没有这份通知，现有：{'、'.join(folders)}")
    return notice_layer(folders[where])


@cache
def every_indicator() -> Mapping[str, Indicator]:
    """The indicators of all editions by name, as the last one has them.

    What a year does not ask is left out of lists, and is not misspelt.
    """
    placed = (one for layer in editions() for one in items(layer.folder, layer.id, INDICATORS))
    return {one.item.name: one.item for one in placed}


@cache
def every_form() -> tuple[Form, ...]:
    """The forms of all editions: what a year does not have is left out of lists, and is not misspelt."""
    return tuple(one.item for layer in editions() for one in items(layer.folder, layer.id, FORMS))


@cache
def every_verdict() -> tuple[Verdict, ...]:
    """The verdicts of all editions: what a year does not have is left out of lists, and is not misspelt."""
    return tuple(one.item for layer in editions() for one in items(layer.folder, layer.id, VERDICTS))


@cache
def every_measure() -> frozenset[str]:
    """The ids of the measures of all editions: what a year does not count is left out, and is not misspelt."""
    return frozenset(one.item.id for layer in editions() for one in items(layer.folder, layer.id, MEASURES))


@cache
def resolve(top: Layer) -> Library:
    """Everything defined for a notice or an edition.

    Raises:
        DefinitionError: all mistakes that the definitions by themselves have.
    """
    mistakes = Mistakes()
    layers = chain(top)
    heads = [_head(layer, mistakes) for layer in layers]
    mistakes.refuse()
    library = Library(
        layers=layers,
        sets=chosen_sets([(layer.head, head) for layer, head in zip(layers, heads, strict=True)], mistakes),
        words=_words(heads),
        parameters=_parameters(layers, mistakes),
        indicators=overlay(layers, INDICATORS, mistakes),
        codes=overlay(layers, CODES, mistakes),
        checks=overlay(layers, CHECKS, mistakes),
        verdicts=overlay(layers, VERDICTS, mistakes),
        forms=overlay(layers, FORMS, mistakes),
        subjects=overlay(layers, SUBJECTS, mistakes),
        relations=overlay(layers, RELATIONS, mistakes),
        operations=overlay(layers, OPERATIONS, mistakes),
        limits=overlay(layers, LIMITS, mistakes),
        measures=_by_group(layers, overlay(layers, MEASURES, mistakes)),
        views=overlay(layers, VIEWS, mistakes),
        blocks=overlay(layers, BLOCKS, mistakes),
        bands=overlay(layers, BANDS, mistakes),
        tabs=overlay(layers, TABS, mistakes),
        confidential=overlay(layers, CONFIDENTIAL, mistakes),
        documents=overlay(layers, DOCUMENTS, mistakes),
        procedures=overlay(layers, PROCEDURES, mistakes),
        rosters=overlay(layers, ROSTERS, mistakes),
        slots={},
        gone=None,
        counts=None,
        account=None,
        household_account=None,
        corrections=None,
        given_forms={name: beside for head in heads for name, beside in head.given_forms.items()},
        roster=_roster(heads, layers, mistakes),
        upload=_upload(heads),
        cover=cover_of([head.cover for head in heads]),
        removed={},
    )
    library = _table_files(library, mistakes)
    with mistakes.noted():
        for error in replaced_nothing(layers, KINDS):
            mistakes.add(error)
    _refuse_unknown_sets(library, heads, mistakes)
    for layer, head in zip(layers, heads, strict=True):
        library = _overridden(library, layer.head, head, mistakes)
    library = replace(library, indicators=_correcting(library.indicators, mistakes))
    if library.roster and library.roster not in library.rosters:
        problem = f"没有“{library.roster}”这种花名册格式，现有：{'、'.join(library.rosters)}"
        mistakes.add(library.top.head.error(("roster",), problem))
    mistakes.refuse()
    return library


def _refuse_unknown_sets(library: Library, heads: list[Head], mistakes: Mistakes) -> None:
    """The sets a layer names must have a rule, in this layer or below or above."""
    known = {placed.item.set for placed in library.checks.values()}
    known |= {placed.item.set for placed in library.verdicts.values()}
    known |= {placed.item.set for placed in library.operations.values()}
    for layer, head in zip(library.layers, heads, strict=True):
        for index, name in enumerate(head.sets):
            if name.lstrip("+-") not in known:
                problem = f"没有“{name.lstrip('+-')}”这个规则组，现有：{'、'.join(sorted(known))}"
                mistakes.add(layer.head.error(("sets", index), problem))


def _head(layer: Layer, mistakes: Mistakes) -> Head:
    with mistakes.noted():
        return layer.head.model(Notice if layer.kind == "notice" else Edition)
    return Head(id=layer.id, title=layer.id, year=0)


def _by_group(layers: tuple[Layer, ...], measures: dict[str, Placed[Measure]]) -> dict[str, Placed[Measure]]:
    """The measures group by group, in the order that ``groups`` of the layers' files give."""
    files = (layer.folder / "rollups" / "measures.yaml" for layer in layers)
    order = [group for file in files if file.is_file() for group in document(file).data.get("groups", [])]
    order += [placed.item.group for placed in measures.values()]
    return dict(sorted(measures.items(), key=lambda pair: order.index(pair[1].item.group)))


def _correcting(indicators: dict[str, Placed[Indicator]], mistakes: Mistakes) -> dict[str, Placed[Indicator]]:
    """The indicators, those that correct another one being just like it."""
    found = dict(indicators)
    for name, placed in indicators.items():
        if placed.item.corrects is None:
            continue
        if placed.item.corrects in indicators:
            found[name] = replace(placed, item=placed.item.as_corrected(indicators[placed.item.corrects].item))
        else:
            mistakes.add(placed.error(f"没有“{placed.item.corrects}”这个指标，更正不了它", "corrects"))
    return found


def _roster(heads: list[Head], layers: tuple[Layer, ...], mistakes: Mistakes) -> str:
    """The roster format: the last layer that names one."""
    named = [head.roster for head in heads if head.roster is not None]
    if not named:
        mistakes.add(layers[-1].head.error(("roster",), "没有写 roster（花名册格式），下面的版本也没有写"))
        return ""
    return named[-1]


def _words(heads: list[Head]) -> dict[str, str]:
    """What is said instead of what, after all layers: a later layer may say a word of an earlier one otherwise."""
    words: dict[str, str] = {}
    for head in heads:
        own = head.overrides.words
        words = {old: replaced(new, own) for old, new in words.items()} | own
    return words


def _upload(heads: list[Head]) -> UploadHead:
    fields: dict[str, object] = {}
    for head in heads:
        fields |= said(head.upload)
    return UploadHead.model_validate(fields)


def _parameters(layers: tuple[Layer, ...], mistakes: Mistakes) -> dict[str, Placed[Parameter]]:
    found: dict[str, Placed[Parameter]] = {}
    for layer in layers:
        file = layer.folder / "parameters.yaml"
        if not file.is_file():
            continue
        with mistakes.noted():
            own = document(file)
            for name, parameter in own.model(ParameterFile).parameters.items():
                found[name] = Placed(parameter, own, ("parameters", name), layer.id)
    return found


def _table_files(library: Library, mistakes: Mistakes) -> Library:
    """What ``tables.yaml`` says once: slots, who is gone, what counts, the account; the latest layer's word holds."""
    parts = []
    for layer in library.layers:
        file = layer.folder / "tables.yaml"
        if not file.is_file():
            continue
        with mistakes.noted():
            read = document(file)
            own = read.model(TableFile)
            for name, members in own.slots.items():
                unknown = [member for member in members if member not in library.indicators]
                if unknown:
                    mistakes.add(read.error(("slots", name), f"没有“{'、'.join(unknown)}”这个指标"))
            library = replace(
                library,
                slots={**library.slots, **{name: tuple(members) for name, members in own.slots.items()}},
                gone=own.gone or library.gone,
                counts=own.counts or library.counts,
                household_account=own.household_account or library.household_account,
                corrections=own.corrections or library.corrections,
            )
            if own.account is not None:
                parts.append(own.account)
                _check_reasons(library, own.account, read, mistakes)
    return replace(library, account=account_of(parts))


def _check_reasons(library: Library, account: AccountPart, document: Document, mistakes: Mistakes) -> None:
    """Reports reasons by which people cannot be counted, as nothing lists them."""
    listed = {name for name, placed in library.indicators.items() if placed.item.codes is not None}
    for side, changes in (("plus", account.plus), ("minus", account.minus)):
        for number, item in enumerate(changes):
            if item.by is not None and item.by not in listed:
                mistakes.add(document.error(("account", side, number), f"没有“{item.by}”这个有下拉选项的指标"))


def _overridden(library: Library, document: Document, head: Head, mistakes: Mistakes) -> Library:
    """The library with what one opening file changes of it."""
    own = head.overrides
    changes = head.form_changes
    forms = change_forms(library.forms, changes, document, mistakes)
    verdicts = patch_items(library.verdicts, own.verdicts, "verdicts", document, mistakes)
    return replace(
        library,
        checks=patch_items(library.checks, own.checks, "checks", document, mistakes),
        indicators=patch_items(library.indicators, own.indicators, "indicators", document, mistakes),
        verdicts=patch_criteria(verdicts, own.criteria, document, mistakes),
        forms=patch_columns(forms, own.columns, document, mistakes),
        operations=patch_items(library.operations, own.operations, "operations", document, mistakes),
        tabs=patch_items(library.tabs, own.uploads, "uploads", document, mistakes),
        measures=patch_items(library.measures, own.measures, "measures", document, mistakes),
        rosters={
            name: replace(placed, item=changed(placed.item, head.roster_changes))
            for name, placed in library.rosters.items()
        },
        removed={**library.removed, **removed_columns(changes)},
    )


def homes(library: Library) -> frozenset[str]:
    """Ids that a clause may name as its home; a rule set stands for all its rules."""
    found: set[str] = set(library.sets)
    for kind in (
        library.parameters, library.indicators, library.codes, library.checks, library.verdicts, library.forms,
        library.relations, library.operations, library.limits, library.measures, library.views, library.tabs,
        library.confidential, library.documents, library.procedures,
    ):  # fmt: skip
        found |= set(kind)
    found |= {step.id for placed in library.procedures.values() for step in placed.item.steps}
    found |= {line.id for placed in library.verdicts.values() for line in placed.item.criteria}
    found |= {line.blocks for placed in library.verdicts.values() for line in placed.item.criteria if line.blocks}
    found |= {
        told.blocks
        for placed in library.operations.values()
        for told in (placed.item.elsewhere, placed.item.undecided)
        if told is not None
    }
    found |= {table.id for placed in library.forms.values() for table in placed.item.tables}
    return frozenset(found)
