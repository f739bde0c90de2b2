"""The list of corrections beside a rollup: decisions are written into it, and read from it by the next merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from commands.outcome import Outcome
from cunbiao.corrections.model import Decision, read_all
from cunbiao.corrections.standing import Corrected
from cunbiao.merging.register import Register
from cunbiao.records.identity_sheet import ACCEPTED, CORRECTION_LIST, REJECTED
from cunbiao.records.submission import WrittenDecision
from generators.correction_list import FILE_NAME, corrections_file
from generators.file_names import file_name
from generators.publishing import Output


def understood(written: Sequence[WrittenDecision], outcome: Outcome) -> list[Decision]:
    """The decisions people made; where something else than a decision was written, that needs a person."""
    for text in sorted({(own.file, own.outcome) for own in written if Decision.read(own) is None}):
        file, said = text
        outcome.needs_person(
            f"{file}：“认定”一栏写的是“{said}”，没有算；只认“{ACCEPTED}”“{REJECTED}”，从下拉框里选，再汇总一次。"
        )
    return read_all(written)


def place_corrections(register: Register, place: str, out: Path, folder: str) -> Iterator[Output]:
    """The corrections of a register of ``place`` as a list in ``out``; none where nothing is proposed or decided.

    ``folder`` is the folder of the village files as seen from there, ending in "/".
    """
    if register.corrections.standings:
        title = f"{place}{register.campaign.year}年度{CORRECTION_LIST}"
        yield corrections_file(out / FILE_NAME.format(about=file_name(place)), title, register, folder)


def tell_corrections(corrections: Corrected, outcome: Outcome) -> None:
    """How many corrections wait for a decision, and how many are in force."""
    waiting, accepted = len(corrections.of("open", "differing")), len(corrections.of("accepted"))
    if waiting:
        outcome.needs_person(
            f"有 {waiting} 条更正等认定：打开“{CORRECTION_LIST}”逐条选“{ACCEPTED}”或“{REJECTED}”，保存后再汇总一次。"
        )
    if accepted:
        outcome.lines.append(f"按认定更正了 {accepted} 处，见“{CORRECTION_LIST}”。")
