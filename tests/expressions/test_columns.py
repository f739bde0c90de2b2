"""Texts of two columns have equal numbers where they are equal, whichever column knows more of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cunbiao.expressions.table.columns import Codes, Texts, encode, numbered, objects, same_codes

TEXTS = st.lists(st.sampled_from(["", "a", "A", "b", "户", "戶", "甲村", "乙村"]), max_size=8)


def encoded(texts: list[str]) -> Texts:
    return encode(objects(texts), None)


@given(TEXTS, TEXTS)
def test_numbers_are_equal_where_texts_are_equal_but_for_case(left: list[str], right: list[str]) -> None:
    codes, others = same_codes(encoded(left), encoded(right))
    for place, text in enumerate(left):
        for other_place, other in enumerate(right):
            both_known = bool(text and other)
            assert (codes[place] == others[other_place] >= 0) == (both_known and text.upper() == other.upper())
    assert unknown(codes) == [not text for text in left]
    assert unknown(others) == [not text for text in right]


@given(TEXTS)
def test_texts_of_one_column_are_compared_with_themselves(texts: list[str]) -> None:
    own = encoded(texts)
    codes, others = same_codes(own, own)
    assert np.array_equal(codes, others)
    assert [codes[place] == codes[0] for place in range(len(texts))] == [
        text.upper() == texts[0].upper() for text in texts
    ]


@given(TEXTS)
def test_texts_are_numbered_in_the_order_in_which_they_come(texts: list[str]) -> None:
    codes, names = numbered(objects(texts))
    assert [names[code] for code in codes] == texts
    assert names == list(dict.fromkeys(texts))


def unknown(codes: Codes) -> list[bool]:
    return [bool(code < 0) for code in codes]
