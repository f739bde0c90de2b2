"""汇总工作簿: the rollup of a township or a county, for people to read and for the next level to merge."""

from generators.rollup.workbook import write_rollup

__all__ = ["write_rollup"]
