"""The tables: what is measured in which order, and what is made of it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.changed import hand_in_again
from benchmarks.child import Cost, run
from benchmarks.corpus import Corpus
from benchmarks.without_library import without_library
from cunbiao.definitions import load_campaign

_START = "-m", "commands", "policies"
# A click up to the first line of its command, and what no add-in on xlwings can do without.
_CLICK = (
    "-P",
    "-X",
    "utf8",
    "-c",
    "import addin.__main__, xlwings; from addin.buttons import command; command('check_workbook')",
)
_BARE = "-P", "-X", "utf8", "-c", "import xlwings"
# As many workbooks are checked open and closed.
_CHECKED = 6
_FULL, _AGAIN = "full merge into an empty folder", "**one village handed in again**"


@dataclass(frozen=True)
class Setting:
    """What is measured: the corpus, the number of villages, those of the growth table, and how often; how many files
    several workers read.
    """

    corpus: Corpus
    villages: int
    sizes: Sequence[int]
    rounds: int
    scratch: int
    spread: int


def merge_table(setting: Setting) -> str:
    """Merge against the usual script and against what no merge can do without."""
    corpus, villages = setting.corpus, setting.villages
    files = corpus.returned(villages)
    merges, slower, readings, deflatings, starts = [], [], [], [], []
    scripts: dict[str, list[Cost]] = {"openpyxl": [], "calamine": []}
    for _ in range(setting.rounds):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            starts.append(run(_START))
            merges.append(_merge(corpus, villages, out))
            with without_library(), tempfile.TemporaryDirectory() as other:
                slower.append(_merge(corpus, villages, Path(other)))
            floor = json.loads(run(["-m", "benchmarks.floor", corpus.policy, folder, *map(str, files)]).output)
            readings.append(floor["reading"])
            deflatings.append(floor["deflating"])
            for engine, costs in scripts.items():
                job = ["-m", "benchmarks.naive", engine, corpus.policy, f"{folder}/naive.xlsx"]
                costs.append(run([*job, *map(str, files)]))
    merge, numpy, naive, query, start = map(_middle, (merges, slower, *scripts.values(), starts))
    floor_cpu = median(own + other for own, other in zip(readings, deflatings, strict=True))
    rows = [
        ("usual script (pandas, openpyxl), checks nothing", naive),
        ("a folder put together as by Power Query, imitated (pandas, python-calamine), checks nothing", query),
        ("**merge**", merge),
        ("the same without the compiled library", numpy),
        ("floor: reading the entry sheets with python-calamine", median(readings)),
        ("floor: deflating the same output (zlib 6)", median(deflatings)),
        ("start-up of a command (interpreter, imports, definitions)", start),
    ]
    return _table(
        f"Merge of {villages} villages ({_scale(corpus)})",
        ("", "CPU s", "wall s", "peak MB"),
        [(label, *_figures(cost)) for label, cost in rows],
        f"Merge takes {naive.cpu / merge.cpu:.1f} × less CPU than the usual script "
        f"({naive.cpu / numpy.cpu:.1f} × without the library), "
        f"{query.cpu / merge.cpu:.1f} × less than the imitated Power Query, "
        f"and {merge.cpu / floor_cpu:.2f} × the CPU of the floor "
        f"({(merge.cpu - start.cpu) / floor_cpu:.2f} × without start-up).",
    )


def generate_table(setting: Setting) -> str:
    """Issuing village workbooks against building each from scratch."""
    corpus = setting.corpus
    command = ["-m", "commands", "generate", "--policy", corpus.policy, "--settings", str(corpus.settings)]
    generates, scratches = [], []
    for _ in range(setting.rounds):
        with tempfile.TemporaryDirectory() as folder:
            generates.append(run([*command, "--roster", str(corpus.roster), "--out", folder]))
        arguments = [corpus.policy, str(corpus.settings), str(corpus.roster), str(setting.scratch)]
        scratches.append(json.loads(run(["-m", "benchmarks.scratch", *arguments]).output))
    command_cost = _middle(generates)
    whole, lean = (median(second for own in scratches for second in own[kind]) for kind in ("whole", "lean"))
    each = command_cost.cpu / corpus.villages
    return _table(
        f"Issuing {corpus.villages} village workbooks ({_scale(corpus)})",
        ("", "CPU ms a workbook", "peak MB", "times generate"),
        [
            ("each from scratch with XlsxWriter", f"{whole * 1000:.0f}", "", f"{whole / each:.1f}"),
            ("the same without its search for new functions", f"{lean * 1000:.0f}", "", f"{lean / each:.1f}"),
            ("**generate**, roster and start-up included", f"{each * 1000:.0f}", f"{command_cost.peak:.0f}", "1.0"),
        ],
        f"From scratch: {setting.scratch} workbooks built; only XlsxWriter's own work counts.",
    )


def growth_table(setting: Setting) -> str:
    """Merge of more and more villages."""
    costs: dict[int, list[Cost]] = {size: [] for size in setting.sizes}
    for _ in range(setting.rounds):
        for size, own in costs.items():
            with tempfile.TemporaryDirectory() as folder:
                own.append(_merge(setting.corpus, size, Path(folder)))
    middles = {size: _middle(own) for size, own in costs.items()}
    return _table(
        f"Growth of merge ({_scale(setting.corpus)})",
        ("villages", "CPU s", "wall s", "peak MB", "CPU ms a village"),
        [(str(size), *_figures(cost), f"{cost.cpu / size * 1000:.0f}") for size, cost in middles.items()],
        _line(middles),
    )


def addin_table(setting: Setting) -> str:
    """What a click costs before it works, and checking the open workbook against checking its file."""
    files = [str(file) for file in setting.corpus.returned(min(_CHECKED, setting.villages))]
    bares, clicks, checks, measured = [], [], [], []
    for _ in range(setting.rounds):
        bares.append(run(_BARE))
        clicks.append(run(_CLICK))
        checks.append(run(["-m", "commands", "check", files[0]], fine=(0, 1)))
        measured.append(json.loads(run(["-m", "benchmarks.opened", *files]).output))
    bare, click, check = _middle(bares), _middle(clicks), _middle(checks)
    (closed_cpu, closed_wall), (opened_cpu, opened_wall) = (
        [median(own[kind][index] for own in measured) for index in (0, 1)] for kind in ("closed", "opened")
    )
    rows = [
        ("`import xlwings` alone", *_figures(bare)),
        ("**a click** up to the first line of its command", *_figures(click)),
        ("`check` of a closed workbook, from start to end", *_figures(check)),
        ("the checking in it", f"{closed_cpu:.2f}", f"{closed_wall:.2f}", ""),
        ("**checking it open**, LibreOffice's own work counted", f"{opened_cpu:.2f}", f"{opened_wall:.2f}", ""),
    ]
    return _table(
        f"Add-in ({_scale(setting.corpus)})",
        ("", "CPU s", "wall s", "peak MB"),
        rows,
        f"A click starts with {click.cpu / bare.cpu:.1f} × the CPU of a bare `import xlwings`. Click and check of the "
        f"open workbook take {(click.cpu + opened_cpu) / check.cpu:.1f} × the CPU of the command on its file "
        f"(without start-up {opened_cpu / closed_cpu:.1f} ×, {opened_wall / closed_wall:.1f} × the time).",
    )


def cluster_table(setting: Setting) -> str:
    """Reading by the workers of a local cluster, one of them killed, against the product's own processes."""
    corpus, files = setting.corpus, setting.spread
    jobs = {
        "two processes of its own": (0, 0),
        "**cluster of two workers**": (2, 0),
        "**the same, one killed** when a third is done": (2, 1),
    }
    costs: dict[str, list[Cost]] = {label: [] for label in jobs}
    with tempfile.TemporaryDirectory() as folder:
        _copies(corpus.returned(setting.villages), Path(folder), files)
        for _ in range(setting.rounds):
            for label, job in jobs.items():
                costs[label].append(run(["-m", "benchmarks.spread", *map(str, job), corpus.policy, folder]))
    middles = {label: _middle(own) for label, own in costs.items()}
    told = {label: json.loads(own[0].output.splitlines()[-1]) for label, own in costs.items()}
    sent = told["**cluster of two workers**"]["sent"]
    rows = [
        (label, *_figures(cost), f"{cost.cpu / files * 1000:.0f}", str(told[label]["taken"]))
        for label, cost in middles.items()
    ]
    return _table(
        f"Reading {files} workbooks with several workers ({_scale(corpus)})",
        ("", "CPU s", "wall s", "peak MB, all processes", "CPU ms a file", "files taken"),
        rows,
        f"{sent / files / 1024:.1f} KB a file come back from a worker. The files are copies of {setting.villages} "
        "workbooks; nothing is kept between them. Start-up of all processes is counted.",
    )


