"""The sample names values by the ids of the code lists; a notice's rosters and sheets say the labels of its year."""

from __future__ import annotations

from collections.abc import Iterable

from cunbiao.definitions import Campaign
from sample.answers import Record, Value

_HIGHER = ("大专", "本科及以上", "本科一年级", "本科二年级", "本科三年级", "本科四年级")
# What is said instead in a year whose list does not have the value; nothing where that is not in the list either.
_ELSE = {
    **dict.fromkeys(_HIGHER, "大专及以上"),
    "弱劳动力或半劳动力": "无劳动力",
    "一般脱贫户": "一般贫困户",
    "低保脱贫户": "低保贫困户",
    "特困供养脱贫户": "特困供养贫困户",
    "之侄女": "其他",
}


class Words:
    """Says the sample's values in the words of one notice."""

    def __init__(self, campaign: Campaign) -> None:
        lists = {
            name: campaign.codes[indicator.codes]
            for name, indicator in campaign.indicators.items()
            if indicator.codes in campaign.codes
        }
        self._labels = {name: codes.ids for name, codes in lists.items()}
        self._ids = {name: {label: id_ for id_, label in codes.ids.items()} for name, codes in lists.items()}
        said = {
            name: {id_: label for id_ in codes.known_ids | _ELSE.keys() if (label := self.label(name, id_)) != id_}
            for name, codes in lists.items()
        }
        self._said_otherwise = {name: changes for name, changes in said.items() if changes}

    def label(self, indicator: str, value: str) -> str | None:
        """The year's label of a value; None when the year knows neither it nor anything in its place.

        What is no choice is said as it is.
        """
        labels = self._labels.get(indicator)
        if labels is None:
            return value
        return labels.get(value, labels.get(_ELSE.get(value, "")))

    def has(self, indicator: str, value: str | None) -> bool:
        """Whether the year's list has a value; nothing at all is always possible."""
        return value is None or value in self._labels.get(indicator, ())

    def id_of(self, indicator: str, label: str) -> str:
        """The id behind a label of the year; the label itself where the indicator is no choice."""
        return self._ids.get(indicator, {}).get(label, label)

    def said(self, record: Record) -> dict[str, Value]:
        """A record in the words of the year."""
        said = dict(record)
        for name, labels in self._said_otherwise.items():
            value = said.get(name)
            if isinstance(value, str):
                said[name] = labels[value] if value in labels else _together(labels, value.split(","))
        return said


def _together(labels: dict[str, str | None], parts: Iterable[str]) -> str:
    """Several values joined, as a list that may be combined writes them."""
    return ",".join(label for part in parts if (label := labels.get(part, part)) is not None)


__all__ = ["Words"]
