"""The command line: ``cunbiao …``. Words only; what a command does stands in the module of its name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from commands import garbage
from commands.console import console, progress, safe_streams
from commands.definition_cli import notice
from commands.ending import guarded, there, told
from commands.help_page import Command, CommandGroup
from commands.options import OutOption, PolicyOption, SettingsOption
from commands.outcome import CommandError, Outcome
from commands.setup.cli import addin
from commands.store import store
from commands.usage import told_usage

app = typer.Typer(
    cls=CommandGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="村表通：下发采集表、汇总、核验、上报。每个命令加 --help 看用法。",
)

app.add_typer(notice, name="notice")
app.add_typer(addin, name="addin")
app.add_typer(store, name="store")

FilesArgument = Annotated[list[Path], typer.Argument(metavar="文件", help="村里填好的表，或者汇总表")]
RollupArgument = Annotated[Path, typer.Argument(metavar="汇总表", help="县或乡镇汇总表")]


class LevelChoice(StrEnum):
    """汇总级别."""

    TOWNSHIP = "township"
    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"


class PreferChoice(StrEnum):
    """同村几份不一样时用哪份."""

    NEWEST = "newest"


def _answers(yes: bool) -> Callable[[str], bool] | None:
    """Who answers a question: the option, else the person at the terminal, else nobody."""
    if yes:
        return lambda question: True
    return _asked if sys.stdin.isatty() else None


def _asked(question: str) -> bool:
    """Asks the person at the terminal; only a plain yes is one."""
    return str(typer.prompt(f"{question}\n回答“是”或“否”", default="否")).strip() in ("是", "y", "Y")


@app.command("generate", cls=Command)
@guarded
def generate_command(
    policy: PolicyOption,
    roster: Annotated[
        list[Path],
        typer.Option("--roster", metavar="文件", help="花名册（.xlsx、.xls 或 .csv）；有几个文件的，每个前面写一次"),
    ],
    out: OutOption,
    settings: SettingsOption = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="花名册有错，或者像是别的地方、别的年度的，也不再问，照样下发")
    ] = False,
    examine: Annotated[bool, typer.Option("--examine", help="只检查花名册，写出问题清单，不生成采集表")] = False,
    continuation: Annotated[
        list[str] | None,
        typer.Option("--continuation", metavar="村", help="只给这个村生成续表；几个村的，每个前面写一次"),
    ] = None,
    part: Annotated[
        int, typer.Option("--part", metavar="第几份", min=2, help="续表是这个村的第几份表，原表算第 1 份")
    ] = 2,
) -> None:
    """按花名册给每个村生成一份采集表."""
    from commands.generate import generate

    there(*roster, settings)
    with progress("生成采集表") as advance:
        outcome = generate(
            policy, roster, out, settings, advance, _answers(yes), continuation or (), part, only_examine=examine
        )
    told(outcome)


@app.command("merge", cls=Command)
@guarded
def merge_command(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="文件或文件夹",
            help="村里交回的表、装着它们的文件夹或压缩包；汇县时也可以给乡镇汇总表；汇市、汇省给各县的汇总表",
        ),
    ],
    level: Annotated[
        LevelChoice,
        typer.Option("--level", metavar="级别", help="township 乡镇，county 县，prefecture 市，province 省"),
    ],
    out: OutOption,
    policy: Annotated[
        str | None, typer.Option("--policy", metavar="编号", help="通知编号；不写就按表里写明的通知")
    ] = None,
    settings: SettingsOption = None,
    prefer: Annotated[
        PreferChoice | None,
        typer.Option("--prefer", metavar="newest", help="同一个村交了几份不一样的表时，newest 取最后保存的一份"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="几个", min=1, help="这台电脑上同时用几个程序读表（2），不超过处理器的核数"),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="地址", help="几台电脑一起读：dask scheduler 的地址，如 tcp://10.0.0.5:8786"),
    ] = None,
) -> None:
    """把交回的表合并成汇总表和问题清单."""
    from commands.merge import merge_files
    from commands.summary import summarise
    from cunbiao.submissions import spread
    from cunbiao.submissions.readers import own_processes

    there(*paths, settings)
    if workers is not None and cluster is not None:
        raise CommandError("--workers 是只用这一台，--cluster 是几台一起读，两个只写一个。")
    if level is LevelChoice.PREFECTURE or level is LevelChoice.PROVINCE:
        if any(given is not None for given in (policy, settings, prefer, workers, cluster)):
            raise CommandError("汇市（州）、汇省照各县汇总表里的通知和标准，只写 --level 和 --out，别的去掉。")
        with progress("读取各县汇总表") as advance:
            outcome = summarise(paths, "prefecture" if level is LevelChoice.PREFECTURE else "province", out, advance)
        told(outcome)
    with progress("读取交回的表") as advance:
        outcome = merge_files(
            paths,
            policy,
            "township" if level is LevelChoice.TOWNSHIP else "county",
            out,
            settings,
            "newest" if prefer is not None else None,
            advance,
            reader=spread.cluster(cluster) if cluster is not None else own_processes(workers or 2),
        )
    if outcome.undecided:
        outcome.lines.append("同一个村有几份不一样的：要取最后保存的一份，命令后面加 --prefer newest。")
    told(outcome)


@app.command("progress", cls=Command)
@guarded
def progress_command(rollups: Annotated[list[Path], typer.Argument(metavar="汇总表", help="县或乡镇汇总表")]) -> None:
    """哪些村交了，哪些没交，哪些暂不收下、为什么."""
    from commands.progress import progress

    there(*rollups)
    outcome = Outcome()
    for rollup in rollups:
        outcome.add(progress(rollup))
    told(outcome)


@app.command("problems", cls=Command)
@guarded
def problems_command(rollup: RollupArgument, out: OutOption) -> None:
    """从汇总表写出退回村里的问题清单."""
    from commands.problem_list import problem_list

    there(rollup)
    told(problem_list(rollup, out))


@app.command("return", cls=Command)
@guarded
def return_command(
    rollups: Annotated[list[Path], typer.Argument(metavar="汇总表", help="县或乡镇汇总表，可以是几份")],
    out: OutOption,
    due: Annotated[
        str, typer.Option("--by", metavar="日期", help="什么时候以前交回，写成 2020-11-20；不写就到通知的下一个期限")
    ] = "",
) -> None:
    """把问题退回各村：每个村一份整改单，一句发到群里的话."""
    from commands.send_back import due_day, send_back

    there(*rollups)
    told(send_back(rollups, out, due_day(due) if due else None))


@app.command("suspected", cls=Command)
@guarded
def suspected_command(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="文件或文件夹", help="上级发来的疑似问题清单、汇总表；收回来以后再加上各村填好的核实表"),
    ],
    out: OutOption,
) -> None:
    """上级发来的疑似问题清单：分给各村；收回来填进原表，报上去."""
    from commands.suspected import suspected

    there(*paths)
    told(suspected(paths, out))


@app.command("upload", cls=Command)
@guarded
def upload_command(
    rollup: RollupArgument,
    out: OutOption,
    typists: Annotated[str, typer.Option("--typists", metavar="人数", help="每个乡镇几个人录，按村分，一人一份")] = "",
) -> None:
    """按全国系统的录入顺序生成上报表."""
    from commands.upload import typists_said, upload

    there(rollup)
    told(upload(rollup, out, typists=typists_said(typists)))


@app.command("typed", cls=Command)
@guarded
def typed_command(
    rollup: RollupArgument,
    export: Annotated[
        list[Path], typer.Option("--export", metavar="文件", help="从全国系统新导出的户、人口表，可以写几次")
    ],
    out: OutOption,
    ticked: Annotated[
        Path | None, typer.Option("--ticked", metavar="文件夹", help="录入人打过勾的上报录入表，按录入人数差错")
    ] = None,
) -> None:
    """录入核对：系统里新导出的表，和该录的比，漏录、录错、多录逐条列出."""
    from commands.typed import typed

    there(rollup, *export, ticked)
    told(typed(rollup, export, out, ticked))


@app.command("documents", cls=Command)
@guarded
def documents_command(
    rollup: RollupArgument,
    out: OutOption,
    village: Annotated[str, typer.Option("--village", metavar="村名", help="只做这个村的")] = "",
) -> None:
    """从汇总表做出要公示、签字、上报、存档的文书."""
    from commands.documents import documents

    there(rollup)
    told(documents(rollup, out, village))


@app.command("check", cls=Command)
@guarded
def check_command(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="村里填好的表")],
    as_json: Annotated[bool, typer.Option("--json", help="按 JSON 输出，给程序用")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件夹", help="再写出标了颜色的副本和问题清单，放在这个文件夹")
    ] = None,
) -> None:
    """只检查表里有什么问题，不汇总."""
    from commands.check import check
    from commands.marked import marked_copies

    there(*files)
    report = check(files)
    if as_json:
        typer.echo(report.json())
        raise typer.Exit(int(report.outcome.status))
    report.print(console())
    if out is not None:
        report.outcome.add(marked_copies(files, out))
    told(report.outcome)


@app.command("restamp", cls=Command)
@guarded
def restamp_command(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="村里填好的表，粘贴以后有的格子锁住、改不了的")],
    out: OutOption,
) -> None:
    """重新装表：把填好的值装进一份新的采集表，锁和格式照下发时的样子."""
    from commands.restamp import restamp

    there(*files)
    told(restamp(files, out))


@app.command("further", cls=Command)
@guarded
def further_command(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="村里的表，备用行不够填的")], out: OutOption
) -> None:
    """续表：给备用行不够的村再做一份，接着往下填，和原表一起交."""
    from commands.further import further

    there(*files)
    told(further(files, out))


@app.command("incomes", cls=Command)
@guarded
def incomes_command(files: FilesArgument, out: OutOption) -> None:
    """算每一户的人均纯收入，写明怎么算的."""
    from commands.incomes import incomes

    there(*files)
    told(incomes(files, out))


@app.command("verdicts", cls=Command)
@guarded
def verdicts_command(files: FilesArgument, out: OutOption) -> None:
    """核验每一户，逐条写明标准、填的数和结论."""
    from commands.verdicts import verdicts

    there(*files)
    told(verdicts(files, out))


@app.command("print", cls=Command)
@guarded
def print_command(files: FilesArgument, out: OutOption) -> None:
    """每户一页，按通知附件的样子排好，用任何表格软件打印."""
    from commands.printed import printed

    there(*files)
    told(printed(files, out))


@app.command("policies", cls=Command)
@guarded
def policies_command() -> None:
    """有哪些通知，哪些标准还没有定."""
    from commands.catalogue import policies

    console().print(policies())


@app.command("forms", cls=Command)
@guarded
def forms_command(policy: PolicyOption) -> None:
    """一份通知有哪些附件、表和栏目."""
    from commands.catalogue import forms

    console().print(forms(policy))


@app.command("coverage", cls=Command)
@guarded
def coverage_command(policy: PolicyOption) -> None:
    """一份通知的每一条由什么落实，每一条规则用在哪里、没用上的为什么."""
    from commands.coverage import coverage

    console().print(coverage(policy))


@app.command("demo", cls=Command)
@guarded
def demo_command(
    out: OutOption,
    policy: Annotated[
        str, typer.Option("--policy", metavar="编号", help="演哪份通知，用 cunbiao policies 查看")
    ] = "anhui-yongqiao-2020",
    seed: Annotated[int, typer.Option("--seed", metavar="数", help="同一个数编出同一个县")] = 2020,
) -> None:
    """用编造的一个县把全部工作走一遍."""
    from commands.demo import demo

    screen = console()
    told(demo(out, lambda line: screen.print(escape(line)), policy, seed))


def main() -> NoReturn:
    """Does what was asked for on the command line; raises `SystemExit` with the status."""
    safe_streams()
    garbage.look_seldom()
    try:
        status = app(standalone_mode=False)
    except typer.TyperException as mistake:
        status = told_usage(mistake)
    sys.exit(status or 0)
