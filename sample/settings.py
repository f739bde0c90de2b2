"""The invented county's settings: the county itself where a notice is a province's, and what the notice asks it for."""

from __future__ import annotations

from datetime import date

import yaml

from cunbiao.definitions import Campaign
from cunbiao.definitions.notices import AREA_DIGITS, Settings, SettingValue, Value

COUNTY = "示例县"
_SOURCE = "演示用数值，不是真实文件"
_ABOUT = "# 县设置文件：通知没有给出的标准写在这里，并写明依据的文件。本文件的数值是演示用的。\n"
# No place has these digits below its province or prefecture.
_NOWHERE = "9801"


def area_code(campaign: Campaign) -> str:
    """The six digits of the county: those of the settings or the notice, made up below what the notice knows."""
    settings = campaign.settings
    known = (
        settings.area_code if settings is not None and settings.area_code else campaign.notice.jurisdiction.area_code
    )
    digits = AREA_DIGITS["county"]
    return known[:digits] + _NOWHERE[: max(0, digits - len(known))]


def invented_settings(campaign: Campaign) -> Settings | None:
    """Settings with which the notice can be played; None where it needs none.

    What the sample knows no usual value for stays open.
    """
    usual = _usual(campaign.year)
    given = {name: SettingValue(value=usual[name], source=_SOURCE) for name in campaign.notice.asks if name in usual}
    wider = not campaign.notice.jurisdiction.county
    if not given and not wider:
        return None
    area = area_code(campaign) if wider else None
    return Settings(county=campaign.county or COUNTY, area_code=area, parameters=given)


def settings_text(settings: Settings) -> str:
    """The settings as a file says them."""
    said = settings.model_dump(exclude_none=True)
    return _ABOUT + yaml.safe_dump(said, allow_unicode=True, sort_keys=False)


def _usual(year: int) -> dict[str, Value]:
    """Invented values of what notices leave open most."""
    return {
        "exit_line": 4000,
        "monitoring_line": 5000,
        "rural_income": 9000,
        "subsistence_line": 4000,
        "income_period_start": date(year - 1, 10, 1),
        "income_period_end": date(year, 9, 30),
    }
