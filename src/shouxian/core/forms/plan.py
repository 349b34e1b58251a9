"""Which forms a campaign has, and what each asks: from its jobs, sheets and questions, and its ``forms.yaml``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED_ON, SURVEYOR
from shouxian.core.packs.catalogue import CampaignPack
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.campaign import Deliverable, HouseholdType, OutputSpec, Post
from shouxian.core.packs.models.forms import FormSpec, Photo
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.questions import Question

SURVEY_MODE = "survey_mode"
VISIT = (SURVEY_MODE, SURVEYED_ON, SURVEYOR)
"""Facts of the visit itself, by the campaign's own question where it has one. They are never offered from last time."""

LAST = (SURVEYED_ON, SURVEYOR)
"""Those that are asked last; how the visit was made decides what else is asked, and stays where its sheet has it."""

_PHOTO = Photo(id="scene", zh="现场照片", en="Photo of the place")
_NEAR = ("household", "village")  # levels whose posts are there when the form is filled


@dataclass(frozen=True)
class Page:
    id: str
    label: Label
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class FormPlan:
    """A form before it is written. ``visit``: the campaign's own questions that are asked last."""

    id: str
    subject: str
    type: str | None
    title: Label
    sheets: tuple[str, ...]
    pages: tuple[Page, ...]
    members: tuple[Page, ...]
    visit: tuple[Question, ...]
    photos: tuple[Photo, ...]
    place: bool
    signers: tuple[Post, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return (*(q for page in self.pages for q in page.questions), *self.visit)


def plan_forms(pack: CampaignPack) -> tuple[FormPlan, ...]:
    """Every form of a campaign: one per household type, one per other subject of its sheets, and those of its own."""
    specs = {spec.id: spec for spec in pack.forms.forms}
    told = {}
    for cell in pack.campaign.household_types:
        name = f"{HOUSEHOLD}_{cell.code}"
        told[name] = specs.get(name, FormSpec(id=name, subject=HOUSEHOLD, type=cell.code))
    for subject in dict.fromkeys(sheet.subject for sheet in _asking(pack)):
        if subject not in (HOUSEHOLD, PERSON):
            told[subject] = specs.get(subject, FormSpec(id=subject, subject=subject))
    plans = (_plan(pack, spec, _sheets(pack, spec)) for spec in (told | specs).values() if _sheets(pack, spec))
    return tuple(plan for plan in plans if plan.pages or plan.members)


def _asking(pack: CampaignPack) -> list[Layout]:
    """Sheets of the jobs that ask something, in their order, each once."""
    ids = dict.fromkeys(name for job in pack.campaign.jobs for name in job.sheets)
    return [pack.sheets[name] for name in ids if pack.sheets[name].kind != "table"]


def _plan(pack: CampaignPack, spec: FormSpec, sheets: list[Layout]) -> FormPlan:
    cell = next((c for c in pack.campaign.household_types if c.code == spec.type), None)
    asked = dict.fromkeys(q.id for sheet in sheets for q in _questions(pack, sheet, spec))
    visit = [q for q in asked if _visit_fact(pack.questions[q])] if spec.subject == HOUSEHOLD else []
    rest = [q for q in asked if q not in visit and pack.questions[q].subject == spec.subject]
    people = [q for q in asked if spec.subject == HOUSEHOLD and pack.questions[q].subject == PERSON]
    return FormPlan(
        spec.id,
        spec.subject,
        spec.type,
        _title(pack, spec, cell, sheets[0]),
        tuple(sheet.id for sheet in sheets),
        tuple(_pages(pack, spec, sheets, rest)),
        tuple(_pages(pack, spec, sheets, people)),
        tuple(pack.questions[q] for q in sorted(visit, key=lambda q: LAST.index(_visit_fact(pack.questions[q])))),
        spec.photos if spec.photos is not None else (_PHOTO,),
        spec.place,
        tuple(_signers(pack, spec, sheets)),
    )


def _sheets(pack: CampaignPack, spec: FormSpec) -> list[Layout]:
    return [pack.sheets[name] for name in spec.sheets] if spec.sheets else list(_own_sheets(pack, spec))


def _own_sheets(pack: CampaignPack, spec: FormSpec) -> Iterator[Layout]:
    for sheet in _asking(pack):
        if spec.subject == HOUSEHOLD and sheet.subject in (HOUSEHOLD, PERSON):
            if not sheet.covers or spec.type in sheet.covers:
                yield sheet
        elif sheet.subject == spec.subject:
            yield sheet


def _questions(pack: CampaignPack, sheet: Layout, spec: FormSpec) -> Iterator[Question]:
    for name in sheet.questions():
        question = pack.questions.get(name)
        if question is not None and (spec.type is None or not question.asked_of or spec.type in question.asked_of):
            yield question


def _visit_fact(question: Question) -> str:
    """The fact asked last that a question gives, "" for any other question."""
    return next((name for name in LAST if name in question.facts()), "")


def _pages(pack: CampaignPack, spec: FormSpec, sheets: Iterable[Layout], asked: list[str]) -> Iterator[Page]:
    """The pages that the campaign names, then one per sheet for the questions left."""
    left = dict.fromkeys(asked)
    for page in spec.pages:
        here = [name for name in page.questions if name in left]
        for name in here:
            del left[name]
        if here:
            yield Page(page.id, Label(zh=page.zh, en=page.en), tuple(pack.questions[name] for name in here))
    for sheet in sheets:
        here = [q.id for q in _questions(pack, sheet, spec) if q.id in left]
        for name in here:
            left.pop(name, None)
        if here:
            ids = dict.fromkeys(here)
            yield Page(sheet.id, _sheet_label(pack, sheet), tuple(pack.questions[name] for name in ids))


def _sheet_label(pack: CampaignPack, sheet: Layout) -> Label:
    """What the campaign calls a sheet among its outputs or deliverables, in both languages, with its annex."""
    outputs = [output for output in pack.campaign.outputs if output.sheet == sheet.id]
    handed = [entry for entry in pack.campaign.deliverables if entry.sheets == (sheet.id,)]
    named: list[OutputSpec | Deliverable] = [*outputs, *handed]
    for entry in named:
        return Label(zh=f"{sheet.annex} {entry.zh}", en=f"{entry.en[:1].upper()}{entry.en[1:]} ({sheet.annex})")
    return Label(zh=f"{sheet.annex} {sheet.name}", en=f"Sheet {sheet.annex}")


def _title(pack: CampaignPack, spec: FormSpec, cell: HouseholdType | None, first: Layout) -> Label:
    name = pack.campaign.name
    if spec.zh is not None and spec.en is not None:
        return Label(zh=f"{name.zh}·{spec.zh}", en=f"{name.en}: {spec.en}")
    if cell is not None:
        return Label(zh=f"{name.zh}·{cell.zh}", en=f"{name.en}: {cell.en}")
    sheet = _sheet_label(pack, first)
    return Label(zh=f"{name.zh}·{sheet.zh}", en=f"{name.en}: {sheet.en}")


def _signers(pack: CampaignPack, spec: FormSpec, sheets: Iterable[Layout]) -> Iterator[Post]:
    """Who signs on the phone: the posts named, else those who sign its sheets and are there, each once."""
    posts = {post.code: post for post in pack.campaign.posts}
    ids = {sheet.id for sheet in sheets}
    signing = dict.fromkeys(s.post for s in pack.campaign.signers if s.sheet in ids and s.place != "seal")
    chosen = spec.signers if spec.signers is not None else [p for p in signing if posts[p].level in _NEAR]
    for code in chosen:
        yield posts[code]
