"""Intake of submitted workbooks: from files of unknown content to rows that know the cell they came from."""
