"""Villages as people name them: 紫梅村, 紫梅, 谷雨镇紫梅村, 紫梅村委会."""

from __future__ import annotations

from cunbiao.records.frames import Frames, TableFrame

# What may follow a village's own name, the longest first.
_ENDINGS = ("村民委员会", "村委会", "社区居委会", "居委会", "行政村", "社区", "村")


class VillageNames:
    """The villages of a register by name."""

    def __init__(self, frames: Frames) -> None:
        self._places = [(source.township, plain(source.village)) for source in frames.villages]
        self._townships = sorted({township for township, _ in self._places}, key=len, reverse=True)

    def found(self, frame: TableFrame, index: int, column: str) -> int | None:
        """The number of the village a cell names; None where there is none, or more than one.

        Of two with the same name the one of the own township is meant.
        """
        text = "".join(frame.text(column)[index].split())
        township = next((own for own in self._townships if text.startswith(own) and text != own), "")
        name = plain(text.removeprefix(township))
        named = [number for number, place in enumerate(self._places) if place == (township or place[0], name)]
        here = frame.sources[int(frame.source[index])].township
        near = [number for number in named if self._places[number][0] == here]
        for found in (named, near):
            if len(found) == 1:
                return found[0]
        return None


def plain(name: str) -> str:
    """A village's name without what it is."""
    return next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending) and name != ending), name)
