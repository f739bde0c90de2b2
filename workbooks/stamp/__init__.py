"""The stamp: XlsxWriter draws a workbook once, the stamp pours rows into it as often as needed.

    house = House(drawn_bytes)
    bands = {"对照表-户": [Band(6, 120, {"B": codes, "C": names}), Band(7, 30)]}
    data = stamp(house, bands, {"封面": {"B3": "东风村"}})

Only the row data of the named sheets is written anew; every other part of the package (styles, validations, protection,
charts, defined names) is copied compressed, byte for byte. The same input gives the same bytes.
"""

from workbooks.stamp.band import Band
from workbooks.stamp.house import House
from workbooks.stamp.pour import stamp, stamp_to
from workbooks.stamp.values import StampError, Value

__all__ = ["Band", "House", "StampError", "Value", "stamp", "stamp_to"]
