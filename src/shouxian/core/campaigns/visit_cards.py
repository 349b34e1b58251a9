"""One card for one visit: the union of the questions that all jobs of a notice ask of a household, each once."""

import re

from shouxian.core.dataset.roles import HOUSEHOLD
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.models.campaign import Job
from shouxian.core.packs.models.layouts import CardRow, Layout, Paper
from shouxian.core.packs.models.questions import Question

_NUMBER = re.compile(r"^\d+[.、]\s*")  # a question's own number on its annex


def covered(pack: CampaignPack, layout: Layout) -> tuple[str, ...]:
    """The household types a sheet takes, in the order of the partition; all of them where it does not say."""
    cells = [cell.code for cell in pack.campaign.household_types]
    return tuple(c for c in cells if c in layout.covers) if layout.covers else tuple(cells)


def questions_once(pack: CampaignPack, sheets: list[Layout]) -> list[Question]:
    """Every question of some sheets in printed order, each once: one that tells nothing an earlier one does not tell
    is left out."""
    told: set[str] = set()
    kept: list[Question] = []
    for layout in sheets:
        for name in layout.questions():
            question = pack.questions[name]
            if not set(question.facts()) <= told:
                kept.append(question)
                told |= set(question.facts())
    return kept


def sheets_of(pack: CampaignPack, jobs: tuple[Job, ...], cell: str, subject: str) -> list[Layout]:
    """Lists and cards about ``subject`` that these jobs ask of households of a type, in the order of the notice."""
    names = dict.fromkeys(name for job in jobs for name in job.sheets)
    layouts = [pack.sheets[name] for name in names]
    return [s for s in layouts if s.kind != "table" and s.subject == subject and cell in covered(pack, s)]


def visit_card(pack: CampaignPack, cell: str) -> Layout:
    """One card for a household of a type that asks everything all its jobs ask, each question once; what it tells
    fills every job's own sheet."""
    kind = next(entry for entry in pack.campaign.household_types if entry.code == cell)
    asked = questions_once(pack, sheets_of(pack, pack.campaign.jobs, cell, HOUSEHOLD))
    rows = tuple(
        CardRow(head=f"{n}. {_NUMBER.sub('', question.zh)}", question=question.id)
        for n, question in enumerate(asked, 1)
    )
    return Layout(
        id=f"visit_{cell}",
        kind="card",
        subject=HOUSEHOLD,
        annex="入户一次清单",
        clause=kind.clause,
        title=(f"入户一次清单({kind.zh})",),
        tab="{head_name}",
        covers=(cell,),
        paper=Paper(size="A4"),
        lines=(("{town:10}镇(街){village:14}村",),),
        head_widths=(40, 56),
        rows=rows,
        notes=(),
    )


def visit_cards(pack: CampaignPack) -> dict[str, Layout]:
    """A card per household type of which some sheet asks anything."""
    cards = {}
    for cell in pack.campaign.household_types:
        if sheets_of(pack, pack.campaign.jobs, cell.code, HOUSEHOLD):
            card = visit_card(pack, cell.code)
            cards[card.id] = card
    return cards
