"""Questions asked in a launcher's window and answered by a number: what is offered stands below, numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from commands.outcome import CommandError
from cunbiao.definitions.notice_list import ListedNotice, listed_notices, with_words

# Shows a question and returns the line the person typed or dropped in answer.
Ask = Callable[[str], str]

# How many notices are offered at once: what is seen at a glance, and each a number of one digit.
_OFFERED = 9


def chosen(question: str, options: Sequence[str], ask: Ask) -> int:
    """The place of the option the person chose; asked again until it is one of them."""
    while True:
        place = _place(ask(f"{question}\n{_numbered(options)}\n打前面的数字，再按回车键："), len(options))
        if place is not None:
            return place


def notice_chosen(ask: Ask) -> str:
    """The id of the notice the person chose, looked for by words of its year, place or title where there are many.

    Raises:
        CommandError: there is no notice.
    """
    known = listed_notices()
    if not known:
        raise CommandError("这里一份通知也没有。请技术人员把通知放进村表通，再来一次。")
    question, found = "按哪份通知办？", known
    while True:
        offered = found[:_OFFERED]
        answer = ask(f"{question}\n{_numbered([_named(one) for one in offered])}\n{_how(len(found))}")
        place = _place(answer, len(offered))
        if place is not None:
            return offered[place].id
        found = with_words(known, answer)
        question = f"按哪份通知办？带“{answer.strip()}”的有 {len(found)} 份。"
        if not found:
            question, found = f"按哪份通知办？没有带“{answer.strip()}”的，下面是全部。", known


def _named(notice: ListedNotice) -> str:
    return f"{notice.year} {notice.province}{notice.place}　{notice.title}"


def _how(found: int) -> str:
    more = f"还有 {found - _OFFERED} 份没有列出来。" if found > _OFFERED else ""
    return f"{more}打前面的数字，或者打年份、地名、通知里的几个字来找（中间加空格，例如 2020 安徽），再按回车键："


def _numbered(options: Sequence[str]) -> str:
    return "\n".join(f"  {number}  {option}" for number, option in enumerate(options, 1))


def _place(answer: str, options: int) -> int | None:
    """The place of the option whose number was typed; ``None`` for any other answer."""
    typed = answer.strip()
    return int(typed) - 1 if typed.isdecimal() and 1 <= int(typed) <= options else None
