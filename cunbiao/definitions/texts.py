"""Texts as people of one notice read them: attachment numbers, parameter values and words of the notice filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from cunbiao.definitions.notices import Parameter

_PLACE = re.compile(r"\{(form|param|label):([a-z][a-z0-9_]*)\}")


class UnknownPlace(ValueError):
    """A text names a form, parameter or indicator that is not there; ``problem`` says so in Chinese."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


class Texts:
    """Fills ``{form:x}``, ``{param:x}`` and ``{label:x}``, and says the notice's words.

    Args:
        numbers: form → number of its attachment.
        parameters: as they hold in this campaign.
        labels: indicator → its label.
        words: what is said instead of what.
        titles: form → what it is called where it has no number.
    """

    def __init__(
        self,
        numbers: Mapping[str, str],
        parameters: Mapping[str, Parameter],
        labels: Mapping[str, str],
        words: Mapping[str, str],
        titles: Mapping[str, str],
    ) -> None:
        self._numbers = numbers
        self._parameters = parameters
        self._labels = labels
        self._titles = titles
        self._words = dict(words)

    def say(self, text: str) -> str:
        """The text as it is read; raises `UnknownPlace` when it names what is not there."""
        filled = _PLACE.sub(self._filled, text) if "{" in text else text
        return self.words(filled)

    def words(self, text: str) -> str:
        """The text in the notice's own words."""
        return replaced(text, self._words)

    def number(self, form: str) -> str | None:
        """The number of a form's attachment, None where the notice gives it none."""
        return self._numbers.get(form)

    def _filled(self, place: re.Match[str]) -> str:
        kind, name = place[1], place[2]
        if kind == "form":
            return self.number(name) or self._title(name)
        if kind == "label":
            if name not in self._labels:
                raise UnknownPlace(f"没有“{name}”这个指标")
            return self._labels[name]
        if name not in self._parameters:
            raise UnknownPlace(f"没有“{name}”这个参数；新参数写在 notice.yaml 的 parameters 里")
        return shown_value(self._parameters[name])

    def _title(self, form: str) -> str:
        if form not in self._titles:
            raise UnknownPlace(f"没有“{form}”这个表单")
        return f"《{self._titles[form]}》"


def shown_value(parameter: Parameter) -> str:
    """A parameter's value as people write it: 4000, 2019年12月10日, 是."""
    value = parameter.value
    match value:
        case None:
            return f"（{parameter.label}未定）"
        case bool():
            return "是" if value else "否"
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case float() | int():
            return f"{value:.12g}"
        case _:
            return str(value)


def replaced(text: str, words: Mapping[str, str]) -> str:
    """The text with each of ``words`` said otherwise; of two that begin alike the longer one."""
    if not words:
        return text
    return _pattern(tuple(words)).sub(lambda found: words[found[0]], text)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
