"""``coverage``: every clause of a notice and where it lives, every rule and document and where it holds or why not.

And the checks that public texts name, each with what decides it, and how the notice was read where it is unclear.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cunbiao.checking.calendar import calendar_problems, latest_days
from cunbiao.definitions import load_campaign
from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.coverage import KnownCover, clauses, known, readings_of, rules
from cunbiao.definitions.known_checks import WAYS, known_checks
from cunbiao.definitions.outline import outlined
from cunbiao.definitions.sources import cited

_NOWHERE = "没有写明"


def coverage(policy: str | Path) -> RenderableType:
    """Both sides, the known checks, the readings, the calendar of its procedures, and how many of each there are.

    Raises:
        DefinitionError: the notice has a mistake.
    """
    campaign = load_campaign(policy)
    said = Table(title=f"{campaign.notice.title}：条款")
    for heading in ("编号", "条款", "规定", "由什么落实", "没有落实的原因"):
        said.add_column(heading, overflow="fold")
    covered = clauses(campaign)
    for one in covered:
        clause = one.clause
        why = clause.why_not or ("" if clause.home else _NOWHERE)
        said.add_row(clause.id, cited(campaign, clause.clause), clause.text, "、".join(clause.home), why)
    held = Table(title="规则")
    for heading in ("编号", "种类", "规则组", "用在哪些表", "没有用上、关掉或略去的", "写在哪里"):
        held.add_column(heading, overflow="fold")
    every = rules(campaign)
    for rule in every:
        held.add_row(rule.id, rule.kind, rule.set, "、".join(rule.sheets), rule.why, rule.origin)
    numbered = outlined(campaign)
    bare = [own.number for own in numbered if not own.homes]
    homeless = sum(not one.clause.home for one in covered)
    unused = sum(not rule.sheets for rule in every)
    count = f"条款 {len(covered)} 条，其中 {homeless} 条没有落实；规则 {len(every)} 条，其中 {unused} 条没有用上。"
    left = f"没有落处的：{'、'.join(bare)}" if bare else "条条有落处"
    text = f"原文编号 {len(numbered)} 条，{left}。" if numbered else "没有写原文的编号（outline）。"
    catalogue = known(campaign)
    parts = (said, held, _known_table(campaign, catalogue), _reading_table(campaign))
    calendar = [*latest_days(campaign), *calendar_problems(campaign)]
    counts = Text("\n".join((*calendar, count, text, _known_count(catalogue))))
    return Group(*(line for part in parts for line in (part, Text())), counts)


def _known_table(campaign: Campaign, catalogue: list[KnownCover]) -> Table:
    """Every check that public texts name: what decides it, what of that holds here, what nothing decides."""
    table = Table(title=cited(campaign, known_checks().source))
    for heading in ("编号", "查什么", "怎么查", "由什么查", "本通知用上的", "没有查的"):
        table.add_column(heading, overflow="fold")
    for one in catalogue:
        rule = one.rule
        table.add_row(
            rule.id, rule.what, rule.way, "、".join(rule.deciders), "、".join(one.here), rule.why_not or rule.rest
        )
    return table


def _known_count(catalogue: list[KnownCover]) -> str:
    counts = "，".join(f"{way} {sum(one.rule.way == way for one in catalogue)} 条" for way in WAYS)
    here = sum(bool(one.here) for one in catalogue)
    return f"查错规则 {len(catalogue)} 条：{counts}；本通知用上 {here} 条。"


def _reading_table(campaign: Campaign) -> Table:
    """Where the notice can be read in two ways: what was decided, where it lives, what a county may switch."""
    table = Table(title="两可的地方")
    for heading in ("编号", "问题", "怎么定的", "写在哪里", "县里可以改的参数"):
        table.add_column(heading, overflow="fold")
    for one in readings_of(campaign):
        home = "、".join(one.home) or one.why_not
        table.add_row(str(one.id), one.question, one.decided, home, "、".join(one.switch))
    return table
