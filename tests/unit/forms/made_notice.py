"""A made-up notice that asks in every shape a question can have, about households, members, villages, dwellings and
enterprises: on the real dictionary, so that facts mean what they mean.
"""

import copy
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from tests.packs.small_notice import CAMPAIGN, LABEL

from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign, open_packs
from shouxian.core.campaigns.phone_lists import ground_of
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.rows import Form
from shouxian.core.packs.catalogue import CampaignPack, Catalogue, Dictionary
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.models.dictionary import Variable
from shouxian.core.packs.models.forms import FormsFile
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.questions import Question
from shouxian.core.packs.regions import load_regions

Data = dict[str, Any]
NAME = "made-2022"
_SHARED = ("dictionary", "parameters", "regions", "imports")


def cell(name: str, zh: str, subject: str = "household", **more: object) -> Data:
    return {"id": name, "subject": subject, "zh": zh, "en": zh + " en", "clause": "一", "cell": name, **more}


def option(value: str, zh: str, **more: object) -> Data:
    return {"value": value, "zh": zh, "en": f"{zh} en", **more}


def pick(name: str, zh: str, options: list[Data], how: str = "one", subject: str = "household", **more: object) -> Data:
    return {"id": name, "subject": subject, "zh": zh, "en": zh + " en", "clause": "一", "pick": how, "options": options,
            **more}  # fmt: skip


HOUSEHOLD: list[Data] = [
    cell("village_group", "组"),
    cell("head_name", "户主姓名", required="true"),
    cell("people_count", "人口", required="true"),
    cell("phone", "电话"),
    cell("wage_income", "工资性收入"),
    cell("business_income", "生产经营性收入"),
    cell("property_income", "财产性收入"),
    cell("transfer_income", "转移性收入"),
    cell("business_expense", "生产经营性支出"),
    cell("housing_area", "住房面积"),
    cell("monitored_since", "识别监测时间"),
    cell("helper_named_on", "帮扶人落实时间"),
    cell("has_electricity", "是否通电"),
    cell("risks", "风险"),
    pick("housing", "住房", [
        option("1", "不安全", gives={"housing_safe": "false"}),
        option("2", "自有且安全", gives={"housing_safe": "true", "tenure": "own"}),
        option("3", "租且安全", gives={"housing_safe": "true", "tenure": "rent"})], required="true"),
    pick("spending", "刚性支出", [
        option("有", "有", gives={"rigid_spending": "true"},
               blank={"gives": "rigid_spending_reason", "before": "原因", "required": "true"}),
        option("无", "无", gives={"rigid_spending": "false"})], required="true"),
    pick("welfare", "民政政策", [
        option("1", "低保", gives={"welfare": ["subsistence"]}),
        option("2", "特困", gives={"welfare": ["destitute"]}),
        option("3", "其他", gives={"welfare": ["other"]}, other_words="true", blank={"gives": "welfare_other"}),
        option("4", "无", gives={"welfare": ["none"]}, exclusive="true")], how="many"),
    pick("insured", "医保", [
        option("1", "未参加", otherwise={"uninsured_people": "0"},
               blank={"gives": "uninsured_people", "after": "人", "required": "true"}),
        option("2", "居民医保", otherwise={"resident_insured_people": "0"},
               blank={"gives": "resident_insured_people", "after": "人", "required": "true"})], how="many"),
    pick("income", "收入是否达标", [
        option("无问题", "无问题", gives={"income_reaches_line": "true", "net_income_per_head": ">= monitoring_line"},
               sentence="达标"),
        option("有问题", "有问题", gives={"income_reaches_line": "false", "net_income_per_head": "< monitoring_line"},
               sentence="未达标")], text="income_text", required="true"),
    cell("policies_due_text", "整改措施", asked_if={"question": "income", "options": ["有问题"]},
         required_if={"question": "income", "options": ["有问题"]}),
    cell("survey_remark", "备注", required_if={"question": "welfare", "options": ["2", "3"]}),
    pick("band", "收入档", [
        option("1", "4000元以下", gives={"net_income_per_head": "(, 4000]"}),
        option("2", "4000元以上", gives={"net_income_per_head": "(4000, )"})]),
    cell("surveyor_name", "排查人签名", required="true"),
]  # fmt: skip
PERSON: list[Data] = [
    cell("member_name", "姓名", "person", required="true"),
    cell("relation", "与户主关系", "person"),
    cell("birth_date", "出生日期", "person"),
    cell("work_months", "务工月数", "person"),
    pick("labour", "劳动能力", [
        option("1", "有", gives={"labour_ability": "ordinary"}),
        option("2", "无", gives={"labour_ability": "none"})], subject="person"),
]  # fmt: skip
OTHERS: list[Data] = [
    cell("group_count", "小组数", "village", required="true"),
    pick("meeting", "会议", [
        option("是", "是", gives={"half_monthly_meeting": "true"}),
        option("否", "否", gives={"half_monthly_meeting": "false"})], subject="village"),
    cell("toilet_kind", "户厕", "dwelling", required="true"),
    cell("enterprise_name", "名称", "enterprise", required="true"),
]  # fmt: skip


