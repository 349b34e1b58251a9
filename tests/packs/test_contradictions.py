"""Every contradiction of the five notices is found where it stands, and is gone when that one place is mended.

The list is typed by hand from the notices: what contradicts what, the code that says so, a word of the finding, a piece
of the line that it points at. Each mended twin is the real pack in another folder with one place put right: its finding
is gone and no other has come.
"""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.catalogue import Catalogue, load_catalogue
from shouxian.core.packs.checks.campaign import check_campaign
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.regions import Regions
from shouxian.core.packs.source import parse_model, read_yaml

S0, S1, S2 = "zhanqiao-2022-income", "xinwan-2022-autumn", "shaoyun-2022-visits"
S3, S4 = "luorong-2022-line", "shenmu-2022-spring"
LINES = "parameters/income_lines.yaml"
GONE = object()  # this part is taken away

Path_ = tuple[str | int, ...]
"""Into a YAML file: keys, positions, and in lists of things the ``id`` or ``name`` of one."""


@dataclass(frozen=True)
class Copied:
    """The value that stands at another place of the same file."""

    path: Path_


@dataclass(frozen=True)
class Place:
    """One contradiction: ``says`` stands in the finding, ``line`` in the line of ``file`` that it points at."""

    notice: str
    what: str
    code: str
    says: str
    line: str
    mend: tuple[tuple[Any, object], ...]  # path → value; in a Markdown file old text → new
    file: str = "campaign.yaml"


def stage(job: str, name: str, *more: str | int) -> Path_:
    return ("jobs", job, "stages", name, *more)


def due(name: str) -> Path_:
    return ("deliverables", name, "due", 0, "value")


def repair(notice: str, name: str, says: str, what: str) -> Place:
    """A damaged place that is read with doubt; the twin is printed soundly."""
    return Place(notice, what, "CHECK_REPAIR", says, f"id: {name}", ((("repairs", name), GONE),))


def limit(name: str, says: str, what: str) -> Place:
    """A limit of 雒容镇; the twin's visits end on 12 April, so that both spans fit."""
    mend = ((stage("screening", "household_visits", "end", 0, "value"), "2022-04-12"),)
    return Place(S3, what, "CHECK_LIMIT", says, f"id: {name}", mend)


XINWAN_REPAIRED = (
    "issue_date", "numbers_of_papers", "day_plan", "day_visits", "day_management", "day_report", "day_collection_plan",
    "hour_cleaning", "day_collection_summary",
)  # fmt: skip
SHENMU_REPAIRED = (
    "residence_1_2", "schooling_1_2_second", "schooling_1_2_third", "income_1_3", "livelihood_1_3",
)  # fmt: skip
VISITS = stage("screening", "visits", "start", 0)
RC_END = stage("rural_construction", "rc_collection", "end", 0, "value")

