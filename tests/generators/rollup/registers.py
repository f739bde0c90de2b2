"""Registers of a small invented county, through the same merge that real workbooks go through."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from cunbiao.findings import Finding, Place
from cunbiao.merging.register import Register
from cunbiao.records.submission import Ignored, Quarantined, Submission
from tests.merging.invented import Row, household, member, merged, person_number, submission

VILLAGES = (
    ("341302100001", "东关村", "东关镇"),
    ("341302100002", "西庄村", "东关镇"),
    ("341302200001", "南湖村", "西关镇"),
    ("341302200002", "北岗村", "西关镇"),
)
BROKEN = Quarantined("北岗村.xlsx", "ff" * 32, 10, "FILE-08", "文件不完整", "请报送人重新发送")
STRAY = Ignored("~$东关村.xlsx", "打开着的文件留下的锁", check="FILE-30")


def _village(number: int) -> Submission:
    code, village, township = VILLAGES[number]
    first = 20 * number
    newcomer = person_number(420 if number == 1 else 410)
    households = [
        household(
            f"34130{number}000{index}",
            2,
            f"赵{index}",
            person_number(first + index),
            poverty_status="未脱贫" if index else "已脱贫",
            operation="标注脱贫" if index == 1 else "不变",
            safe_water=None if index == 2 else "是",
            wage_income=4000.0 * index + 0.1,
            farmland="三亩" if (number, index) == (1, 3) else 0.0,
        )
        for index in range(4)
    ]
    members = [
        member(f"34130{number}000{index}", name, person_number(first + index + offset, male=not offset), relation)
        for index in range(4)
        for offset, name, relation in ((0, f"赵{index}", "户主"), (10, f"钱{index}", "配偶"))
    ]
    tables: dict[str, Sequence[Row]] = {
        "register_household": households,
        "register_member": members,
        "new_household": [household("新01", 1, "孙新", newcomer, _added=1.0)],
        "new_member": [member("新01", "孙新", newcomer, _added=1.0)],
        "increase": [
            member(
                f"34130{number}0001", "赵婴", person_number(first + 201), "之子", _added=1.0, increase_reason="新生儿"
            )
        ],
    }
    bad = {"register_household": {"farmland": [3]}} if number == 1 else {}
    finding = Finding(
        "CELL-03",
        "必改",
        "单格",
        "“耕地面积”不是数字",
        "填数字",
        Place(f"{village}.xlsx", "对照表-户", 9, "X"),
        code,
        village,
        township,
        f"34130{number}0003",
        "赵3",
        "",
        "耕地面积",
        "三亩",
    )
    made = submission(
        village,
        tables,
        code=code,
        township=township,
        modified=1_605_000_000.25 + number,
        bad=bad,
        findings=[finding] if bad else [],
        villages=VILLAGES,
    )
    rows = made.tables["register_household"]
    rows.issued = {name: list(rows.columns[name]) for name in ("head_name", "household_phone", "house_area")}
    rows.issued["household_phone"][1] = "13800000000"
    rows.issued["house_area"][2] = None
    made.tables["register_member"].gone = [f"34130{number}0002"] if number == 1 else []
    return made


@cache
def county(of: tuple[int, ...] = (0, 1, 2)) -> Register:
    """The county: three villages that came, one that is broken."""
    return merged(*map(_village, of), level="county", quarantined=[BROKEN], ignored=[STRAY])


@cache
def township(number: int) -> Register:
    """东关镇 (0) with its two villages, 西关镇 (1) with one and a broken one."""
    if number == 0:
        return merged(_village(0), _village(1), level="township", ignored=[STRAY])
    return merged(_village(2), level="township", quarantined=[BROKEN])