@cache
def _shared() -> Catalogue:
    return open_packs()


def sheet(name: str, subject: str, questions: list[Data], **more: object) -> Data:
    columns = [{"head": [q["zh"]], "question": q["id"], "width": "9"} for q in questions]
    return {"id": name, "kind": "list", "subject": subject, "annex": f"附件{name}", "clause": "附件1", "title": ["表"],
            "tab": "表", "columns": columns, **more}  # fmt: skip


class MadeNotice:
    """The folder as data: change a part, then ``open``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "packs"
        self.questions = copy.deepcopy([*HOUSEHOLD, *PERSON, *OTHERS])
        self.sheets = copy.deepcopy([
            sheet("h1", "household", HOUSEHOLD[:14]),
            sheet("h2", "household", [HOUSEHOLD[1], *HOUSEHOLD[14:]], covers=["general"]),
            sheet("people", "person", PERSON),
            sheet("v1", "village", OTHERS[:2]),
            sheet("d1", "dwelling", OTHERS[2:3]),
            sheet("e1", "enterprise", OTHERS[3:]),
            {**sheet("summary", "village", []), "kind": "table",
             "columns": [{"head": ["数"], "field": "n", "width": "9"}]},
        ])  # fmt: skip
        self.campaign: Data = copy.deepcopy(CAMPAIGN) | {"id": NAME, "place": "430682110", "lists": [],
            "priority_groups": [], "organisation": [], "outputs": [], "repairs": []}  # fmt: skip
        self.campaign["jobs"][0]["sheets"] = [s["id"] for s in self.sheets]
        for stage in self.campaign["jobs"][0]["stages"]:
            stage["sheets"] = []
        self.campaign["household_types"] = [
            {"code": "monitored", **LABEL, "when": "is_monitored", "clause": "一"},
            {"code": "general", **LABEL, "clause": "一"},
        ]
        self.campaign["posts"] = [
            {"code": "clerk", "zh": "排查员", "en": "surveyor", "level": "village"},
            {"code": "host", "zh": "户主", "en": "head of household", "level": "household"},
            {"code": "mayor", "zh": "镇长", "en": "mayor", "level": "town"},
        ]
        self.campaign["survey_modes"] = [
            {"code": "visit", "zh": "入户", "en": "visit", "clause": "一"},
            {"code": "phone", "zh": "电话", "en": "phone", "allowed_if": "全户外出", "clause": "一"},
        ]
        self.campaign["signers"] = [
            {"sheet": "h1", "post": post, "place": "row", "clause": "一"} for post in ("clerk", "host", "mayor")
        ]
        self.forms: Data = {}
        self.more_facts: dict[str, tuple[Variable, ...]] = {}  # subject → derived facts the dictionary has not

    def open(self) -> OpenedCampaign:
        for name in _SHARED:
            shutil.copytree(packs_folder() / name, self.folder / name, dirs_exist_ok=True)
        home = self.folder / "campaigns" / NAME
        (home / "sheets").mkdir(parents=True, exist_ok=True)
        files = {"campaign": self.campaign, "questions": {"questions": self.questions}, "forms": self.forms}
        files |= {f"sheets/{s['id']}": s for s in self.sheets}
        for name, data in files.items():
            (home / f"{name}.yaml").write_text(
                yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8"
            )
        return open_campaign(NAME, self.folder)

    def ground(self) -> Ground:
        """The notice on the shared dictionary, without a round over the disk."""
        shared = _shared()
        campaign = Campaign.model_validate(self.campaign)
        questions = {data["id"]: Question.model_validate(data) for data in self.questions}
        sheets = {data["id"]: Layout.model_validate(data) for data in self.sheets}
        forms = FormsFile.model_validate(self.forms)
        pack = CampaignPack(campaign, questions, sheets, {}, self.folder, {}, forms=forms)
        catalogue = replace(shared, campaigns={NAME: pack}, dictionary=self._dictionary(shared.dictionary))
        return ground_of(OpenedCampaign(catalogue, pack, load_regions(packs_folder())))

    def _dictionary(self, shared: Dictionary) -> Dictionary:
        subjects = dict(shared.subjects)
        for subject, facts in self.more_facts.items():
            whole = (*subjects[subject].variables, *facts)
            subjects[subject] = subjects[subject].model_copy(update={"variables": whole})
        more = {fact.name: fact for facts in self.more_facts.values() for fact in facts}
        owners = {fact.name: subject for subject, facts in self.more_facts.items() for fact in facts}
        return replace(shared, subjects=subjects, variables=shared.variables | more,
                       subject_of=shared.subject_of | owners)  # fmt: skip

    def made(self) -> dict[str, Form]:
        return {form.id: form for form in make_forms(self.ground())}
