"""An invented person: what stays the same, and what a register says about the person in a given year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Literal

from sample.moment import Moment, age_on

Value = str | float | None
Schooling = Literal["general", "vocational", "leaves"]

YES, NO = "是", "否"
HEAD, SPOUSE = "户主", "配偶"
ABLE = ("普通劳动力", "技能劳动力")
INFANT = "学龄前儿童"
_MIDDLE = ("七年级", "八年级", "九年级")
_HIGH = ("普通高中一年级", "普通高中二年级", "普通高中三年级")
_VOCATIONAL = ("中职一年级", "中职二年级", "中职三年级")
_COLLEGE = ("高职高专一年级", "高职高专二年级", "高职高专三年级")
_UNIVERSITY = ("本科一年级", "本科二年级", "本科三年级", "本科四年级")
_AREAS = ("乡(镇)内务工", "乡(镇)外县内务工", "县外省内务工", "省外务工")
_EMPLOYERS = ("示例建筑队", "示例服装厂", "示例物流部", "示例餐饮店", "示例电子厂", "示例农场")


@dataclass(slots=True)
class Person:
    """A member of a household; all values are ids of the code lists.

    ``talent`` and ``diligence`` (0–1) decide about schooling and work; ``disability`` is kind and degree.
    """

    code: str
    name: str
    sex: str
    birth: date
    number: str
    relation: str
    ethnicity: str = "汉族"
    schooling: Schooling = "general"
    education: str | None = None
    talent: float = 0.5
    diligence: float = 0.5
    illness: str = ""
    disability: tuple[int, int] | None = None
    party_member: bool = False
    phone: str = ""
    subsistence: bool = False
    destitute: bool = False
    extras: dict[str, Value] = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The number to be entered: a disability card number where there is a card."""
        return self.number if self.disability is None else f"{self.number}{self.disability[0]}{self.disability[1]}"

    def age(self, moment: Moment) -> int:
        """Full years at the campaign's reference date."""
        return age_on(self.birth, moment.reference)

    def in_school(self, moment: Moment) -> str | None:
        """在校生状况, None when the person has left school."""
        age = age_on(self.birth, moment.school_cutoff)
        if age < 3:
            return INFANT
        if age < 6:
            return "学前教育"
        if age < 12:
            return "小学"
        if age < 15:
            return _MIDDLE[age - 12]
        if self.education is not None or age > 21:
            return None
        return self._after_middle_school(age)

    def _after_middle_school(self, age: int) -> str | None:
        if self.schooling == "general":
            higher = _UNIVERSITY if self.talent > 0.5 else _COLLEGE
            stages = _HIGH + higher
        elif self.schooling == "vocational":
            stages = _VOCATIONAL
        else:
            stages = _VOCATIONAL[:1]
        return stages[age - 15] if age - 15 < len(stages) else None

    def schooled(self) -> str:
        """文化程度 of somebody who has left school."""
        if self.education is not None:
            return self.education
        if self.schooling == "general":
            return "本科及以上" if self.talent > 0.5 else "大专"
        return "高中" if self.schooling == "vocational" else "初中"

    def health(self) -> str:
        """健康状况, several joined in the order of the code list."""
        parts = [self.illness] if self.illness else []
        if self.disability is not None:
            parts.append("残疾")
        return ",".join(parts) or "健康"

    def labour(self, moment: Moment) -> str:
        """劳动技能 by age, school and health."""
        age = self.age(moment)
        if age < 16 or self.in_school(moment) is not None or age >= 75:
            return "无劳动力"
        if self.disability is not None and self.disability[1] <= 2:
            return "丧失劳动力"
        if age >= 60 or self.disability is not None or self.illness == "患有大病":
            return "弱劳动力或半劳动力"
        return "技能劳动力" if self.talent > 0.85 else "普通劳动力"

    def months_of_work(self, moment: Moment) -> int:
        """务工时间 of the year in months, 0 for those who stay at home."""
        if self.destitute or self.labour(moment) not in ABLE:
            return 0
        if self.diligence < 0.3 and self.talent <= 0.85 and self.schooled() not in ("大专", "本科及以上"):
            return 0
        return 5 + (int(self.diligence * 97) + moment.year) % 7

    def has_formal_job(self, moment: Moment) -> bool:
        """Whether an employer insures the person."""
        return self.months_of_work(moment) > 0 and self.talent > 0.93

    def values(self, moment: Moment) -> dict[str, Value]:
        """All member indicators of that year by name."""
        months = self.months_of_work(moment)
        formal = self.has_formal_job(moment)
        school = self.in_school(moment)
        adult = self.age(moment) >= 16 and school is None
        card = self.disability is not None
        return {
            "member_code": self.code,
            "name": self.name,
            "sex": self.sex,
            "id_type": "残疾人证" if card else "居民身份证",
            "id_number": self.document,
            "relation": self.relation,
            "ethnicity": self.ethnicity,
            "political": self._political(moment),
            # Some years count infants among the educated, not among the pupils.
            "education": self.schooled() if school is None else INFANT if school == INFANT else None,
            "in_school": school,
            "dropout_reason": None,
            "health": self.health(),
            "labour_skill": self.labour(moment),
            "work_area": _AREAS[int(self.talent * 40) % 4] if months else None,
            "work_months": float(months) if months else None,
            "work_employer": _EMPLOYERS[int(self.diligence * 60) % 6] if months and self.diligence > 0.5 else None,
            "active_soldier": NO,
            "critical_insurance": YES,
            "resident_medical": NO if formal else YES,
            "employee_medical": YES if formal else NO,
            "resident_pension": YES if adult and not formal else NO,
            "employee_pension": YES if formal else NO,
            "on_subsistence": YES if self.subsistence else NO,
            "on_destitute": YES if self.destitute else NO,
            "speaks_mandarin": YES if 6 <= self.age(moment) < 60 else NO,
            "accident_insurance": YES,
            "commercial_medical": YES if self.talent > 0.6 else NO,
            "medical_assistance": YES if self.illness == "患有大病" else NO,
            "public_post": None,
            "public_post_months": None,
            "member_phone": self.phone or None,
        } | self.extras

    def _political(self, moment: Moment) -> str:
        age = self.age(moment)
        if self.party_member and age >= 25:
            return "中共党员"
        return "共青团员" if 14 <= age <= 24 and self.talent > 0.45 else "群众"


def grown_up_education(rng: Random, age: int) -> str:
    """文化程度 of somebody who left school long ago, as it is usual at that age."""
    if age >= 65:
        return rng.choices(("文盲或半文盲", "小学", "初中"), (5, 4, 1))[0]
    if age >= 45:
        return rng.choices(("文盲或半文盲", "小学", "初中", "高中"), (1, 4, 5, 1))[0]
    return rng.choices(("小学", "初中", "高中", "大专", "本科及以上"), (1, 6, 2, 1, 1))[0]
