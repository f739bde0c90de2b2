"""汇总工作簿: the rollup of a township or a county, for people to read and for the next level to merge."""

from generators.rollup.workbook import rollup_file

__all__ = ["rollup_file"]