LISTED = (
    # 詹政发〔2022〕5号
    Place(
        S0, "screening from 12 February in 一, visits from 15 February in 五（二）", "CHECK_TWO_DATES",
        "2022-02-12(一)、2022-02-15(五（二）)", "value: 2022-02-12", ((("starts", 0), GONE), (VISITS, GONE)),
    ),
    Place(
        S0, "begins two days before it was issued", "CHECK_STARTS_BEFORE_ISSUE", "2022-02-14 才印发",
        "value: 2022-02-12", ((("issued",), "2022-02-12"),),
    ),
    Place(
        S0, "training until the day on which the visits begin", "CHECK_STAGE_ORDER", "“组织培训”2022-02-15 才结束",
        "id: visits", ((stage("screening", "training", "end", 0, "value"), "2022-02-14"),),
    ),
    Place(
        S0, "exactly 6,500: 超过 on the form, 低于 in the body", "CHECK_LINE", "恰好等于 6500", '"430682110"',
        ((("parameters", "monitoring_line", "values", 1, "at_line", 1), GONE),), LINES,
    ),
    repair(S0, "boxes_2", "附件2 户类型", "the boxes of the three kinds of household are lost"),
    # 沅江市新湾镇 2022-10-12
    Place(
        S1, "二（二） is numbered 4, then 6", "CHECK_NUMBERING", "二(二)5", "#",
        (("| 二（二）6 |", "| 二（二）5 | as it should be | stage `entry` |\n| 二（二）6 |"),), "CLAUSES.md",
    ),
    Place(
        S1, "dates and numbers of papers have lost their separators", "CHECK_REPAIRED", "“1014前完成”→“10月14日前完成”",
        "id: issue_date", tuple((("repairs", name), GONE) for name in XINWAN_REPAIRED),
    ),
    Place(
        S1, "incomes analysed at the end of October, collected until 8 November", "CHECK_SUMMARY_EARLY",
        "应于 2022-10-31 上报", "id: income_analysis", ((due("income_analysis"), "2022-11-08"),),
    ),
    Place(
        S1, "entered by 11 November, identified until 15 November", "CHECK_STAGE_ORDER",
        "“规范动态管理”2022-11-15 才结束", "id: entry",
        ((stage("screening", "dynamic_management", "end", 0, "value"), "2022-11-11"),),
    ),
    Place(
        S1, "rural construction begins on the last day of its plan", "CHECK_STAGE_ORDER",
        "“信息采集录入”2022-10-14 就要开始", "id: rc_collection",
        ((stage("rural_construction", "rc_arrangement", "end", 0, "value"), "2022-10-13"),),
    ),
    Place(
        S1, "quality report of rural construction before its collection ends", "CHECK_SUMMARY_EARLY",
        "“乡村建设监测数据质量报告”应于 2023-02-10", "id: rc_quality_report", ((RC_END, "2023-02-10"),),
    ),
    Place(
        S1, "rural construction summed up before its collection ends", "CHECK_SUMMARY_EARLY",
        "总结报告”应于 2023-02-20", "id: rc_report", ((RC_END, "2023-02-10"),),
    ),
    repair(S1, "number", "发〔202242", "the number of the paper has lost its brackets"),
    # 少云委〔2022〕33号
    Place(
        S2, "deadline 9月底, the campaign ends 7月底", "CHECK_OUTSIDE",
        "2022-09-30 在整个工作的起止(2022-04-30—2022-07-31)之外", "id: september",
        ((("buckets", "september", "due", 0, "value"), "2022-07-31"),),
    ),
    Place(
        S2, "issued on 9 May, its first stage over on the 5th", "CHECK_BEFORE_ISSUE", "2022-05-05 已经结束",
        "id: training", ((("issued",), "2022-04-30"),),
    ),
    Place(
        S2, "visits begin before the issue", "CHECK_STARTS_BEFORE_ISSUE", "自 2022-05-06 开始", "id: household_visits",
        ((("issued",), "2022-05-06"),),
    ),
    Place(
        S2, "5 June belongs to the visits and to the rectification", "CHECK_STAGE_ORDER",
        "“镇村干部走访排查”2022-06-05 才结束", "id: rectification",
        ((stage("visits", "rectification", "start", 0, "value"), "2022-06-06"),),
    ),
    Place(
        S2, "six topics announced, five printed", "CHECK_COUNT", "“六个聚焦”说有 6 项,实际列出 5 项", "id: topics",
        ((("announcements", "topics", "count"), "5"),),
    ),
    Place(
        S2, "nine groups announced, one named", "CHECK_COUNT", "说有 9 项,实际列出 1 项", "id: focus_groups",
        ((("announcements", "focus_groups", "count"), "1"),),
    ),
    Place(
        S2, "12 villages, and two communities besides", "CHECK_VILLAGES", "说有 12 个村,行政区划表有 14 个",
        "announced: 12", ((("jobs", "visits", "coverages", "villages", "announced"), "14"),),
    ),
    # 雒容镇 2022-03-26
    Place(
        S3, "summary due on 4 May, the look-back it covers ends on the 10th", "CHECK_SUMMARY_EARLY",
        "应于 2022-05-04 上报", "id: village_summary", ((due("village_summary"), "2022-05-10"),),
    ),
    Place(
        S3, "visits until 30 April, in principle until the 18th", "CHECK_TWO_DATES",
        "2022-04-30(三（二）)、2022-04-18(三（二）)", "value: 2022-04-30",
        ((stage("screening", "household_visits", "end", 1), GONE),),
    ),
    Place(
        S3, "training until the day on which the visits begin", "CHECK_STAGE_ORDER", "“动员培训部署”2022-03-26 才结束",
        "id: household_visits", ((stage("screening", "household_visits", "start", 0, "value"), "2022-03-27"),),
    ),
    limit("helper", "5 个工作日,最早 2022-05-10 到期", "5 working days after the last inclusion pass 30 April"),
    limit("measures_taken", "10 天,最早 2022-05-20 到期", "10 days more for the measures pass it too"),
    limit("plan", "10 天,最早 2022-05-20 到期", "10 days more for the plan pass it too"),
    Place(
        S3, "one village (and the communities) in no inspection group", "CHECK_NO_INSPECTION", "450203100214",
        "id: leading_group", ((("organisation", "inspection_1", "covers_all_villages"), "true"),),
    ),
    repair(S3, "empty_heading", "5、（空）", "五 is an empty heading"),
    # 神巩衔办发〔2022〕1号
    Place(
        S4, "medical insurance has other options on each of the three forms", "CHECK_OPTIONS_DIFFER", "4.未参保",
        "id: insurance_counts",
        ((("questions", "insurance_counts", "pick"), "one"),
         (("questions", "insurance_counts", "options"), Copied(("questions", "insurance_alleviated", "options"))),
         (("questions", "insurance_monitored", "options"), Copied(("questions", "insurance_alleviated", "options")))),
        "questions.yaml",
    ),
    repair(S4, "residence_1_3", "3.镇内市域内其他 4.镇内", "two options of the place of residence run together"),
    repair(S4, "insurance_1_3", "1.未参加 … 4.未参保", "未参加 and 未参保 beside each other"),
    repair(S4, "poverty_record_1_3", "1.否/2.是", "a question on poverty records under 就业信息, its codes reversed"),
    repair(S4, "backstop_1_3", "1.回迁 2.搬迁 3.否", "moving house as backstop support"),
    Place(
        S4, "damaged options with one reading only", "CHECK_REPAIRED",
        "“2.有辍学且无失学辍学学生”→“2.有学生且无失学辍学”", "id: residence_1_2",
        tuple((("repairs", name), GONE) for name in SHENMU_REPAIRED),
    ),
)  # fmt: skip
PLACES = [pytest.param(place, id=f"{place.notice}: {place.what}") for place in LISTED]


