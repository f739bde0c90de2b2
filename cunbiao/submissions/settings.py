"""The county's values as workbooks carry them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cunbiao.definitions import Campaign, load_campaign, with_settings
from cunbiao.definitions.library import find_notice
from cunbiao.definitions.notices import Parameter, Settings
from cunbiao.definitions.parameters import carried_value
from cunbiao.definitions.settings import SETTINGS_FILE
from cunbiao.records.identity_sheet import Supplied
from workbooks.errors import ForThePerson


class Carrier(Protocol):
    """A workbook or rollup: the parameters its county supplied go with it."""

    @property
    def county(self) -> str:
        """The county."""

    @property
    def area_code(self) -> str:
        """Its area code, "" when it did not say it."""

    @property
    def township(self) -> str:
        """The township, "" for a rollup that holds no village of any, or those of several."""

    @property
    def settings(self) -> Mapping[str, Supplied]:
        """Name → value and source."""


class SettingsDifferError(ForThePerson):
    """Workbooks carry several counties' values, and none of them more often than the others."""


def carried_settings(rollups: Sequence[Carrier], villages: Sequence[Carrier]) -> Settings | None:
    """The values that most rollups were made with, else those most village workbooks were issued with.

    A township's rollup that none of its files reached was made with no values and says nothing.

    Raises:
        SettingsDifferError: two sets of values are carried as often: a person has to say which are the county's.
    """
    carriers = [own for own in rollups if own.township] or rollups or villages
    if not carriers:
        return None
    counted = Counter(settings_of(own) for own in carriers)
    (most, times), *others = counted.most_common(2)
    if others and others[0][1] == times:
        kinds = "；".join(f"{times} 份：{_in_words(json.loads(text))}" for text in sorted((most, others[0][0])))
        raise SettingsDifferError(
            f"这些表里带的县设置不一样，一样多，不知道该用哪一种（{kinds}）。"
            "请给出县设置文件：和表一起拖到启动器上，或者在命令后面加 --settings 县设置.yaml。"
        )
    county, area_code, supplied = json.loads(most)
    return Settings.of(county, area_code, supplied)


def campaign_with(policy: str, carried: Settings | None) -> Campaign:
    """The campaign of a notice as `with_carried` has it, compiled once wherever that is possible.

    Raises:
        DefinitionError: the notice or the settings kept beside it have a mistake.
    """
    kept = find_notice(policy).folder / SETTINGS_FILE
    return with_carried(load_campaign(policy), carried) if kept.is_file() else load_campaign(policy, carried)


def with_carried(campaign: Campaign, carried: Settings | None) -> Campaign:
    """The campaign with the values that workbooks carry, but with those kept beside its notice where it has such.

    What is kept may have been set since the workbooks were issued. Values of another county are no reason to keep to
    them.
    """
    kept = campaign.settings if (campaign.library.top.folder / SETTINGS_FILE).is_file() else None
    if carried is None or (kept is not None and kept.county == carried.county):
        return campaign
    return with_settings(campaign, carried)


def fits(carrier: Carrier, parameters: Mapping[str, Parameter]) -> bool:
    """Whether every value a workbook carries is one for the parameter of that name, as far as there is one."""
    return all(
        carried_value(parameters[name], value) is not None
        for name, (value, _) in carrier.settings.items()
        if name in parameters
    )


def settings_of(carrier: Carrier) -> str:
    """The county and its values as one text, the same for workbooks issued with the same."""
    return json.dumps([carrier.county, carrier.area_code, dict(carrier.settings)], sort_keys=True)


def _shown(value: str | float | bool) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"


def _in_words(carried: list[Any]) -> str:
    county, _, supplied = carried
    values = "、".join(f"{_shown(value)}（{source}）" for value, source in supplied.values())
    return f"{county}，{values or '没有另外定的数'}"
