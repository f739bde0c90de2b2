"""Invented names, places and numbers: none of them is anybody's.

Townships carry the names of solar terms and villages those of plants and colours; township codes begin with 9, which no
division uses; telephone numbers count up from one block; bank accounts count up from zeros.
"""

from __future__ import annotations

from datetime import date
from random import Random

from cunbiao.records.identity import check_character

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_MALE = "国建志明文海军勇强峰磊刚平安东永庆辉光山成龙松林德福贵宝根柱生祥兴旺和顺义仁田保"
_FEMALE = "秀兰英梅芳玲霞红燕娟丽静敏艳萍桂凤云荣春月珍琴花翠香莲素巧美彩莉慧婷雪倩颖"
_YOUNG = "子浩宇轩梓涵欣怡一诺佳思雨晨博文俊杰悦可昊天嘉乐"

TOWNSHIPS = (
    "谷雨镇", "白露镇", "清明乡", "惊蛰镇", "立夏镇", "寒露乡", "小满镇", "芒种镇", "霜降乡", "处暑镇",
    "立秋镇", "冬至乡", "春分镇", "大雪镇", "夏至乡", "立春镇", "小暑镇", "秋分乡", "雨水镇", "大暑镇",
)  # fmt: skip
_COLOURS = "青红白金紫碧丹翠乌素银朱墨苍绯"
# For the villages beyond those that the others name.
_FURTHER_COLOURS = "玄皓绛黛赭"
_PLANTS = "槐柳桑枣榆竹荷菊兰梅桃杏梨椿枫桐楸楝榴葵"
_GROUPS = ("东庄组", "西庄组", "南庄组", "北庄组", "前楼组", "后楼组")
_FIRST_PHONE = 19900000000


class Registry:
    """Gives out names and numbers, each number once."""

    def __init__(self, rng: Random, area: str) -> None:
        self._rng = rng
        self.area = area
        self._numbers: set[str] = set()
        self._phones = 0
        self._accounts = 0

    def surname(self) -> str:
        """A family name, common ones more often."""
        return SURNAMES[min(self._rng.randrange(len(SURNAMES)), self._rng.randrange(len(SURNAMES)))]

    def given_name(self, sex: str, born: int) -> str:
        """One or two characters as were usual in the year of birth."""
        pool = _MALE if sex == "男" else _FEMALE
        if born >= 2000:
            pool = _YOUNG + pool[:8]
        length = 1 if self._rng.random() < 0.15 else 2
        return "".join(self._rng.sample(pool, length))

    def citizen_number(self, sex: str, birth: date, area: str) -> str:
        """An 18-digit number with valid check character, first given out in a county (6 digits)."""
        while True:
            order = self._rng.randrange(1, 499) * 2 + (1 if sex == "男" else 0)
            body = f"{area}{birth:%Y%m%d}{order:03d}"
            number = body + check_character(body)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def phone(self) -> str:
        """A mobile number from the sample block."""
        self._phones += 1
        return str(_FIRST_PHONE + self._phones)

    def account(self) -> str:
        """A 19-digit account number."""
        self._accounts += 1
        return f"6200000000{self._accounts:09d}"

    def group(self) -> str:
        """A village group."""
        return self._rng.choice(_GROUPS)


def misspelt(name: str) -> str:
    """Another name that a hurried hand may write for this one."""
    pool = _MALE if name[-1] not in _MALE else _FEMALE
    return name[:-1] + pool[(ord(name[-1]) + len(name)) % len(pool)]


def village_names(rng: Random, count: int) -> list[str]:
    """``count`` different village names (at most 400)."""
    names, further = (
        [f"{colour}{plant}村" for colour in colours for plant in _PLANTS] for colours in (_COLOURS, _FURTHER_COLOURS)
    )
    first = rng.sample(names, min(count, len(names)))
    return first + rng.sample(further, count - len(first))
