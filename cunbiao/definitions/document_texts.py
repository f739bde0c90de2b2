"""The texts of documents: jinja2 over what the document has, looked through when it is read, not when it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cunbiao.definitions.documents import DocumentDefinition

if TYPE_CHECKING:
    from jinja2 import nodes

# What every text may name, and what those on a page may name besides its lists.
_COMMON = frozenset({
    "year", "notice", "issuer", "clause", "county", "township", "village", "place", "figures", "figure", "limits",
    "rates", "title",
})  # fmt: skip
_PAGE = frozenset({"group", "row"})
_OF_LIST = ("title", "heads", "rows", "count", "sum")
_FIGURE, _SUM = "figure", "sum"


def mistake_in(text: str, own: DocumentDefinition, *, on_page: bool) -> str:
    """What a text of a document has that cannot be filled in, in words; "" where it can be."""
    if "{" not in text:
        return ""
    # Only where a notice has documents: a click that needs none does not wait for it.
    from jinja2 import TemplateSyntaxError, meta
    from jinja2.sandbox import SandboxedEnvironment

    try:
        tree = SandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        return f"“{text}”里的花括号写得不对：{error.message}；填数据的地方写成 {{{{ village }}}} 这样"
    lists = {one.id for one in own.lists} if on_page else set()
    known = _COMMON | lists | (_PAGE if on_page else set())
    unknown = [*sorted(meta.find_undeclared_variables(tree) - known), *_strange_parts(tree, own, lists)]
    if not unknown:
        return ""
    return f"“{text}”里的“{unknown[0]}”这份文书没有，能写的有：{'、'.join(sorted(known))}"


def _strange_parts(tree: nodes.Template, own: DocumentDefinition, lists: set[str]) -> Iterator[str]:
    """What is asked of a list or figure that it does not have."""
    from jinja2 import nodes

    columns = {one.id: {column.id for column in one.columns} for one in own.lists}
    for node in tree.find_all(nodes.Getattr):
        match node.node:
            case nodes.Name(name=name) if name in lists and node.attr not in _OF_LIST:
                yield f"{name}.{node.attr}"
            case nodes.Name(name=name) if name == _FIGURE and node.attr not in own.figures:
                yield f"{name}.{node.attr}"
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if (
                name in lists and attr == _SUM and node.attr not in columns[name]
            ):
                yield f"{name}.{attr}.{node.attr}"
