"""Reasons for those who may not look at everything in full: what the page masks is masked in the reasons, too."""

from dataclasses import replace

from shouxian.core.campaigns.explaining import HouseholdExplained, Reason
from shouxian.core.expressions.explain import Explanation
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.sheets.answers.masking import HIDDEN
from shouxian.server.accounts.fields import is_masked


def masked_facts(told: HouseholdExplained, dictionary: Dictionary) -> tuple[str, ...]:
    """Facts that the page masks and some reason tells, each once."""
    used = (one.fact for reason in told.reasons for one in reason.explanation.facts)
    return tuple(dict.fromkeys(fact for fact in used if is_masked(dictionary.variables[fact])))


def hushed(told: HouseholdExplained, dictionary: Dictionary) -> HouseholdExplained:
    """Without them, and without how such a reason was worked out, which names them again."""
    return replace(told, reasons=tuple(_hushed(reason, dictionary) for reason in told.reasons))


def _hushed(reason: Reason, dictionary: Dictionary) -> Reason:
    hidden = [is_masked(dictionary.variables[one.fact]) for one in reason.explanation.facts]
    if not any(hidden):
        return reason
    values = (replace(v, shown=HIDDEN) if h else v for v, h in zip(reason.values, hidden, strict=True))
    return replace(reason, values=tuple(values), explanation=Explanation(HIDDEN, reason.explanation.verdict))
