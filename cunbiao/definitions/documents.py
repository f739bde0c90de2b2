"""The shapes of ``documents/*.yaml``: what people print, sign, read out and file, and the procedures it belongs to.

A document names the facts it holds as expressions and the words around them; a layout places both. What a layout may
show is what its document names, nothing else, so what may be published is known before anything is written.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from cunbiao.definitions.models import Definition, Status

DocumentLevel = Literal["village", "township", "county"]
Fill = Literal["township", "village", "word"]


class DocumentColumn(Definition):
    """One fact of a row: what layouts and texts call it, its heading, and the expression that gives it.

    ``fill`` is a place the program knows, ``word`` is what its rows are called; with neither it is an empty cell to
    write in.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    value: str | None = None
    fill: Fill | None = None

    @model_validator(mode="after")
    def _one_value(self) -> DocumentColumn:
        if self.value is not None and self.fill is not None:
            raise ValueError("value、fill 只能写一个")
        return self


class DocumentRows(Definition):
    """Rows of one table: those for which ``operation`` is asked, or for which ``when`` holds; all without either.

    ``word`` is what a row from here is called. ``before`` are criteria of the operation's verdict that nobody can meet
    yet when the document is made, as it is itself a step towards them; of a list that is ``ready`` the others must be
    met.
    """

    table: str
    operation: str | None = None
    when: str | None = None
    word: str = ""
    before: list[str] = []


def _rows(items: object) -> object:
    """Where only a name is written, it is a table."""
    return [{"table": item} if isinstance(item, str) else item for item in items] if isinstance(items, list) else items


class DocumentList(Definition):
    """Rows of several tables below each other, with the same columns.

    ``within`` is the list on whose rows its own rows depend: of each household there only the household's own.
    ``ready``: only rows that may go up: nothing of them must be corrected, their operation has the verdict it needs.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = ""
    rows: Annotated[list[DocumentRows], BeforeValidator(_rows), Field(alias="from", min_length=1)]
    columns: list[DocumentColumn] = Field(min_length=1)
    within: str | None = None
    ready: bool = False


class DocumentDefinition(Definition):
    """文书: one document for each place of its ``levels``.

    ``public``: it is posted or read out; then no confidential fact or list can be in it.
    ``step`` is the step of a procedure it carries out. ``layout`` is a .docx file beside the definitions; without one
    the document is a workbook of its lists. ``even_if_empty``: it is due where there are no rows, too, and says
    ``nobody``.

    Pages: one a row of the list ``pages``, or one a value of the column ``grouped``; otherwise the document is one.
    On a page ``verdict`` shows every criterion of that verdict, ``income`` how 人均纯收入 comes about.

    Texts are jinja2 over the facts. ``blanks`` are lines to be filled by hand, ``opinions`` boxes for what somebody
    thinks and signs, ``signs`` who signs at the end. ``figures`` are measures, ``limits`` shows those of the place,
    ``rates`` is a table parameter.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    levels: list[DocumentLevel] = Field(min_length=1)
    clause: str
    status: Status | None = None
    public: bool = False
    step: str | None = None
    layout: str | None = Field(default=None, pattern=r"\.docx$")
    even_if_empty: bool = False
    lists: list[DocumentList] = []
    pages: str | None = None
    grouped: str | None = None
    verdict: str | None = None
    income: bool = False
    figures: list[str] = []
    limits: bool = False
    rates: str | None = None
    to: str = ""
    body: list[str] = []
    nobody: str = ""
    after: list[str] = []
    blanks: list[str] = []
    opinions: list[str] = []
    signs: list[str] = []

    @model_validator(mode="after")
    def _fits_together(self) -> DocumentDefinition:
        names = {own.id for own in self.lists}
        for name in (self.pages, *(own.within for own in self.lists)):
            if name is not None and name not in names:
                raise ValueError(f"没有“{name}”这个名单（lists）")
        if self.grouped is not None and any(
            self.grouped not in {column.id for column in own.columns} for own in self.lists
        ):
            raise ValueError(f"不是每个名单都有“{self.grouped}”这一列，不能按它分页")
        if self.pages is None and (self.verdict is not None or self.income):
            raise ValueError("写了 verdict 或 income 就要写 pages：每一户一页")
        if self.even_if_empty != bool(self.nobody):
            raise ValueError("even_if_empty 和 nobody 要一起写：没有人的时候说什么")
        if self.layout is None and not self.lists:
            raise ValueError("没有 layout 的是工作簿，要有名单（lists）")
        return self


class Step(Definition):
    """One step of a procedure; steps follow each other in the order they are written.

    ``days`` is the parameter that says how many days something is posted at least, the first one not counted: a public
    document then has to carry the step out. It is not begun
    before the end of stage ``after`` (or the beginning of stage ``begins``) and over by the end of stage ``by``.
    """

    id: str
    title: str
    days: str | None = None
    begins: str | None = None
    after: str | None = None
    by: str | None = None
    clause: str


class Procedure(Definition):
    """程序: steps that follow each other."""

    id: str
    title: str
    clause: str
    status: Status | None = None
    steps: list[Step] = Field(min_length=1)
