"""The one base class of the errors whose text is for the person at the desk.

It stands on the lowest floor because the lowest floor raises one. The command line, the launchers and the add-in catch
the base class and show its text as it is; every other exception is a fault of ours, of which they tell where its
details are. Drawn as a tree, with who raises each::

    ForThePerson
    ├── StampError              workbooks: a value that no worksheet can hold
    ├── NoWorker                workbooks: no process for reading can be started
    ├── EditingError            workbooks: a workbook that cannot be changed without touching the rest of it
    ├── DefinitionError         cunbiao: a mistake in a definition or in a county settings file
    ├── RosterError             cunbiao: a roster nothing can be issued from
    ├── RollupSheetError        cunbiao: a damaged rollup
    ├── ClusterError            cunbiao: other computers that cannot read what they are to read
    ├── SettingsDifferError     cunbiao: workbooks that carry different values of the county, equally often
    ├── NoDefinitionWorkbook    cunbiao: a workbook no notice can be read from
    ├── DocumentError           generators: a document that cannot be made
    ├── TicksError              generators: a workbook typists ticked that cannot be read
    ├── PublishError            generators: a file that could not be put in its place
    ├── OfficeError             office: LibreOffice cannot do what was asked
    │   ├── OfficeMissing
    │   ├── OfficeGone
    │   └── LockedCell
    ├── OtherVersion            addin: a click of an add-in of another version of the product
    └── CommandError            commands: what was asked cannot be done
        └── Busy                addin: the spreadsheet program did not answer
"""

from __future__ import annotations


class ForThePerson(Exception):
    """What went wrong, where, and what to do, in plain Chinese."""
