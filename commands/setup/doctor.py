"""``addin doctor`` and the ribbon's 体检: looks at everything the add-in depends on, and says what to do.

It only looks, and leaves out what cannot be found out on a computer.
"""

from __future__ import annotations

from collections import Counter

from commands.outcome import Outcome
from commands.setup.checkup import Examined, Verdict, examined
from commands.setup.environment_check import environment_check
from commands.setup.installation_check import installation_check
from commands.setup.machine import Machine, this_machine


def examine(machine: Machine | None = None) -> list[Examined]:
    """All that was looked at, in the order a person would look."""
    machine = machine or this_machine()
    return list(examined(environment_check(machine) | installation_check(machine), machine))


def doctor(machine: Machine | None = None) -> Outcome:
    """The check-up as lines, its sum last."""
    found = examine(machine)
    outcome = Outcome(lines=[one.line for one in found])
    counts = Counter(one.verdict for one in found)
    total = f"查了 {len(found)} 项：" + "，".join(f"{verdict} {counts[verdict]} 项" for verdict in Verdict) + "。"
    if counts[Verdict.BAD]:
        outcome.needs_person(total)
    else:
        outcome.lines.append(total)
    return outcome