def findings(catalogue: Catalogue, regions: Regions, notice: str) -> list[Fault]:
    pack = catalogue.campaign(notice)
    return check_campaign(catalogue, pack, [v.code for v in regions.villages(pack.campaign.place)])


def pointed_at(finding: Fault) -> str:
    """The text of the line that a finding points at; of the whole first line where it names none."""
    lines = (packs_folder().parent / finding.where.file).read_text("utf-8").splitlines()
    return lines[(finding.where.line or 1) - 1]


@pytest.mark.parametrize("place", PLACES)
def test_it_is_found_where_it_stands(catalogue: Catalogue, regions: Regions, place: Place) -> None:
    told = [f for f in findings(catalogue, regions, place.notice) if f.code == place.code]
    said = [f for f in told if place.says in f.text("zh")]
    here = [f for f in said if f.where.file.endswith(place.file) and place.line in pointed_at(f)]
    assert len(here) == 1, [f"{f.where.file}:{f.where.line} {pointed_at(f)}" for f in told]
    assert not here[0].blocking


@pytest.mark.parametrize("place", PLACES)
def test_it_is_gone_when_mended_and_nothing_else_comes(
    catalogue: Catalogue, regions: Regions, tmp_path: Path, place: Place
) -> None:
    before = Counter(f.code for f in findings(catalogue, regions, place.notice))
    after = Counter(f.code for f in findings(twin(catalogue, tmp_path, place), regions, place.notice))
    assert after[place.code] < before[place.code]
    assert after - before == Counter()


def test_every_finding_of_a_real_notice_is_listed_or_is_no_contradiction(
    catalogue: Catalogue, regions: Regions
) -> None:
    """What else the check says of a notice: what it leaves open, not what it says against itself."""
    open_ = {"CHECK_STAGE_EMPTY", "PACK_PARAMETER_MISSING", "CHECK_REPAIR"}
    listed = Counter((place.notice, place.code) for place in LISTED)
    for notice in (S0, S1, S2, S3, S4):
        told = Counter((notice, f.code) for f in findings(catalogue, regions, notice) if f.code not in open_)
        assert told == Counter({key: n for key, n in listed.items() if key[0] == notice and key[1] not in open_})


def twin(catalogue: Catalogue, folder: Path, place: Place) -> Catalogue:
    """The catalogue with one file of the place's notice mended, read from a copy of its folder."""
    packs = folder / "packs"
    home = packs / "campaigns" / place.notice
    shutil.copytree(packs_folder() / "campaigns" / place.notice, home)
    shutil.copytree(packs_folder() / "parameters", packs / "parameters")
    path = packs / LINES if place.file == LINES else home / place.file
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        (old, new), *_ = place.mend
        text = text.replace(str(old), str(new))
    else:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # which makes texts only, as packs are read
        for where, value in place.mend:
            mend(data, where, value)
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    path.write_text(text, "utf-8")
    if place.file == "campaign.yaml":  # nothing else has changed: the rest need not be read again
        source = read_yaml(path, shown_as=place.file)
        known = catalogue.campaign(place.notice)
        pack = replace(
            known, campaign=parse_model(source, Campaign), folder=home, sources=known.sources | {"campaign": source}
        )
        return replace(catalogue, campaigns={place.notice: pack})
    mended = load_catalogue(packs)
    return replace(
        catalogue, parameters=mended.parameters, campaigns=mended.campaigns, sources=catalogue.sources | mended.sources
    )


def mend(data: Any, path: Path_, value: object) -> None:
    holder = at(data, path[:-1])
    last = position(holder, path[-1])
    if value is GONE:
        del holder[last]
    else:
        holder[last] = at(data, value.path) if isinstance(value, Copied) else value


def at(data: Any, path: Path_) -> Any:
    for part in path:
        data = data[position(data, part)]
    return data


def position(holder: Any, part: str | int) -> str | int:
    """A key of a mapping; in a list a number, or where the thing of this ``id`` or ``name`` stands."""
    if isinstance(holder, dict) or isinstance(part, int):
        return part
    (found,) = [n for n, item in enumerate(holder) if part in (item.get("id"), item.get("name"))]
    return found
