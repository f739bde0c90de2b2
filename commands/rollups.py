"""Rollups handed in again: taken apart into what they were made of."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign
from cunbiao.definitions.models import Settings, SettingValue
from cunbiao.register.ledger import FileFate
from cunbiao.register.rollup_sheets import RollupIdentity, RollupSheetError, in_folder, restore
from cunbiao.submissions.records import Intake


@dataclass(frozen=True)
class Villages:
    """The village submissions among everything handed in.

    ``decided`` are files that were left out when a rollup was made, ``rollups`` say for whom each rollup was made,
    ``folder`` is where the village files lie (of several folders, the one that holds the rollups).
    """

    intake: Intake
    decided: list[FileFate]
    rollups: list[RollupIdentity]
    folder: Path


def take_apart(intake: Intake, base: Path) -> Villages:
    """Replaces rollups by the submissions they were made of; ``base`` is the folder file names are told from.

    Townships name files as seen from their own folders; where two use the same name, the township is put before it.

    Raises:
        CommandError: a rollup is damaged.
    """
    submissions = list(intake.submissions)
    decided: list[FileFate] = []
    rollups: list[RollupIdentity] = []
    names = {own.file for own in submissions}
    for rollup in intake.rollups:
        try:
            restored = restore(rollup.sheets)
        except RollupSheetError as error:
            raise CommandError(f"{rollup.file}：{error}。请重新汇总，再交汇总表。") from error
        if restored.file_names & names:
            restored = in_folder(restored, restored.identity.township or rollup.file)
        names |= restored.file_names
        submissions += restored.submissions
        decided += restored.other_files
        rollups.append(restored.identity)
    folders = {
        os.path.normpath((base / own.file).parent / restored.folder)
        for own, restored in zip(intake.rollups, rollups, strict=True)
    }
    folder = Path(folders.pop()) if len(folders) == 1 and not intake.submissions else base
    return Villages(replace(intake, submissions=submissions, rollups=[]), decided, rollups, folder)


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
    return Settings(county=campaign.policy.jurisdiction.county, parameters=values) if values else None
