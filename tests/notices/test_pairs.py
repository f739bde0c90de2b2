"""The same household under two notices: each decides by its own clauses, so the verdicts differ."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from cunbiao.definitions import CompiledVerdict
from tests.rules.sentences import Case, Sentence, Setting, Stage, staged

_FILE = Path(__file__).with_name("pairs.yaml")
_LEAST = 20
_OUTCOMES: dict[str, object] = {"符合": True, "不符合": False, "无法判定": "unknown"}


class Under(BaseModel):
    """What one notice says of the household, and by which of its criteria."""

    model_config = ConfigDict(extra="forbid")

    policy: str
    parameters: dict[str, float | bool] = {}
    expect: str
    because: str | None = None


class Pair(Setting):
    """One household and two notices."""

    name: str
    under: tuple[Under, Under]


class Pairs(BaseModel):
    """Pairs about one verdict."""

    model_config = ConfigDict(extra="forbid")

    verdict: str
    common: Setting
    pairs: list[Pair]


def _pairs() -> list[tuple[Pairs, Pair]]:
    read = [Pairs.model_validate(written) for written in yaml.safe_load(_FILE.read_text(encoding="utf-8"))]
    return [(own, pair) for own in read for pair in own.pairs]


def _stage(own: Pairs, pair: Pair, under: Under) -> Stage:
    case = Case(name=pair.name, **pair.model_dump(exclude={"name", "under"}))
    sentence = Sentence(
        verdict=own.verdict, policy=under.policy, parameters=under.parameters, common=own.common, cases=[case]
    )
    return staged([(_FILE.name, sentence)])


def _verdict(stage: Stage, verdict: str) -> CompiledVerdict:
    (told,) = stage.told
    return next(own for own in stage.campaign.verdicts(told.table) if own.verdict.id == verdict)


@pytest.mark.parametrize(("own", "pair"), _pairs(), ids=[pair.name for _, pair in _pairs()])
def test_two_notices_decide_each_by_its_own_clause(own: Pairs, pair: Pair) -> None:
    for under in pair.under:
        stage = _stage(own, pair, under)
        (told,) = stage.told
        verdict = _verdict(stage, own.verdict)
        met = {line.criterion.id: stage.truth(line.met, told) for line in verdict.criteria}
        assert stage.truth(verdict.applies, told) is True
        outcome = "不符合" if False in met.values() else "无法判定" if "unknown" in met.values() else "符合"
        assert outcome == under.expect, (under.policy, met)
        if under.because is not None:
            assert met[under.because] == _OUTCOMES[under.expect]
            clause = next(line.clause for line in verdict.criteria if line.criterion.id == under.because)
            assert clause.startswith(stage.campaign.notice.reference[:3])
    first, second = pair.under
    assert first.expect != second.expect and first.policy != second.policy


def test_there_are_enough_pairs() -> None:
    assert len(_pairs()) >= _LEAST
