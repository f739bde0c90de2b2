"""Plain records: what was found where, rows with the cells they came from, and the tables they are put together to."""
