"""How villages are divided among typists: all of them, each once, and nobody has much more than another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cunbiao.records.frames import Source
from generators.uploads.shares import shares


def source(number: int) -> Source:
    return Source(f"{number}.xlsx", "", "东关镇", f"村{number}", f"3413021{number:05}", "埇桥区", {}, {})


@given(st.lists(st.integers(0, 60), min_size=1, max_size=30), st.integers(1, 8))
def test_every_village_is_given_once_and_evenly(rows: list[int], people: int) -> None:
    sources = [source(number) for number in range(len(rows))]
    work = {own.village_code: count for own, count in zip(sources, rows, strict=True)}
    given_out = shares("东关镇", sources, work, people)
    assert len(given_out) == min(people, len(rows))
    codes = [code for share in given_out for code in share.villages or ()]
    assert sorted(codes) == sorted(work)
    assert all(share.villages for share in given_out)
    loads = [sum(work[code] for code in share.villages or ()) for share in given_out]
    assert max(loads) - min(loads) <= max(rows)
