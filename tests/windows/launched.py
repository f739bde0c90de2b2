"""What is dropped on each launcher on the desk of the proofs, what is typed into its window, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from commands.demo import POLICY
from cunbiao.definitions.notice_list import listed_notices

# What lies on the desk; the names of the villages' files are odd ones.
ROSTER, SETTINGS, RETURNED, ROLLUP = "花名册.xlsx", "县设置.yaml", "交回", "县汇总/埇桥区_汇总.xlsx"
VILLAGES = ("丙&丁 (2).xlsx", "戊^己,庚;辛.xlsx")
SUSPECTS, DEFINITION = "上级清单.csv", "定义表.xlsx"
# In what is typed it stands for the folder of the desk.
DESK = "<desk>"
# The Enter key.
HERE = ""


@dataclass(frozen=True)
class Work:
    """One launcher at work: the files dropped on it, the lines typed, and a pattern of what it leaves on the desk."""

    dropped: tuple[str, ...]
    typed: tuple[str, ...] = (HERE,)
    leaves: str = ""


def _number_of(policy: str) -> str:
    return str([listed.id for listed in listed_notices()].index(policy) + 1)


# By command. What is left equals what the same launcher leaves on Linux.
WORK = {
    "generate": Work((ROSTER,), (_number_of(POLICY), "1", HERE), "采集表/*/*.xlsx"),
    "check": Work(VILLAGES, leaves="检查结果/*（标注）.xlsx"),
    "restamp": Work(VILLAGES, leaves="重新装表/*（重新装表）.xlsx"),
    "further": Work(VILLAGES, leaves="*续表*.xlsx"),
    "merge": Work((RETURNED,), ("1", HERE), "交回_乡镇汇总/*_汇总.xlsx"),
    "progress": Work((ROLLUP,), ()),
    "problems": Work((ROLLUP,), leaves="县汇总/*_问题清单.xlsx"),
    "return": Work((ROLLUP,), (HERE, HERE), "县汇总/退回/*/*"),
    "suspected": Work((SUSPECTS, ROLLUP), leaves="疑似问题/*/*.xlsx"),
    "incomes": Work(VILLAGES, leaves="收入计算/*.xlsx"),
    "verdicts": Work(VILLAGES, leaves="核验/*_核验.xlsx"),
    "print": Work(VILLAGES, leaves="户表/*.xlsx"),
    "upload": Work((ROLLUP,), (HERE, HERE), "县汇总/上报/*.xlsx"),
    "typed": Work((ROLLUP, ROSTER), leaves="县汇总/*_录入核对.xlsx"),
    "documents": Work((ROLLUP,), leaves="县汇总/文书/*/*.docx"),
    "notice_export": Work((), (_number_of(POLICY), f'"{DESK}/导出"'), "导出/*.xlsx"),
    "notice_apply": Work((DEFINITION,), ()),
}

# What those say in the end, by command, that have to do with this computer; other proofs see what they do.
SET_UP = {"install": "已经装好", "uninstall": "已经卸载", "doctor": "查了", "wps": "试完了"}
