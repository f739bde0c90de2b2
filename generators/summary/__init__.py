"""What a prefecture or a province gets of its counties: a workbook that leads to theirs, and a folder of data."""

from generators.summary.county import CountySummary, summary_of
from generators.summary.data import DataColumns, county_data, data_columns, data_folder, no_longer_given
from generators.summary.workbook import summary_file

__all__ = [
    "CountySummary",
    "DataColumns",
    "county_data",
    "data_columns",
    "data_folder",
    "no_longer_given",
    "summary_file",
    "summary_of",
]
