"""本级填报表: the workbook in which a township or county fills in its opinions and the forms about itself."""

from generators.levels.workbook import KIND, level_file, to_fill_in

__all__ = ["KIND", "level_file", "to_fill_in"]
