"""The roster format of a campaign: its columns as far as the campaign knows their indicators, in labels of the year."""

from __future__ import annotations

from cunbiao.definitions.campaign import Campaign
from cunbiao.definitions.rosters import ANY_VALUE, Derivation, RosterColumn, RosterFile, ambiguous_heading


def roster_layout(campaign: Campaign) -> RosterFile:
    """The format in which the campaign's rosters come.

    Raises:
        DefinitionError: with file and line, for a heading that could mean two columns or a value no code list has.
    """
    placed = campaign.library.rosters[campaign.library.roster]
    layout = placed.item
    if (problem := ambiguous_heading(layout)) is not None:
        raise placed.error(problem[1], problem[0])
    return layout.model_copy(
        update={
            "household": _columns(campaign, layout.household),
            "member": _columns(campaign, layout.member),
            "unasked": [one for one in [*layout.household, *layout.member] if not _in_year(campaign, one.indicator)],
            "derive": [rule for one in layout.derive if (rule := _derivation(campaign, one)) is not None],
            "head_relation": _label(campaign, "relation", layout.head_relation) or layout.head_relation,
        }
    )


def _columns(campaign: Campaign, columns: list[RosterColumn]) -> list[RosterColumn]:
    return [
        column.model_copy(
            update={
                "values": {
                    spelling: _label(campaign, column.indicator, value) or ""
                    for spelling, value in column.values.items()
                }
            }
        )
        for column in columns
        if _in_year(campaign, column.indicator)
    ]


def _derivation(campaign: Campaign, rule: Derivation) -> Derivation | None:
    """The rule in labels of the year; None where the year does not have what it says."""
    if rule.indicator not in campaign.indicators or not all(name in campaign.indicators for name in rule.when):
        return None
    value = _label(campaign, rule.indicator, rule.value)
    when = {
        name: [ANY_VALUE if one == ANY_VALUE else _label(campaign, name, one) or "" for one in values]
        for name, values in rule.when.items()
    }
    kept = {name: [one for one in values if one] for name, values in when.items()}
    if value is None or not all(kept.values()):
        return None
    return rule.model_copy(update={"value": value, "when": kept})


def _in_year(campaign: Campaign, indicator: str) -> bool:
    if indicator not in campaign.indicators:
        return False
    codes = campaign.indicators[indicator].codes
    return codes is None or codes in campaign.codes


def _label(campaign: Campaign, indicator: str, value: str) -> str | None:
    """The year's label of a code id; the value itself where the indicator is no choice."""
    codes = campaign.indicators[indicator].codes if indicator in campaign.indicators else None
    if codes is None:
        return value
    return campaign.codes[codes].ids.get(value) if codes in campaign.codes else None
