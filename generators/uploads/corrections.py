"""信息更正: what has to be corrected in the system before anything else is typed, one field a row, old beside new."""

from __future__ import annotations

from cunbiao.corrections.standing import Standing
from cunbiao.definitions.vocabulary import vocabulary
from cunbiao.merging.register import Register
from generators.listing import ListColumn, Listing, printable
from generators.rollup.rows import TEXT
from generators.style import CENTRED, WRAPPED
from generators.uploads.shares import Share

SHEET = "信息更正"
_NOTE = "先改这一页，再录后面各页：系统里还是原来的姓名、号码，后面各页已经是更正的。"


def corrections_listing(register: Register, share: Share) -> Listing | None:
    """The corrections in force that the system does not have yet, of what one person types; None without any."""
    found = [
        own
        for own in _in_force(register)
        if own.correction.township == share.township and share.has(own.correction.record.village_code)
    ]
    if not found:
        return None
    words, campaign = vocabulary(), register.campaign
    corrections = [own.correction for own in found]
    wrapped = {**WRAPPED, "num_format": "@"}
    columns = [
        ListColumn(words.township, [one.township for one in corrections], TEXT, most=14),
        ListColumn(words.village, [one.village for one in corrections], TEXT, most=14),
        ListColumn(words.household_code, [one.record.household for one in corrections], TEXT, width=18),
        ListColumn(words.head, [one.head for one in corrections], TEXT, width=10),
        ListColumn(words.person, [one.name for one in corrections], TEXT, width=10),
        ListColumn("系统里的证件号码", [one.record.person for one in corrections], TEXT, width=22),
        ListColumn("更正项目", [campaign.indicators[one.field].label for one in corrections], CENTRED, width=12),
        ListColumn("原来的", [printable(one.old) for one in corrections], wrapped, width=22),
        ListColumn("更正为", [printable(one.new) for one in corrections], {**wrapped, "bold": True}, width=22),
        ListColumn("依据", [printable(one.basis) for one in corrections], wrapped, width=14),
        ListColumn("认定", [_decided(own) for own in found], wrapped, width=24),
    ]
    return Listing(SHEET, SHEET, tuple(columns), len(found), f"{len(found)} 处。{_NOTE}", frozen=5)


def _in_force(register: Register) -> list[Standing]:
    """The accepted corrections that change a cell: where the village has the right value already, so has the system."""
    changed = {(own.file, own.table, own.row, own.field) for own in register.corrections.originals}
    return [
        own
        for own in register.corrections.of("accepted")
        if (own.file, own.correction.record.table, own.row, own.correction.field) in changed
    ]


def _decided(own: Standing) -> str:
    decision = own.decision
    if decision is None:
        return ""
    return "，".join(part for part in (decision.by, decision.day, decision.reason) if part)
