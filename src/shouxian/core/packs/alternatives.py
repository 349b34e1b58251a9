"""Alternative readings of damaged texts that a county has chosen: they replace the options of questions."""

from collections.abc import Mapping

from pydantic import ValidationError

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import nearest
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.models.questions import Question
from shouxian.core.packs.models.repairs import Alternative
from shouxian.core.packs.models.settings import Settings
from shouxian.core.packs.source import Source

_READING = "读法 reading"


def chosen_readings(campaign: Campaign, settings: Settings, source: Source) -> dict[str, Alternative]:
    """Repair id → the alternative in use. Raises ``ShouxianError``: PACK_UNKNOWN_NAME for a repair or reading that
    the campaign has not, PACK_MISMATCH for a reading that does not say what would change."""
    repairs = {repair.id: repair for repair in campaign.repairs}
    chosen: dict[str, Alternative] = {}
    faults: list[Fault] = []
    for name, text in settings.repairs.items():
        where = source.where(("repairs", name))
        if name not in repairs:
            faults.append(_unknown("受损处 repair", name, list(repairs), where))
            continue
        known = {alternative.text: alternative for alternative in repairs[name].alternatives}
        if text not in known:
            faults.append(_unknown(_READING, text, list(known), where))
        elif not known[text].options:
            reason = "it does not say which options change, so it cannot be chosen"
            faults.append(fault("PACK_MISMATCH", where, kind=_READING, name=text, reason=reason))
        else:
            chosen[name] = known[text]
    if faults:
        raise ShouxianError(faults)
    return chosen


def reread(questions: Mapping[str, Question], chosen: Mapping[str, Alternative], source: Source) -> dict[str, Question]:
    """The questions with the options of the chosen readings. Raises ``ShouxianError`` PACK_FIELD where they do not
    make a question. A question that does not exist is left to linking."""
    read = dict(questions)
    for repair, alternative in chosen.items():
        for name, options in alternative.options.items():
            if name in read:
                try:
                    read[name] = Question.model_validate({**dict(read[name]), "options": options})
                except ValidationError as error:
                    reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
                    where = source.where(("repairs", repair))
                    raise ShouxianError(fault("PACK_FIELD", where, field=f"{repair}.{name}", reason=reason)) from None
    return read


def _unknown(kind: str, name: str, known: list[str], where: Where) -> Fault:
    return fault(
        "PACK_UNKNOWN_NAME", where, kind=kind, name=name, nearest=nearest(name, known) or "、".join(known) or "—"
    )
