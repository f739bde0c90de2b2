"""What there is: notices with their open parameters, and the forms of one."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cunbiao.definitions import Campaign, load_campaign, policy_ids
from cunbiao.definitions.notice_list import titled
from cunbiao.definitions.sources import cited
from cunbiao.definitions.vocabulary import vocabulary


def policies() -> RenderableType:
    """One row a notice: id, title, year, income period, parameters still open."""
    table = Table(title="通知")
    table.add_column("编号", no_wrap=True)
    for heading in ("通知", "年度", "收入周期", "还没有定的标准"):
        table.add_column(heading, overflow="fold")
    for policy_id in policy_ids():
        campaign = load_campaign(policy_id)
        table.add_row(
            policy_id,
            titled(campaign.notice),
            str(campaign.year),
            _period(campaign),
            "、".join(campaign.missing_parameters()) or "无",
        )
    return table


def _period(campaign: Campaign) -> str:
    start, end = (campaign.parameters[name].value for name in ("income_period_start", "income_period_end"))
    return f"{start} 至 {end}" if start is not None and end is not None else "通知没有给出"


def forms(policy_id: str) -> RenderableType:
    """The attachments of a pack and the entry sheets behind them."""
    campaign = load_campaign(policy_id)
    attachments = Table(title="通知的附件")
    for heading in ("编号", "名称", "用途", "出处"):
        attachments.add_column(heading, overflow="fold")
    for attachment in campaign.notice.attachments:
        built = "" if attachment.form else "（文书）" if attachment.documents else "（本系统不做）"
        attachments.add_row(
            attachment.number, attachment.title + built, attachment.purpose, cited(campaign, attachment.clause)
        )
    sheets = Table(title="采集表里的工作表")
    for heading in ("工作表", "标题", "栏数", "必填", "校验", "说明"):
        sheets.add_column(heading, overflow="fold")
    for table_id, table in campaign.tables.items():
        columns = campaign.columns(table_id)
        sheets.add_row(
            table.sheet,
            campaign.titles[table_id],
            str(len(columns)),
            str(sum(column.required == "must" for column in columns)),
            str(len(campaign.checks(table_id))),
            campaign.form_of(table_id).status or "",
        )
    for table_id, table in campaign.own_tables.items():
        columns = campaign.columns(table_id)
        where = f"{campaign.titles[table_id]}（{vocabulary().deciders[table.filled_at]}填，在本级填报表里）"
        must = sum(column.required == "must" for column in columns)
        checks, status = len(campaign.checks(table_id)), campaign.form_of(table_id).status or ""
        sheets.add_row(table.sheet, where, str(len(columns)), str(must), str(checks), status)
    return Group(attachments, Text(), sheets)
