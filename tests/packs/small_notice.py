"""A small sound packs folder that tests break in one place: one county, one notice, two forms, one line."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from shouxian.core.packs.catalogue import Catalogue, load_catalogue

Data = dict[str, Any]

LABEL = {"zh": "某项", "en": "thing"}

DICTIONARY: dict[str, Data] = {
    "household": {
        "subject": "household", "letter": "H", "zh": "农户", "en": "household",
        "variables": [
            {"name": "is_monitored", "type": "bool", "zh": "监测户", "en": "monitored", "privacy": "none",
             "source": "x"},
            {"name": "net_income_per_head", "type": "money", "zh": "人均纯收入", "en": "income", "privacy": "none",
             "source": "x", "bounds": "true"},
            {"name": "housing_safe", "type": "bool", "zh": "住房", "en": "housing", "privacy": "none", "source": "x"},
            {"name": "housing_words", "type": "text", "zh": "住房说明", "en": "words", "privacy": "none",
             "source": "x"},
            {"name": "tenure", "type": "choice", "codelist": "tenures", "zh": "来源", "en": "tenure", "privacy": "none",
             "source": "x"},
            {"name": "safe_and_owned", "type": "bool", "zh": "安全自有", "en": "safe and owned", "privacy": "none",
             "source": "x", "derive": "housing_safe AND tenure = 'own'"},
        ],
    },
}  # fmt: skip

CODELISTS: dict[str, Data] = {
    "tenures": {"id": "tenures", **LABEL, "source": "x", "codes": [
        {"code": "own", "zh": "自有", "en": "own"}, {"code": "rent", "zh": "租", "en": "rent"}]},
    "problem_classes": {"id": "problem_classes", **LABEL, "source": "x", "codes": [
        {"code": "income", "zh": "收入", "en": "income"}]},
}  # fmt: skip

PARAMETERS: Data = {
    "parameters": [
        {
            "name": "monitoring_line", "kind": "line", "type": "money", "unit": "元", "zh": "监测线", "en": "line",
            "values": [
                {"place": "110101", "since": "2022-01-01", "value": "6500", "source": "x",
                 "at_line": [{"value": "below", "clause": "附件1", "in_use": "true"}]},
            ],
        }
    ]
}  # fmt: skip

RULE: Data = {
    "id": "income.below_line", "subject": "household", "kind": "risk", "basis": [{"document": "x"}],
    "when": "net_income_per_head < monitoring_line", "problem": "income", "severity": "verify",
    "message": {"zh": "低于{monitoring_line}", "en": "below {monitoring_line}"},
    "cases": [{"given": {"net_income_per_head": "1"}, "expect": "hit"}, {"given": {}, "expect": "unknown"}],
}  # fmt: skip

QUESTIONS: Data = {
    "questions": [
        {"id": "income", "subject": "household", "zh": "收入达标", "en": "income", "clause": "附件1", "pick": "one",
         "options": [
             {"value": "是", "zh": "是", "en": "yes", "gives": {"net_income_per_head": ">= monitoring_line"}},
             {"value": "否", "zh": "否", "en": "no", "gives": {"net_income_per_head": "< monitoring_line"}}]},
        {"id": "housing", "subject": "household", "zh": "住房", "en": "housing", "clause": "附件1", "pick": "one",
         "topic": "housing",
         "options": [
             {"value": "1", "zh": "不安全", "en": "unsafe", "gives": {"housing_safe": "false"}},
             {"value": "2", "zh": "自有且安全", "en": "safe", "gives": {"housing_safe": "true", "tenure": "own"}}]},
    ]
}  # fmt: skip

CAMPAIGN: Data = {
    "id": "small-2022", "name": LABEL, "issuer": "某县", "number": "1号", "issued": "2022-03-01", "place": "110101",
    "level": "county",
    "reference_date": [{"value": "2022-03-20", "clause": "一"}],
    "starts": [{"value": "2022-03-02", "clause": "一"}],
    "ends": [{"value": "2022-04-30", "clause": "一"}],
    "posts": [{"code": "clerk", "zh": "信息员", "en": "clerk", "level": "town"}],
    "organisation": [
        {"id": "inspectors", **LABEL, "posts": ["clerk"], "duties": "督查", "inspects": "true",
         "villages": ["110101001001", "110101001002"], "clause": "二"}],
    "household_types": [
        {"code": "monitored", **LABEL, "when": "is_monitored", "sheet": "annex_1", "clause": "一"},
        {"code": "general", **LABEL, "sheet": "annex_1", "clause": "一"}],
    "survey_modes": [{"code": "visit", **LABEL, "clause": "一"}],
    "lists": [
        {"id": "handed", **LABEL, "sender": "某局", "dated": "2022-02-01", "level": "household",
         "columns": [{"head": "收入", "gives": "net_income_per_head"}],
         "verdicts": [{"code": "included", **LABEL, "given": {"is_monitored": "true"}}], "clause": "二"}],
    "priority_groups": [
        {"id": "low", **LABEL, "when": "net_income_per_head < monitoring_line", "clause": "二"},
        {"id": "listed", **LABEL, "list": "handed", "clause": "二"}],
    "jobs": [
        {"id": "screening", **LABEL, "coverages": [{**LABEL, "clause": "一"}], "sheets": ["annex_1"],
         "stages": [
             {"id": "training", "zh": "培训", "en": "training", "owner": "clerk", "sheets": ["annex_1"],
              "end": [{"value": "2022-03-04", "clause": "二"}], "clause": "二"},
             {"id": "visits", "zh": "排查", "en": "visits", "owner": "clerk", "sheets": ["annex_1"],
              "after": ["training"], "start": [{"value": "2022-03-05", "clause": "二"}],
              "end": [{"value": "2022-03-20", "clause": "二"}], "clause": "二"},
             {"id": "measures", "zh": "帮扶", "en": "measures", "owner": "clerk", "sheets": ["annex_1"],
              "end": [{"value": "2022-04-30", "clause": "三"}], "clause": "三"}]}],
    "deliverables": [
        {"id": "summary", **LABEL, "by": "clerk", "to": "县", "level": "town", "stage": "visits",
         "sums_up": ["visits"], "due": [{"value": "2022-03-20", "clause": "二"}], "clause": "二"}],
    "limits": [
        {"id": "helper", "zh": "明确帮扶人", "en": "helper", "days": "5", "unit": "working_days", "event": "visits",
         "within_stage": "measures", "clause": "三"},
        {"id": "plan", "zh": "制定措施", "en": "plan", "days": "10", "unit": "days", "event": "helper",
         "within_stage": "measures", "clause": "三"}],
    "signers": [{"sheet": "annex_1", "post": "clerk", "place": "row", "clause": "附件1"}],
    "problem_classes": [{"code": "income", **LABEL, "shared": ["income"]}],
    "outputs": [
        {"id": "list", **LABEL, "kind": "fill_in", "levels": ["village"], "sheet": "annex_1", "clause": "附件1"}],
    "announcements": [{"id": "focus", "zh": "两个聚焦", "count": "2", "items": ["甲", "乙"], "clause": "一"}],
    "repairs": [
        {"id": "typo", "where": "附件1", "printed": "住防", "read_as": "住房", "reason": "错字", "certain": "true",
         "affects": ["housing"]}],
}  # fmt: skip

SHEET: Data = {
    "id": "annex_1", "kind": "list", "subject": "household", "annex": "附件1", "clause": "附件1",
    "title": ["表"], "tab": "表",
    "columns": [
        {"head": ["收入"], "question": "income", "width": "9"},
        {"head": ["住房"], "question": "housing", "width": "9"}],
}  # fmt: skip

CLAUSES = """# clauses

