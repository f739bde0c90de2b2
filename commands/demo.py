"""``demo``: the whole campaign on an invented county, with the mistakes real clerks make."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from commands.documents import documents
from commands.generate import generate
from commands.merge import merge_files
from commands.outcome import CommandError, Outcome
from commands.upload import upload
from cunbiao.definitions import Campaign, load_campaign
from sample.campaign_events import campaign_events
from sample.county import invent_county
from sample.returns import IssuedFile, Returns, return_workbooks
from sample.roster import as_roster, write_roster
from sample.settings import invented_settings, settings_text

POLICY = "anhui-yongqiao-2020"
VILLAGES, HOUSEHOLDS, SEED = 24, 12, 2020
# Lies in a folder that a demo made, and may replace.
MARK = "村表通演示.txt"


def demo(out: Path, say: Callable[[str], None], policy: str = POLICY, seed: int = SEED) -> Outcome:
    """Runs roster → issue → return → township rollups → county rollup → upload sheets and documents of a notice in
    ``out``.

    The same ``seed`` gives the same county. ``say`` is told of every step before it is done, and what came of it.

    Raises:
        CommandError: ``out`` holds something that is not an earlier demo.
        DefinitionError: there is no such notice.
    """
    folders = _fresh_folders(out)
    say("1. 编造一个县……")
    campaign, settings = demo_campaign(policy, folders["设置"])
    county = invent_county(campaign, VILLAGES, HOUSEHOLDS, seed)
    roster = folders["设置"] / "花名册.xlsx"
    write_roster(county, roster)
    say(f"   编好了：{VILLAGES} 个村，花名册 {roster.name}。")
    say("2. 给每个村生成采集表……")
    outcome = generate(policy, [roster], folders["下发"], settings)
    say(f"   {outcome.lines[0]}")
    say("3. 替各村填表、犯错、交回……")
    answers = campaign_events(county)
    issued = {
        village: IssuedFile(file.stem, file.read_bytes())
        for village in as_roster(county).villages
        for file in [next(folders["下发"].glob(f"*/*_{village.code}.xlsx"))]
    }
    returns = return_workbooks(county, issued, answers)
    _save(returns, folders["交回"])
    counts = f"{len(returns.files)} 个文件，其中埋了 {len(returns.planted)} 处错误，{len(returns.missing)} 个村没有交"
    say(f"   村里交回 {counts}。")
    if returns.left_out:
        say(f"   这份通知的表里犯不了的错误有 {len(returns.left_out)} 种，没有埋。")
    say("4. 乡镇汇总……")
    townships = merge_files([folders["交回"]], policy, "township", folders["乡镇汇总"], None, None)
    for line in townships.lines:
        say(f"   {line}")
    say("5. 县汇总（由乡镇汇总表再汇总）……")
    merged = merge_files([folders["乡镇汇总"]], policy, "county", folders["县汇总"], None, None)
    say(f"   {merged.lines[0]}")
    rollup = next(file for file in merged.files if file.name.endswith("_汇总.xlsx"))
    say("6. 生成上报表……")
    uploaded = upload(rollup, folders["上报"])
    for line in uploaded.lines:
        say(f"   {line}")
    if campaign.documents:
        say("7. 做公示、会议记录、请示这些文书……")
        say(f"   {documents(rollup, folders['文书']).lines[0]}")
    return Outcome(
        lines=[
            "演示完成。上面“隔离”“必改”是故意埋的错误，真实工作里按问题清单退回村里改了再交。",
            "依次打开看：下发的采集表 → 县汇总的问题清单 → 县汇总表 → 上报表、文书；每个数都能点回原来的文件和格子。",
        ],
        files=list(folders.values()),
    )


def demo_campaign(policy: str, folder: Path) -> tuple[Campaign, Path | None]:
    """The notice with invented values for what it leaves open, and the settings file that says them, if any."""
    campaign = load_campaign(policy)
    settings = invented_settings(campaign)
    if settings is None:
        return campaign, None
    file = folder / "县设置.yaml"
    file.write_text(settings_text(settings), encoding="utf-8")
    return load_campaign(policy, file), file


def _fresh_folders(out: Path) -> dict[str, Path]:
    """Empty folders of the demo; an earlier demo is replaced, anything else is left alone."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise CommandError(f"{out} 里已有别的东西，不敢覆盖。请换一个空文件夹。")
        shutil.rmtree(out)
    names = ("设置", "下发", "交回", "乡镇汇总", "县汇总", "上报", "文书")
    folders = {name: out / f"{number}-{name}" for number, name in enumerate(names, start=1)}
    for folder in folders.values():
        folder.mkdir(parents=True)
    (out / MARK).write_text("cunbiao demo 生成，里面的人和村都是编的；再次演示会覆盖这个文件夹。\n", encoding="utf-8")
    return folders


def _save(returns: Returns, folder: Path) -> None:
    """Writes the returned files as they would lie in the township's folder, saved in their order."""
    for file in returns.files:
        path = folder / file.folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        when = path.stat().st_mtime + file.saved
        os.utime(path, (when, when))
