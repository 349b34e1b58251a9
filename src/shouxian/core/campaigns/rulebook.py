"""All rules of the packs: tried by their own cases, and written down as a readable catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel.faults import Fault, Lang
from shouxian.core.packs.catalogue import Catalogue
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.source import Source
from shouxian.core.screening.cases import CasedRule, check_cases
from shouxian.core.screening.mutation import mutate as mutate_rules

_KINDS = {"risk": "风险", "gap": "缺口", "contradiction": "矛盾", "quality": "数据质量", "procedure": "程序"}
_SEVERITIES = {"fix": "须改正", "verify": "须核实", "hint": "提示"}
_EXPECTED = {"hit": "发现", "clear": "无问题", "unknown": "无法判断"}


@dataclass(frozen=True)
class Tried:
    """How many rules, cases and mutants were run, and what is wrong (nothing, when all is well)."""

    rules: int
    cases: int
    mutants: int
    faults: tuple[Fault, ...]


def every_rule(catalogue: Catalogue, opened: OpenedCampaign | None = None) -> dict[str, Rule]:
    """Shared rules and those of every campaign (or of one), sorted by id."""
    packs = [opened.pack] if opened else list(catalogue.campaigns.values())
    found = dict(catalogue.rules)
    for pack in packs:
        found |= pack.rules
    return dict(sorted(found.items()))


def try_rules(catalogue: Catalogue, *, mutate: bool) -> Tried:
    """Run every case in both engines and, where asked, every one-node change against the rule's own cases."""
    rules = cases = mutants = 0
    faults: list[Fault] = []
    packs = list(catalogue.campaigns.values())
    everywhere = tuple(p for pack in packs for p in pack.campaign.parameters)
    groups: list[tuple[Iterable[Rule], dict[str, Source], tuple[Parameter, ...]]] = [
        (catalogue.rules.values(), catalogue.sources, everywhere),
        *((p.rules.values(), p.sources, p.campaign.parameters) for p in packs),
    ]
    for found, sources, own in groups:
        cased = [CasedRule.of(rule, sources[f"rule:{rule.id}"]) for rule in found]
        if not cased:
            continue
        schema = _schema(catalogue, own)
        faults += check_cases(schema, cased)
        rules += len(cased)
        cases += sum(len(rule.rule.cases) for rule in cased)
        if mutate:
            result = mutate_rules(schema, cased)
            mutants += result.total
            faults += result.survivors
    return Tried(rules, cases, mutants, tuple(faults))


def _schema(catalogue: Catalogue, own: Iterable[Parameter]) -> Schema:
    parameters = catalogue.parameters | {p.name: p for p in own}
    dictionary = catalogue.dictionary
    return Schema.build(dictionary.subjects.values(), dictionary.codelists.values(), parameters.values())


def rulebook(catalogue: Catalogue, lang: Lang) -> str:
    """The catalogue of rules as Markdown: by subject and topic, each with condition, basis, message and cases."""
    zh = lang == "zh"
    rules = every_rule(catalogue)
    title = f"# 规则手册({len(rules)} 条)" if zh else f"# Rules ({len(rules)})"
    intro = (
        "由规则文件生成,请勿手改。TRUE=发现,FALSE=无问题,缺少事实时为“无法判断”。"
        if zh
        else "Made from the rule files; do not edit. TRUE is a hit, FALSE is clear; without the facts it is unknown."
    )
    parts = [title, intro]
    for topic, found in groupby(rules.values(), key=lambda rule: rule.id.split(".")[0]):
        parts.append(f"## {topic}")
        parts += [_entry(rule, lang) for rule in found]
    return "\n\n".join(parts) + "\n"


def _entry(rule: Rule, lang: Lang) -> str:
    zh = lang == "zh"
    basis = ";".join(f"{b.document} {b.clause}".strip() for b in rule.basis)
    counted: dict[str, int] = {}
    for case in rule.cases:
        counted[case.expect] = counted.get(case.expect, 0) + 1
    told = "、".join(f"{_EXPECTED[k] if zh else k} {n}" for k, n in sorted(counted.items()))
    kind = f"{_KINDS[rule.kind]},{_SEVERITIES[rule.severity]}" if zh else f"{rule.kind}, {rule.severity}"
    lines = [
        f"### `{rule.id}`",
        rule.message.of(lang),
        f"- {'对象' if zh else 'subject'}:{rule.subject}",
        f"- {'性质' if zh else 'kind'}:{kind}",
        f"- {'条件' if zh else 'condition'}:`{rule.when}`",
        f"- {'依据' if zh else 'basis'}:{basis}",
        f"- {'用例' if zh else 'cases'}:{told}",
    ]
    if rule.problem:
        lines.insert(4, f"- {'问题类别' if zh else 'problem'}:{rule.problem}")
    if rule.suggestion:
        lines.append(f"- {'建议' if zh else 'suggestion'}:{rule.suggestion.of(lang)}")
    return "\n".join([lines[0], "", lines[1], "", *lines[2:]])
