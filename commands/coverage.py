"""``coverage``: every clause of a notice and where it lives, every rule and where it holds or why not."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cunbiao.definitions import load_campaign
from cunbiao.definitions.coverage import clauses, rules
from cunbiao.definitions.outline import outlined
from cunbiao.definitions.sources import cited

_NOWHERE = "没有写明"


def coverage(policy: str | Path) -> RenderableType:
    """Both sides as two tables, and how many of each.

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
    return Group(said, Text(), held, Text(), Text(f"{count}\n{text}"))
