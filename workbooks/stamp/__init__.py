"""The stamp: XlsxWriter draws a workbook once, the stamp fills rows into it as often as needed.

    template = Template(drawn)
    bands = {"Orders": [Band(6, 120, {"B": numbers, "C": names}), Band(7, 30)]}
    data = stamp(template, bands, {"Cover": {"B3": "March"}})

Only the row data of the named sheets is written anew; every other part of the package (styles, validations, protection,
charts, defined names) is copied compressed, byte for byte. The same input gives the same bytes.
"""

from workbooks.stamp.band import Band
from workbooks.stamp.fill import stamp, stamp_to
from workbooks.stamp.template import Template
from workbooks.stamp.values import StampError, Value

__all__ = ["Band", "StampError", "Template", "Value", "stamp", "stamp_to"]
