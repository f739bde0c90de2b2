"""The roster formats: every heading of a known national export is understood."""

from __future__ import annotations

import pytest

from cunbiao.definitions.layers import editions
from cunbiao.definitions.library import resolve
from cunbiao.definitions.roster_layouts import roster_layout
from cunbiao.definitions.rosters import header_key
from tests.definitions.everything import campaigns

LAYOUT = resolve(editions()[-1]).rosters["national"].item


def test_roster_columns_fill_indicators_that_people_type() -> None:
    for campaign in campaigns():
        layout = roster_layout(campaign)
        for column in [layout.household_key, *layout.household, *layout.member]:
            indicator = campaign.indicators[column.indicator]
            assert indicator.derived is None, (campaign.notice.id, column.indicator)
            if indicator.codes is not None:
                labels = campaign.codes[indicator.codes].labels
                assert set(column.values.values()) <= {*labels, ""}, (campaign.notice.id, column.indicator)


def test_an_export_heading_is_either_read_or_ignored() -> None:
    read = {
        header_key(header)
        for column in [LAYOUT.household_key, *LAYOUT.household, *LAYOUT.member]
        for header in column.headers
    }
    assert not read & {header_key(header) for header in LAYOUT.ignored}


EXPORT_2021 = """
省 市 县 乡 村 户编号 人口编号 姓名 性别 出生日期 证件类型 证件号码 民族 户联系电话 成员联系电话 年度 与户主关系
文化程度 在校生状况 劳动技能 务工时间（月） 健康状况 政治面貌 务工企业名称 是否享受低保
是否参加城镇职工基本养老保险 是否参加大病保险 是否参加新型农村合作医疗（城乡居民基本医疗保险）
是否参加城乡居民基本养老保险 失学或辍学原因 是否会讲普通话 是否参加商业补充医疗保险 是否国外务工 产业分类
是否接受大病医疗救助 是否接受其他健康扶贫 公益性岗位类型 公益性岗位(月数) 就业渠道 残疾类别 务工所在地 户主姓名
户主证件号码 是否参加城镇职工基本医疗保险 是否特困供养人员 残疾证办证年度 识别标准
"""
EXPORT_2022_PERSONS = """
序号 县(市、区、旗) 乡(镇) 行政村 自然村 户编号 人编号 姓名 证件号码 人数 与户主关系 民族 文化程度 在校生状况
健康状况 劳动技能 务工时间（月） 是否参加大病保险 致贫原因1 危房户 是否解决安全饮用水 人均纯收入 户联系电话
人联系电话 首次识别时间 人员识别时间 户类型 易返贫致贫户(监测对象)类型 风险是否消除 风险识别时间 风险消除时间
"""
EXPORT_2022_HOUSEHOLDS = """
县 乡 村 户联系电话 户类型 监测对象类别 是否军烈属 工资性收入 转移性收入 养老金或离退休金 生产经营性收入
计划生育金 生态补偿金 财产性收入 最低生活保障金 其他转移性收入 资产收益扶贫分红收入 特困人员救助供养金
其他财产性收入（旧指标） 生产经营性支出 纯收入（元） 当前家庭人口数 人均纯收入（元） 年度家庭人口数 耕地面积（亩）
牧草地面积 水面面积 林地面积（亩） 退耕还林面积（亩） 林果面积（亩） 入户路类型 与村主干路距离
是否加入农民专业合作组织 是否危房户 住房面积 主要燃料类型 是否有龙头企业带动 是否有创业致富带头人带动
是否通生活用电 是否通广播电视 到户产业帮扶类型 是否解决安全饮用水 是否通生产用电 户编号 人口编号 姓名 证件号码
与户主关系 公益性岗位收入 其他工资性收入 产业奖励 就业奖励 生产经营性支出（合计） 专项用于减少生产经营性支出的补贴
年收入（元） 是否有卫生厕所 户主姓名 户主证件号码 家庭成员联系电话 义务教育阶段未上学原因 是否享受人身意外保险补贴
是否接受医疗救助 是否享受农村居民最低生活保障 大专或本科毕业生未就业原因 是否事实无人抚养儿童 公益性岗位
"""


@pytest.mark.parametrize("headings", [EXPORT_2021, EXPORT_2022_PERSONS, EXPORT_2022_HOUSEHOLDS])
def test_every_heading_of_a_known_export_is_understood(headings: str) -> None:
    layout = LAYOUT
    columns = [layout.household_key, *layout.household, *layout.member]
    places = layout.places
    known = {header_key(header) for column in columns for header in column.headers}
    known |= {
        header_key(header)
        for header in [*layout.ignored, *layout.dated, *places.county, *places.township, *places.village]
    }
    assert [heading for heading in headings.split() if header_key(heading) not in known] == []
