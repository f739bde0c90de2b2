"""A notice as the sheets show it: what holds in it now, from whatever layer, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cunbiao.authoring.cells import Cell, Lists
from cunbiao.definitions import Campaign, load_campaign
from cunbiao.definitions.definition_sheets import SheetColumn
from cunbiao.definitions.layers import Placed, editions
from cunbiao.definitions.library import Library
from cunbiao.definitions.models import Table
from cunbiao.definitions.notices import Notice, Parameter, Settings
from cunbiao.definitions.parameters import notice_parameters
from cunbiao.definitions.source import Mistakes
from cunbiao.definitions.uploads import upload_tabs


@dataclass(frozen=True)
class Row:
    """One row of a sheet: ``key`` tells it from the others, ``kinds`` are columns that take something else here."""

    key: str
    cells: Mapping[str, Cell]
    kinds: Mapping[str, SheetColumn] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """A notice and what belongs to it.

    Raises:
        DefinitionError: by ``of``, the notice or its settings are mistaken.
    """

    campaign: Campaign

    @classmethod
    def of(cls, where: str | Path, settings: Path | Settings | None = None) -> View:
        """The view of a notice by id or folder, with the county's values given or kept beside it."""
        return cls(load_campaign(where, settings))

    @property
    def library(self) -> Library:
        """All definitions, as they are written: in no notice's words."""
        return self.campaign.library

    @cached_property
    def notice(self) -> Notice:
        """The opening file as it is written."""
        return self.library.top.head.model(Notice)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """The parameters as the notice gives them, those it speaks of first; the county's values are not in them."""
        placed = Placed(self.notice, self.library.top.head, (), self.library.top.id)
        given = notice_parameters(self.library, placed, Mistakes())
        return {name: given[name] for name in (*self.notice.parameters, *given) if name != "year"}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The tables of the notice's forms as they are written."""
        written = {table.id: table for placed in self.library.forms.values() for table in placed.item.tables}
        return {name: written[name] for name in self.campaign.tables}

    @cached_property
    def tabs(self) -> tuple[str, ...]:
        """Ids of the upload tabs for which the notice has a table."""
        return tuple(one.tab.id for one in upload_tabs(self.campaign)[1])

    @cached_property
    def lists(self) -> Lists:
        """What the drop-downs offer."""
        library = self.library
        return {
            "editions": {layer.title: layer.id for layer in editions()},
            "parameters": {f"{one.label} {name}": name for name, one in self.campaign.parameters.items()},
            "forms": {f"{self._form_title(name)} {name}": name for name in library.forms},
            "tables": {table.sheet: name for name, table in self.campaign.tables.items()},
            "indicators": {f"{one.item.label} {name}": name for name, one in library.indicators.items()},
            "codes": {f"{one.item.label} {name}": name for name, one in library.codes.items()},
            "measures": {f"{one.item.label} {name}": name for name, one in library.measures.items()},
            "tabs": {f"{library.tabs[name].item.title} {name}": name for name in self.tabs},
            "document_lists": {
                f"{placed.item.title} {name}.{own.id}": f"{name}.{own.id}"
                for name, placed in library.documents.items()
                for own in placed.item.lists
            },
        }

    def _form_title(self, name: str) -> str:
        attached = {one.form: one.title for one in self.notice.attachments}
        form = self.library.forms[name].item
        return attached.get(name) or form.title or form.short or name
