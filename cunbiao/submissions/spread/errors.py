"""What can go wrong between computers."""

from __future__ import annotations

from workbooks.errors import ForThePerson


class ClusterError(ForThePerson):
    """The other computers cannot read what they are to read; the text says why and what to do, in Chinese."""
