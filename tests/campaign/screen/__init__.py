"""The village's screen against the county's merge: what is typed, where it shows, and how the two are compared."""