def again_table(setting: Setting) -> str:
    """Merging once more when a village has handed in again, and the commands that work on the rollup."""
    corpus = setting.corpus
    campaign = load_campaign(corpus.policy)
    costs: dict[str, list[Cost]] = {}

    def measured(label: str, cost: Cost) -> None:
        costs.setdefault(label, []).append(cost)

    for _ in range(setting.rounds):
        with tempfile.TemporaryDirectory() as scratch:
            out = Path(scratch)
            returned = _returned(corpus, setting.villages, out)
            measured(_FULL, _merged(corpus, returned, out))
            measured("nothing changed", _merged(corpus, returned, out))
            first = min(returned.rglob("*.xlsx"))
            for amount in (1, 2):
                hand_in_again(first, campaign, amount)
                own = _merged(corpus, returned, out)
            measured(_AGAIN, own)
            [rollup] = out.glob("*_汇总.xlsx")
            for command in ("progress", "problems", "upload"):
                job = ["-m", "commands", command, str(rollup)]
                target = [] if command == "progress" else ["--out", f"{scratch}/{command}"]
                measured(f"`{command}`", run([*job, *target], fine=(0, 1)))
                measured(f"`{command}` once more", run([*job, *target], fine=(0, 1)))
    middles = {label: _middle(own) for label, own in costs.items()}
    full, again = middles[_FULL], middles[_AGAIN]
    return _table(
        f"Merging {setting.villages} villages again ({_scale(corpus)})",
        ("", "CPU s", "wall s", "peak MB"),
        [(label, *_figures(cost)) for label, cost in middles.items()],
        f"When one village changed, a merge takes {again.cpu / full.cpu:.0%} of the CPU of a full one.",
    )


