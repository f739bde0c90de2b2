"""The shapes of ``uploads/*.yaml``: what goes to which tab of which system, column by column.

No import template of the national system has been seen (research: forms.md 3.1), so a tab lists its columns in the
order of the entry screen. When a real template turns up it is a new file there, and no code.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cunbiao.definitions.models import Definition

Fill = Literal["county", "township", "village", "year"]


class UploadColumn(Definition):
    """One column of a tab: its heading exactly as the system shows it, and where its value comes from.

    Without a heading it is called by its indicator, with the unit of what is measured. ``indicator`` is the row's own
    value, with ``of: household`` the value of the household the row belongs to; ``fill`` is what the program knows;
    ``verdict`` is the outcome of a verdict.
    """

    header: str = ""
    indicator: str | None = None
    of: Literal["household"] | None = None
    fill: Fill | None = None
    verdict: str | None = None

    @model_validator(mode="after")
    def _one_value(self) -> UploadColumn:
        if sum(value is not None for value in (self.indicator, self.fill, self.verdict)) != 1:
            raise ValueError("indicator、fill、verdict 必须写一个，也只能写一个")
        if not self.header and self.indicator is None:
            raise ValueError("不是指标的列要写 header")
        return self


def _columns(items: object) -> object:
    """Where only a name is written, it is an indicator."""
    if isinstance(items, list):
        return [{"indicator": item} if isinstance(item, str) else item for item in items]
    return items


class UploadTab(Definition):
    """One tab: the rows of ``tables`` (all of one kind), one below the other in the rollup's order.

    ``platform`` is the system it is entered into. ``when`` is an expression: only rows for which it definitely holds
    belong to the tab. A table that does not ask an
    indicator leaves that column empty.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(max_length=20)
    platform: str
    tables: list[str] = Field(min_length=1)
    when: str | None = None
    note: str
    source: str
    columns: Annotated[list[UploadColumn], BeforeValidator(_columns), Field(min_length=1)]
