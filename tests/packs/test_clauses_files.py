"""CLAUSES.md of the notices: what it names exists, and the clauses of the paper are all there."""

import re

import pytest

from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.checks.clauses import clause_rows

ZHANQIAO, SHENMU = "zhanqiao-2022-income", "shenmu-2022-spring"
SHAOYUN, LUORONG = "shaoyun-2022-visits", "luorong-2022-line"
XINWAN = "xinwan-2022-autumn"

# Typed from the notices themselves.
PRINTED = {
    ZHANQIAO: ["一", "二", "三", "四", "五(一)", "五(二)", "五(三)", "五(四)", "五(五)", "附件1", "附件2", "附件3"],
    SHENMU: [
        "一", "二", "二(一)", "二(二)", "二(三)", "二(四)", "三", "三·第一阶段", "三·第二阶段", "三·第三阶段",
        "四(一)", "四(二)", "四(三)", "附件1-1", "附件1-2", "附件1-3", "附件2", "附件3", "附件4", "附件5",
    ],
    SHAOYUN: [
        "一", "二", "三", "四", "四(一)", "四(二)", "四(三)", "四(四)", "四(五)", "五(一)", "五(二)", "五(三)",
        "附件1", "附件2", "附件3", "附件4",
    ],
    LUORONG: [
        "一", "二", "二(一)", "二(二)", "二(三)", "二(四)", "二(五)", "三", "三(一)", "三(二)", "三(三)", "三(四)",
        "四", "五", "六", "六(一)", "六(二)", "六(三)", "六(四)", "六(五)", "六(六)",
        "附件1", "附件2", "附件3", "附件4", "附件5",
    ],
    XINWAN: [
        "一(一)", "一(一)1", "一(一)2", "一(一)3", "一(二)", "一(二)1", "一(二)2", "一(二)3", "一(二)4",
        "二(一)", "二(一)1", "二(一)2", "二(一)3", "二(一)4", "二(二)", "二(二)1", "二(二)2", "二(二)3", "二(二)4",
        "二(二)6", "三(一)", "三(一)1", "三(一)2", "三(二)", "三(二)1", "三(二)2", "三(二)3", "三(二)4", "三(二)5",
        "四(一)", "四(二)", "四(三)", "四(四)", "四(五)", "附件1",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", list(PRINTED))
def test_every_printed_clause_has_a_row(catalogue: Catalogue, name: str) -> None:
    rows = [row.clause for row in clause_rows(catalogue.campaign(name).folder / "CLAUSES.md")]
    assert [clause for clause in PRINTED[name] if clause not in rows] == []
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("name", list(PRINTED))
def test_what_a_row_names_exists(catalogue: Catalogue, name: str) -> None:
    pack = catalogue.campaign(name)
    campaign = pack.campaign
    stages = {stage.id for job in campaign.jobs for stage in job.stages}
    things = (
        stages
        | set(pack.sheets)
        | set(pack.questions)
        | {x.id for group in (campaign.lists, campaign.priority_groups, campaign.deliverables) for x in group}
        | {x.id for group in (campaign.outputs, campaign.announcements, campaign.organisation) for x in group}
        | {x.id for group in (campaign.limits, campaign.procedures, campaign.tallies, campaign.buckets) for x in group}
        | {x.id for job in campaign.jobs for x in (job, *job.coverages)}
        | {repair.id for repair in campaign.repairs}
        | {cell.code for cell in campaign.household_types}
        | set(catalogue.dictionary.subjects)
        | set(catalogue.parameters)
        | set(catalogue.dictionary.variables)
        | set(catalogue.rules)
        | set(pack.rules)
    )
    topics = {rule.split(".")[0] + "/" for rule in catalogue.rules}
    text = (pack.folder / "CLAUSES.md").read_text("utf-8")
    known = {"campaign.yaml", "questions.yaml", "parameters/income_lines.yaml", "problem_classes", "organisation"}
    known |= {"coverage.expected", "quality", "survey_remark", "text", "not_before", "reconstructed", "left_out_rules"}
    unknown = [
        name
        for name in re.findall(r"`([^`]+)`", text)
        if name not in things | topics | known and not name.startswith("*_") and not name.endswith("_*")
    ]
    assert unknown == []
