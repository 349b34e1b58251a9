"""Codes of packs in the words of a page."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.campaigns.runs import campaign_rules
from shouxian.core.kernel.faults import Lang
from shouxian.server.findings.models import Finding

_PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
_LETTERS = 60  # of a rule's words in a choice


@dataclass(frozen=True)
class NamedFinding:
    """A finding in words. ``basis``: documents and clauses; ``suggestion``: "" where the rule says nothing."""

    severity: str
    kind: str
    message: str
    basis: str
    suggestion: str
    rule: str
    subject: str
    key: str


def named_types(opened: OpenedCampaign | None, lang: Lang) -> Mapping[str, str]:
    """Household types of a campaign in the order of the notice."""
    if opened is None:
        return {}
    return {cell.code: cell.zh if lang == "zh" else cell.en for cell in opened.pack.campaign.household_types}


def named_findings(found: Iterable[Finding], opened: OpenedCampaign, lang: Lang) -> list[NamedFinding]:
    rules = campaign_rules(opened)
    named = []
    for one in found:
        rule = rules.get(one.rule)  # None: the packs have changed since the run
        basis = "；".join(f"{b.document} {b.clause}".strip() for b in rule.basis) if rule else ""
        suggestion = rule.suggestion.of(lang) if rule and rule.suggestion else ""
        message = one.zh if lang == "zh" else one.en
        named.append(NamedFinding(one.severity, one.kind, message, basis, suggestion, one.rule, one.subject, one.key))
    return named


def rule_title(rule: str, opened: OpenedCampaign, lang: Lang) -> str:
    """A rule by its message without the values; its id where the packs have changed since."""
    known = campaign_rules(opened).get(rule)
    if known is None:
        return rule
    text = _PLACEHOLDER.sub("…", known.message.of(lang))
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"
