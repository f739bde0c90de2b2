"""Writes 附件一览.md, what becomes of every attachment of every notice: ``python -m docs.attachments``.

All of it is told from the definitions, so the page is never a step behind them; a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2.sandbox import SandboxedEnvironment

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.documents import DocumentDefinition
from cunbiao.definitions.models import Form, Table
from cunbiao.definitions.notice_list import titled
from cunbiao.definitions.vocabulary import vocabulary
from generators.village.faces.records import faces_of

TARGET = Path(__file__).parent / "附件一览.md"
PICTURE = "附件图/{notice}.png"
_HEAD = """\
# 附件一览

每份通知的附件在这里变成什么：在哪张工作表里填，怎么打印，出哪些文书，哪些还待核对。这一页和下面的图都由定义生成：
`python -m docs.attachments` 写字，`make pictures` 画图（编造的县，图上的人和号码都是编的）；改了定义就重新生成。

**待核对**：没有找到官方的表样，栏目、版式按公开的指标和通知的文字复原；县里拿到正式附件后，在定义表里改。
“打印”栏里，写“随表”的就在采集表里，选一户打印一页；其余的用 `cunbiao print`（“打印户表.bat”）一行一页。
"""
_COLUMNS = ("附件", "名称", "填在", "打印", "文书", "待核对")
# A text says what stands in a place's name, not which place.
_PLACES = {
    "village": "〔村〕",
    "township": "〔乡镇〕",
    "county": "〔县〕",
    "place": "〔地名〕",
    "issuer": "〔发文单位〕",
}
_TEXTS = SandboxedEnvironment()


def page() -> str:
    """The whole page, one chapter a notice, the latest year first."""
    campaigns = sorted(map(load_campaign, policy_ids()), key=lambda own: (-own.year, own.notice.id))
    return "\n".join([_HEAD, *(line for campaign in campaigns for line in _chapter(campaign))])


def _chapter(campaign: Campaign) -> Iterator[str]:
    notice = campaign.notice
    yield f"## {titled(notice)}（{campaign.year}）\n"
    yield f"编号 `{notice.id}`。\n"
    yield _line(_COLUMNS)
    yield _line("---" for _ in _COLUMNS)
    attached = set()
    named = set()
    for one in notice.attachments:
        documents = [own for own in _documents(campaign) if own.id in one.documents]
        named |= {own.id for own in documents}
        attached.add(one.form)
        becomes = _what_becomes(campaign, one.form, documents)
        if one.form is None and not documents:
            becomes = (f"本系统不做：{one.purpose}", "", "", "")
        yield _line((one.number or "", one.title, *becomes))
    every_form = {**campaign.forms, **campaign.own_forms}
    for form in every_form.values():
        if form.id not in attached:
            yield _line(("", _title(campaign, form), *_what_becomes(campaign, form.id, [])))
    others = [own for own in _documents(campaign) if own.id not in named]
    if others:
        yield _line(("", "程序、上报用的文书", *_what_becomes(campaign, None, others)))
    pending = [own.label for own in campaign.stated_parameters if own.status]
    if pending:
        yield f"\n待核对的标准：{'、'.join(pending)}。"
    yield f"\n![{titled(notice)}的打印页和文书]({PICTURE.format(notice=notice.id)})\n"


def _what_becomes(
    campaign: Campaign, form_id: str | None, documents: list[DocumentDefinition]
) -> tuple[str, str, str, str]:
    """Where an attachment is filled in, how it is printed, its documents, what of it is not confirmed."""
    forms = {**campaign.forms, **campaign.own_forms}
    form = forms.get(form_id or "")
    entry = _lines(_sheet(campaign, table) for table in form.tables) if form is not None else ""
    pending = ["表样"] if form is not None and form.status else []
    pending += ["文书"] if any(own.status for own in documents) else []
    printed = _printed(campaign, form) if form is not None else ""
    return entry, printed, _lines(_titled(campaign, own) for own in documents), "、".join(pending)


def _sheet(campaign: Campaign, table: Table) -> str:
    """A sheet, with who else than the village fills something in."""
    deciders = vocabulary().deciders
    if table.filled_at != "village":
        return f"{table.sheet}（{deciders[table.filled_at]}填，在本级填报表里）"
    others = [column for column in campaign.columns(table.id) if column.filled_at != "village"]
    said = "；".join(f"“{column.label}”{deciders[column.filled_at]}填，在本级填报表里" for column in others)
    return f"{table.sheet}（{said}）" if said else table.sheet


def _printed(campaign: Campaign, form: Form) -> str:
    if form.id in campaign.own_forms:
        return "本级填报表就是一页纸"
    if form.print_face is not None:
        return f"{form.print_face.sheet}（随表）"
    return _lines(face.sheet for face in faces_of(campaign, form))


def _documents(campaign: Campaign) -> list[DocumentDefinition]:
    return [own.definition for own in campaign.documents]


def _titled(campaign: Campaign, own: DocumentDefinition) -> str:
    """What a document is called, and who makes one."""
    deciders = vocabulary().deciders
    level = {"village": deciders["village"], "township": deciders["township"], "county": "县"}
    told = _TEXTS.from_string(own.title).render(**_PLACES, year=campaign.year, notice=campaign.notice.title)
    public = "，张贴" if own.public else ""
    return f"{told}（{'、'.join(level[one] for one in own.levels)}{public}）"


def _title(campaign: Campaign, form: Form) -> str:
    return form.title or campaign.titles[form.tables[0].id]


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(texts)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.name} {TARGET.stat().st_size // 1024} KB")
