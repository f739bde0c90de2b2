"""The ledger (账目): what became of every file and every row. A run whose ledger does not balance is a fault of ours
and fails.

Files:  found = merged + joined + superseded + identical + unfilled + conflicting + quarantined + ignored + lists read
        for their reasons or decisions + slips + lists of lives.
Rows:   handed in = in the register + in files left out (each named with its reason).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cunbiao.findings import STANDINGS, Finding
from cunbiao.merging.reasons import ReasonCount

Fate = Literal[
    "merged", "joined", "identical", "unfilled", "superseded", "conflicting", "quarantined", "reasons", "decisions",
    "slip", "lives", "ignored",
]  # fmt: skip
# Rows of these files are in the register.
IN_REGISTER = frozenset({"merged", "joined"})

FATE_LABELS: dict[Fate, str] = {
    "merged": "已汇总",
    "joined": "并入同村另一份",
    "identical": "内容相同只计一份",
    "unfilled": "没有填的原表",
    "superseded": "被更新的一份替代",
    "conflicting": "同村几份不一样待人工决定",
    "quarantined": "隔离",
    "reasons": "读取核实理由",
    "decisions": "读取更正认定",
    "slip": "读取整改单",
    "lives": "读取整改台账",
    "ignored": "忽略",
}


class LedgerError(Exception):
    """Files or rows are unaccounted for: a fault of the program, never of the person at the desk."""


@dataclass(frozen=True)
class FileFate:
    """One file found and what became of it.

    ``check``, ``reason`` and ``fix`` are the message about it ("" for a merged file); ``rows`` are the records read
    from it, 0 when nothing was taken; ``joined`` are those of them that were added to the rows of a merged file.
    """

    file: str
    sha256: str
    fate: Fate
    check: str = ""
    reason: str = ""
    fix: str = ""
    township: str = ""
    village: str = ""
    village_code: str = ""
    rows: int = 0
    joined: int = 0


@dataclass(frozen=True)
class Ledger:
    """The account of one merge.

    ``rows_in_register`` counts the rows of each table; ``row_notes`` the rows of submissions that are no records
    (headings, unused spare rows, subtotals …), in staff's words; ``standings`` how many findings stand how.
    """

    files_found: int
    files: tuple[FileFate, ...]
    rows_in_register: Mapping[str, int]
    row_notes: Mapping[str, int]
    households: int
    persons: int
    findings: Mapping[str, int]
    standings: Mapping[str, int]
    reasons: ReasonCount

    def count(self, fate: Fate) -> int:
        """Number of files of one fate."""
        return sum(file.fate == fate for file in self.files)

    @property
    def rows_in(self) -> int:
        """Records in all files that could be read."""
        return sum(file.rows for file in self.files)

    @property
    def rows_named(self) -> int:
        """Records of readable files that are left out of the register, each file with its reason."""
        return sum(file.rows - file.joined for file in self.files if file.fate != "merged")

    def balance(self) -> None:
        """Raises `LedgerError` when a file or a row is unaccounted for or counted twice."""
        if len(self.files) != self.files_found:
            raise LedgerError(f"找到 {self.files_found} 个文件，账目里有 {len(self.files)} 个")
        unexplained = [file.file for file in self.files if file.fate != "merged" and not file.reason]
        if unexplained:
            raise LedgerError(f"没有写明原因的文件：{'、'.join(unexplained)}")
        registered = sum(self.rows_in_register.values())
        if self.rows_in != registered + self.rows_named:
            raise LedgerError(f"读入 {self.rows_in} 行，登记 {registered} 行，另行说明 {self.rows_named} 行，对不上")

    def to_json(self) -> dict[str, Any]:
        """The content of 账目.json; the same input gives the same content."""
        return {
            "文件": {
                "找到": self.files_found,
                **{FATE_LABELS[fate]: self.count(fate) for fate in get_args(Fate)},
            },
            "行": {
                "读入": self.rows_in,
                "登记": sum(self.rows_in_register.values()),
                "另行说明": self.rows_named,
                "各表登记": dict(self.rows_in_register),
                "不是记录的行": dict(self.row_notes),
            },
            "户数": self.households,
            "人数": self.persons,
            "问题": {"按级别": dict(self.standings), "按编号": dict(self.findings)},
            "核实理由": {
                "有理由的问题": self.reasons.total,
                "有效": self.reasons.held,
                "失效（情况已变）": self.reasons.outdated,
                "几份不一样": self.reasons.differing,
                "必改的不能用理由代替": self.reasons.useless,
                "问题已经没有了": self.reasons.settled,
                "不是这里的村": self.reasons.elsewhere,
            },
            "文件清单": [
                {
                    "文件": file.file,
                    "结果": FATE_LABELS[file.fate],
                    "原因": file.reason,
                    "乡镇": file.township,
                    "村": file.village,
                    "村代码": file.village_code,
                    "行数": file.rows,
                    "sha256": file.sha256,
                }
                for file in self.files
            ],
        }


def count_findings(findings: Iterable[Finding]) -> tuple[dict[str, int], dict[str, int]]:
    """Number of findings by check id, sorted by id, and by how they stand (`STANDINGS`), in this order."""
    findings = list(findings)
    by_id = Counter(finding.check for finding in findings)
    by_standing = Counter(finding.standing for finding in findings)
    return dict(sorted(by_id.items())), {own: by_standing[own] for own in STANDINGS if own in by_standing}
