"""Every error of the product is either meant for the person at the desk or is known never to reach him."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

from workbooks import errors
from workbooks.errors import ForThePerson

_FOLDERS = ("workbooks", "cunbiao", "generators", "commands", "addin", "sample", "office")

# What becomes of the others, and of what derives from them, before anybody could read them.
_INTERNAL = {
    "workbooks.refusal.Refused": "one file is put aside, worded from the catalogue",
    "workbooks.package.PackageTooLargeError": "the package is written anew without the limit",
    "workbooks.reading.markup._OutOfTheOrdinary": "the sheet is left to the careful reader",
    "workbooks.xml_text.UnfitValueError": "whoever knows the cell makes it a StampError or an EditingError",
    "cunbiao.records.identity_sheet.IdentityError": "the file is put aside as tampered with",
    "cunbiao.records.life.LifeError": "the file is put aside as tampered with",
    "cunbiao.records.slip.SlipError": "the file is put aside as tampered with",
    "cunbiao.submissions.packed_cells.NotPacked": "what was read is not kept, and read again the next time",
    "cunbiao.lists.suspected.answers.AnswerError": "whoever read the answer makes it a mistake that names the file",
    "cunbiao.authoring.cells.Unreadable": "whoever knows sheet, row and column lists it among the mistakes",
    "cunbiao.expressions.types.ExpressionError": "whoever knows file and line makes it a DefinitionError",
    "cunbiao.definitions.rules_in_force.NotHere": "whoever knows the rule says that it cannot apply",
    "cunbiao.definitions.texts.UnknownPlace": "whoever knows file and line makes it a DefinitionError",
    "cunbiao.merging.ledger.LedgerError": "a fault of ours, never of the person",
    "generators.publishing.errors.ComparisonError": "the file is not published: a PublishError",
    "generators.publishing.moves.LockedError": "the set gets other names, or is not published: a PublishError",
    "addin.stop.Stopped": "no error: the person wanted it",
    "office.errors.OfficeFault": "a fault of ours",
    "sample.filler.FillError": "the invented county only",
    "sample.mistakes.draft.NoPlaceError": "the invented county only",
}


@pytest.fixture(scope="module")
def classes() -> dict[str, type[Exception]]:
    """Every exception class the product defines, by its full name."""
    for folder in _FOLDERS:
        package = importlib.import_module(folder)
        for found in pkgutil.walk_packages(package.__path__, f"{folder}."):
            if not found.name.endswith("__main__"):
                importlib.import_module(found.name)
    return {
        f"{own.__module__}.{own.__qualname__}": own
        for own in _below(Exception)
        # UNO names the module that asks for it first as that of an exception of its own.
        if own.__module__.partition(".")[0] in _FOLDERS and not own.__qualname__.startswith("com.sun.star.")
    }


def _below(base: type[Exception]) -> Iterator[type[Exception]]:
    for own in base.__subclasses__():
        yield own
        yield from _below(own)


def test_every_error_is_for_the_person_or_known_as_internal(classes: dict[str, type[Exception]]) -> None:
    internal = tuple(classes[name] for name in _INTERNAL)
    assert [own for own in classes.values() if not issubclass(own, (ForThePerson, *internal))] == []
    assert [own for own in internal if issubclass(own, ForThePerson)] == []


def test_the_tree_in_the_docstring_shows_them_all(classes: dict[str, type[Exception]]) -> None:
    drawn: list[tuple[str, str]] = []
    above: dict[int, str] = {}
    for depth, name in re.findall(r"^    ([│├└─ ]*)([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE):
        above[len(depth)] = name
        drawn += [(name, above[len(depth) - 4])] if depth else []
    bases = {(own.__name__, own.__mro__[1].__name__) for own in classes.values() if issubclass(own, ForThePerson)}
    assert set(drawn) == bases - {("ForThePerson", "Exception")}
