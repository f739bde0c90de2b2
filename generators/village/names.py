"""Names of the sheets that every village workbook has besides its entry sheets."""

COVER = "封面"
GUIDE = "填表说明"
DICTIONARY = "字典"
HOUSEHOLDS = "_households"
