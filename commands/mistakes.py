"""The errors whose text is for the person at the desk: what, where, what to do."""

from __future__ import annotations

from commands.outcome import CommandError
from cunbiao.definitions import DefinitionError
from generators.publish import PublishError
from workbooks.stamp import StampError

MISTAKES = (CommandError, DefinitionError, PublishError, StampError)
