"""Fifty invented notices: ten counties of two provinces, five years each, as `notices` lists them."""

from __future__ import annotations

from datetime import date

from cunbiao.definitions.notice_list import ListedNotice

_PROVINCES = {"安徽省": "anhui", "云南省": "yunnan"}
_COUNTIES = {"甲县": "jia", "乙县": "yi", "丙县": "bing", "丁县": "ding", "戊县": "wu"}

FIFTY = [
    ListedNotice(
        id=f"{province_id}-{county_id}-{year}",
        year=year,
        province=province,
        place=county,
        title=f"{county}{year}年度扶贫对象动态管理工作方案",
        issuer=f"{county}扶贫办",
        issued=date(year, 10, 9),
    )
    for year in range(2021, 2016, -1)
    for province, province_id in _PROVINCES.items()
    for county, county_id in _COUNTIES.items()
]
