"""An invented county, what happens in it this year, and its village workbooks filled rightly and wrongly."""
