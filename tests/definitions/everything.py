"""All definitions of all editions and notices, whoever uses them: what every one of them must keep true."""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.layers import Kind, Layer, Placed, editions, items, notice_folders, notice_layer
from cunbiao.definitions.models import Definition

ItemT = TypeVar("ItemT", bound=Definition)


@cache
def layers() -> tuple[Layer, ...]:
    """Every edition and every notice."""
    return (*editions(), *(notice_layer(folder) for folder in notice_folders().values()))


def every(kind: Kind[ItemT]) -> list[Placed[ItemT]]:
    """Everything of one kind that any layer brings."""
    return [placed for layer in layers() for placed in items(layer.folder, layer.id, kind)]


@cache
def campaigns() -> tuple[Campaign, ...]:
    """Every notice's campaign, without settings."""
    return tuple(load_campaign(notice) for notice in policy_ids())


def checks_in_force() -> set[str]:
    """Ids of the checks that some table of some notice is held to."""
    return {
        compiled.check.id
        for campaign in campaigns()
        for table in campaign.every_table
        for compiled in campaign.checks(table)
    }
