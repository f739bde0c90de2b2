"""Which notice to work by: the one the workbooks themselves say they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from commands.outcome import CommandError
from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.records.origin import Origin
from cunbiao.submissions.definition import intake_rules
from cunbiao.submissions.gather import Gathered, gather
from cunbiao.submissions.pool import peek_files
from cunbiao.submissions.reading import read_found
from cunbiao.submissions.settings import campaign_with, carried_settings
from cunbiao.submissions.store import Store
from cunbiao.submissions.wording import refusal_text
from workbooks.refusal import NOT_INSTALLED, Refused

_NO_NOTICE = (
    "看不出这些表是按哪份通知下发的。请给下发的采集表或者汇总表；"
    "确实是的，先选定按哪份通知办（命令后面加 --policy 编号）。"
)
NOTHING_HANDED_IN = "没有找到可以汇总的表。请把村里交回的 .xlsx 文件或装着它们的文件夹给这个命令。"
# Of so many files it is said what is the matter with them.
_MOST_REASONS = 5


def campaign_of(origins: Mapping[str, Origin], settings: Path | None = None) -> Campaign:
    """The campaign that workbooks are of.

    Args:
        origins: the name of each file and what it says of itself; one that names no notice does not count.
        settings: the county's values; without it those kept beside the notice, else those the workbooks carry.

    Raises:
        CommandError: no workbook names a notice, they name several, or theirs is not installed here.
        DefinitionError: the notice or the settings file has a mistake.
    """
    files = files_by_notice(origins)
    if not files:
        raise CommandError(_NO_NOTICE)
    if len(files) > 1:
        counts = "，".join(f"“{origins[own[0]].notice}”{len(own)} 份（如 {own[0]}）" for own in files.values())
        raise CommandError(
            f"这些表不是同一份通知的：{counts}。请分开放、分开办；"
            "或者先选定按哪份通知办（命令后面加 --policy 编号），别的会放在一边并说明。"
        )
    policy = _installed(files, origins)
    if settings is not None:
        return load_campaign(policy, settings)
    telling = [own for own in origins.values() if own.policy and own.is_data]
    rollups = [own for own in telling if own.product == "rollup"]
    return campaign_with(policy, carried_settings(rollups, telling))


def campaign_found(found: Gathered, settings: Path | None = None, store: Store | None = None) -> Campaign:
    """The campaign that the workbooks among the files are of; ``store`` keeps what each says of itself.

    Raises:
        CommandError: as `campaign_of`; where no workbook names a notice it says of each file what is the matter.
        DefinitionError: the notice or the settings file has a mistake.
    """
    origins = peek_files(found.files, intake_rules().limits, store=store)
    if files_by_notice(origins):
        return campaign_of(origins, settings)
    reasons = why_foreign(found, origins)
    if not reasons:
        raise CommandError(NOTHING_HANDED_IN)
    raise CommandError("\n".join([_NO_NOTICE, *reasons]))


def why_foreign(found: Gathered, origins: Mapping[str, Origin]) -> list[str]:
    """What is the matter with the files that name no notice as a village's workbook or a rollup does, a line each."""
    named = {file for files in files_by_notice(origins).values() for file in files}
    others = [file for file in found.files if file.name not in named]
    intake = read_found(Gathered(others, found.quarantined, found.ignored), None)
    reasons = [f"{own.file}：{own.message}。{own.fix}。" for own in intake.quarantined]
    reasons += [f"{own.file}：{own.reason}。" for own in intake.ignored]
    more = [f"另外还有 {len(reasons) - _MOST_REASONS} 个这样的文件。"] if len(reasons) > _MOST_REASONS else []
    return reasons[:_MOST_REASONS] + more


def only_notice(paths: Iterable[Path]) -> str | None:
    """The policy id that all workbooks under ``paths`` name; ``None`` when none does or they differ.

    Raises:
        CommandError: the notice is not installed here.
    """
    rules = intake_rules()
    origins = peek_files(gather(paths, rules).files, rules.limits)
    files = files_by_notice(origins)
    return _installed(files, origins) if len(files) == 1 else None


def files_by_notice(origins: Mapping[str, Origin]) -> dict[str, list[str]]:
    """Policy id → the files that name it, the notice of most files first."""
    files: dict[str, list[str]] = {}
    for file, origin in origins.items():
        if origin.policy and origin.is_data:
            files.setdefault(origin.policy, []).append(file)
    return dict(sorted(files.items(), key=lambda named: -len(named[1])))


def not_installed(origin: Origin) -> tuple[str, str]:
    """What is wrong, and what to do about it, when the notice of a workbook is not installed here."""
    return refusal_text(Refused(NOT_INSTALLED, actual=origin.notice), intake_rules())


def _installed(files: Mapping[str, list[str]], origins: Mapping[str, Origin]) -> str:
    [(policy, named)] = files.items()
    if policy not in policy_ids():
        message, fix = not_installed(origins[named[0]])
        raise CommandError(f"{named[0]}：{message}。{fix}。")
    return policy