TABLES: Mapping[str, Callable[[Setting], str]] = {
    "merge": merge_table,
    "again": again_table,
    "generate": generate_table,
    "growth": growth_table,
    "addin": addin_table,
    "cluster": cluster_table,
}


def _merge(corpus: Corpus, villages: int, out: Path) -> Cost:
    """The command as users run it, on a folder with these files."""
    return _merged(corpus, _returned(corpus, villages, out), out)


def _returned(corpus: Corpus, villages: int, out: Path) -> Path:
    """A folder with the workbooks of so many villages."""
    returned = out / "returned"
    for file in corpus.returned(villages):
        folder = returned / file.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, folder)
    return returned


def _merged(corpus: Corpus, returned: Path, out: Path) -> Cost:
    command = ["-m", "commands", "merge", str(returned), "--policy", corpus.policy, "--level", "county"]
    return run([*command, "--out", str(out)], fine=(0, 1))


def _copies(files: Sequence[Path], folder: Path, number: int) -> None:
    """So many files: these over and over again under other names."""
    for copy in range(number):
        file = files[copy % len(files)]
        shutil.copy2(file, folder / f"{copy // len(files):04d}_{file.name}")


def _middle(costs: Sequence[Cost]) -> Cost:
    """The medians of all figures."""
    return Cost(
        median(cost.cpu for cost in costs),
        median(cost.wall for cost in costs),
        median(cost.peak for cost in costs),
        costs[0].output,
    )


def _figures(cost: Cost | float) -> tuple[str, str, str]:
    if isinstance(cost, Cost):
        return f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.peak:.0f}"
    return f"{cost:.2f}", "", ""


def _line(costs: Mapping[int, Cost]) -> str:
    """Fixed cost and cost a village between the smallest and the largest size."""
    least, most = min(costs), max(costs)
    if least == most:
        return ""
    each = (costs[most].cpu - costs[least].cpu) / (most - least)
    fixed = costs[least].cpu - each * least
    off = max(abs(cost.cpu / (fixed + each * size) - 1) for size, cost in costs.items())
    return f"A line of {fixed:.2f} s + {each * 1000:.0f} ms a village; no size is more than {off:.0%} off it."


def _scale(corpus: Corpus) -> str:
    households = corpus.households
    return f"about {households} households and {corpus.persons / corpus.villages:.0f} members each"


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], note: str) -> str:
    lines = [f"## {title}", "", "| " + " | ".join(headings) + " |", "|---" * len(headings) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([*lines, "", note, ""])