| clause | says | carried out by |
|---|---|---|
| 一 | scope | coverage |
| 二 | visits | stage `visits` |
| 三 | help | stage `measures` |
| 附件1 | form | sheet `annex_1` |
"""


class Small:
    """The folder as data: change a part, then ``load``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "packs"
        self.campaign = copy.deepcopy(CAMPAIGN)
        self.questions = copy.deepcopy(QUESTIONS)
        self.parameters = copy.deepcopy(PARAMETERS)
        self.dictionary = copy.deepcopy(DICTIONARY)
        self.rule = copy.deepcopy(RULE)
        self.sheet = copy.deepcopy(SHEET)
        self.clauses = CLAUSES

    @property
    def stages(self) -> list[Data]:
        stages: list[Data] = self.campaign["jobs"][0]["stages"]
        return stages

    def write(self) -> Path:
        home = f"campaigns/{self.campaign['id']}"
        for name, data in self._files(home):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
        (self.folder / home / "CLAUSES.md").write_text(self.clauses, "utf-8")
        return self.folder

    def _files(self, home: str) -> Iterator[tuple[str, Data]]:
        yield from ((f"dictionary/{name}.yaml", data) for name, data in self.dictionary.items())
        yield from ((f"dictionary/codelists/{name}.yaml", data) for name, data in CODELISTS.items())
        yield "parameters/lines.yaml", self.parameters
        yield "rules/income/below_line.yaml", self.rule
        yield f"{home}/campaign.yaml", self.campaign
        yield f"{home}/questions.yaml", self.questions
        yield f"{home}/sheets/annex_1.yaml", self.sheet

    def load(self) -> Catalogue:
        return load_catalogue(self.write())


Change = Callable[[Small], None]
