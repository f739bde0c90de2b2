"""Rollups handed in again: taken apart into what they were made of."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.advance import Advance
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.messages import load_messages
from cunbiao.definitions.notices import Settings, SettingValue
from cunbiao.merging.ledger import FileFate
from cunbiao.merging.merge import merge
from cunbiao.merging.register import Register
from cunbiao.merging.rollup_sheets import RollupIdentity, RollupSheetError, in_folder, restore
from cunbiao.records.submission import Intake
from cunbiao.submissions.gather import common_folder
from cunbiao.submissions.reading import read_submissions
from generators.links import seen_from
from workbooks.refusal import ROLLUP_CHANGED


@dataclass(frozen=True)
class Villages:
    """The village submissions among everything handed in.

    ``decided`` are files that were left out when a rollup was made, ``rollups`` say for whom each rollup was made,
    ``folder`` is where the village files lie, and what their names are told from.
    """

    intake: Intake
    decided: list[FileFate]
    rollups: list[RollupIdentity]
    folder: Path


@dataclass(frozen=True)
class ReadRollup:
    """One rollup with the register it was written from, computed again.

    ``place`` is the township or county it was made for, ``folder`` is where the village files lie.
    """

    place: str
    register: Register
    folder: Path

    def folder_seen_from(self, out: Path) -> str:
        """The way from a workbook in ``out`` to the village files."""
        return seen_from(out, self.folder)


def read_rollup(rollup: Path, advance: Advance | None = None) -> ReadRollup:
    """Reads a rollup and computes everything again.

    ``advance`` is told how far the reading is, and once more when everything is computed.

    Raises:
        CommandError: the file is not a rollup of ours, or was changed since it was made.
    """
    # A rollup is recognised whatever the notice; which one it was made for, it says itself.
    intake = read_submissions([rollup], load_campaign(policy_ids()[0]), rollups=True, progress=advance)
    if not intake.rollups:
        refused = intake.quarantined[0] if intake.quarantined else None
        why = f"{refused.message}。{refused.fix}" if refused else "请给汇总得到的“…_汇总.xlsx”"
        ours = refused is not None and refused.reason == ROLLUP_CHANGED
        raise CommandError(f"{rollup.name}{'' if ours else ' 不是汇总表'}：{why}。")
    villages = take_apart(intake, common_folder([rollup]))
    identity = villages.rollups[0]
    campaign = load_campaign(identity.policy)
    campaign = load_campaign(identity.policy, carried_settings(villages, campaign))
    register = merge(villages.intake, campaign, identity.level, load_messages(campaign), decided=villages.decided)
    if advance is not None:
        advance(1, 1)
    return ReadRollup(identity.township or identity.county, register, villages.folder)


def take_apart(intake: Intake, base: Path) -> Villages:
    """Replaces rollups by the submissions they were made of; ``base`` is the folder file names are told from.

    A rollup names files as seen from the folder it was made of. Here they are named as seen from the folder that holds
    the folders of all rollups; where two still use the same name, the township is put before it.

    Raises:
        CommandError: a rollup is damaged.
    """
    submissions = list(intake.submissions)
    decided: list[FileFate] = []
    names = {own.file for own in submissions}
    parts = []
    for rollup in intake.rollups:
        try:
            parts.append(restore(rollup.sheets))
        except RollupSheetError as error:
            raise CommandError(f"{rollup.file}：{error}。请重新汇总，再交汇总表。") from error
    homes = [
        Path(os.path.normpath((base / rollup.file).parent / restored.identity.folder))
        for rollup, restored in zip(intake.rollups, parts, strict=True)
    ]
    folder = base if submissions else _holding(homes, base)
    for rollup, restored, home in zip(intake.rollups, parts, homes, strict=True):
        if home != folder and home.is_relative_to(folder):
            restored = in_folder(restored, home.relative_to(folder).as_posix())
        if restored.file_names & names:
            restored = in_folder(restored, restored.identity.township or rollup.file)
        names |= restored.file_names
        submissions += restored.submissions
        decided += restored.other_files
    taken = replace(intake, submissions=submissions, rollups=[])
    return Villages(taken, decided, [restored.identity for restored in parts], folder)


def _holding(homes: Sequence[Path], base: Path) -> Path:
    """The innermost folder that holds all of these; ``base`` when there is none."""
    try:
        return Path(os.path.commonpath(homes))
    except ValueError:  # nothing, or on different drives
        return base


def carried_settings(villages: Villages, campaign: Campaign) -> Settings | None:
    """The county's values that rollups were made with, else those most village workbooks were issued with.

    The merge names the workbooks that were issued with others.
    """
    carried = [own.settings for own in villages.rollups] or [
        own.identity.settings for own in villages.intake.submissions
    ]
    counted = Counter(json.dumps(own, sort_keys=True) for own in carried)
    if not counted:
        return None
    most = max(counted, key=lambda text: (counted[text], text))
    values = {
        name: SettingValue(
            value=date.fromisoformat(value) if campaign.parameters[name].type == "date" else value, source=source
        )
        for name, (value, source) in json.loads(most).items()
        if name in campaign.parameters
    }
    return Settings(county=campaign.county, parameters=values) if values else None
