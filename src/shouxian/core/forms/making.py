"""A form put together from its plan: the subject, the questions page by page, members, what is computed, the visit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from shouxian.core.dataset.roles import HOUSEHOLD, PERSON, SURVEYED_ON
from shouxian.core.forms import frame, names
from shouxian.core.forms.asking import Asking
from shouxian.core.forms.facts import fact_nodes, fact_rows
from shouxian.core.forms.ground import Ground, open_question
from shouxian.core.forms.hints import Hints, hints
from shouxian.core.forms.plan import SURVEY_MODE, VISIT, FormPlan, plan_forms
from shouxian.core.forms.rows import Choice, Form, Row
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.questions import Question
from shouxian.core.sheets.answers.bound import BoundQuestion

PROPERTY = re.compile(r"instance\('([^']+)'\)/root/item\[[^\]]*\]/([\w.-]+)")
_FILTERED = re.compile(r"(?:^|and )\s*([\w.-]+) = ")
_COMPUTED = Label(zh="自动计算,请核对", en="Computed from the answers: please check")
_PEOPLE = Label(zh="家庭成员", en="Members of the household")
_NOT_LISTED = Label(zh="名册上没有的,不选", en="Leave empty for one who is not on the list")


def make_forms(ground: Ground) -> tuple[Form, ...]:
    """Every form of a campaign, in the order of its household types and sheets."""
    return tuple(_Making(ground, plan).form() for plan in plan_forms(ground.pack))


@dataclass(frozen=True)
class _Making:
    ground: Ground
    plan: FormPlan

    def form(self) -> Form:
        rows = tuple(self._rows())
        name = self._name_node
        entity = frame.entity(self.plan, self.ground.dictionary, name)
        return Form(
            self.plan.id,
            self.ground.pack.campaign.id,
            self.plan.subject,
            self.plan.type,
            self.plan.title,
            self.plan.sheets,
            self._questions,
            self._people,
            rows,
            self._choices(),
            entity,
            f"${{{name}}}" if name else frame.listed(self._level, "label"),
            used_files(rows, names.file(self._level)),
        )

    # --- what is asked -------------------------------------------------------------------------------------------

    @cached_property
    def _level(self) -> SubjectFile:
        return self.ground.dictionary.subjects[self.plan.subject]

    @cached_property
    def _visit(self) -> tuple[Question, ...]:
        """How, when and by whom: of a household these are facts, asked by the campaign's own questions where it can."""
        if self.plan.subject != HOUSEHOLD:
            return ()
        asked = {name for q in (*self._body_questions, *self.plan.visit) for name in q.facts()}
        made = [question for name, question in self.ground.visit.items() if name not in asked]
        return tuple(sorted((*made, *self.plan.visit), key=_place_in_visit))

    @cached_property
    def _named(self) -> tuple[Question, ...]:
        """The question after the subject's name where no sheet asks it: without one nothing new can be listed."""
        told = self._level.named_by
        asked = any(q.cell == told for page in self.plan.pages for q in page.questions)
        if told is None or asked or self.plan.subject in frame.REGIONS:
            return ()
        return (open_question(self.ground.dictionary, told),)

    @cached_property
    def _body_questions(self) -> tuple[Question, ...]:
        return (*self._named, *(q for page in self.plan.pages for q in page.questions))

    @cached_property
    def _questions(self) -> tuple[Question, ...]:
        return (*self._body_questions, *self._visit)

    @cached_property
    def _people(self) -> tuple[Question, ...]:
        return tuple(q for page in self.plan.members for q in page.questions)

    @cached_property
    def _asking(self) -> Asking:
        bound = {q.id: self.ground.bind(q) for q in (*self._questions, *self._people)}
        return Asking(bound, frozenset(bound), self.ground.pack.forms.hints)

    def _bound(self, questions: Iterable[Question]) -> list[BoundQuestion]:
        return [self._asking.bound[q.id] for q in questions]

    @cached_property
    def _name_node(self) -> str | None:
        """The node of the name a new one is listed under."""
        if self.plan.subject in frame.REGIONS:
            return None
        return next((q.id for q in self._body_questions if q.cell and q.cell == self._level.named_by), None)

    # --- rows ----------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Row]:
        dictionary = self.ground.dictionary
        computed = self._computed()
        yield from (Row(kind, kind) for kind in ("start", "end", "deviceid", "audit"))
        yield from frame.about(self.plan, dictionary)
        yield from _kept_once(self._body())
        yield from self._members(computed)
        yield from computed.hidden
        yield from _group("page__derived", _COMPUTED, computed.notes)
        yield from frame.kept(self.plan, dictionary)
        yield from _group("page__visit", Label(zh="排查和签字", en="The visit and signatures"), self._close())

    def _body(self) -> Iterator[Row]:
        if self._named:
            label = Label(zh=self._level.zh, en=self._level.en)
            yield from _group("page__name", label, self._asked(self._named, self.plan.subject))
        for page in self.plan.pages:
            yield from _group(f"page__{page.id}", page.label, self._asked(page.questions, self.plan.subject))
        yield from self._facts(self._body_questions)

    def _facts(self, questions: Iterable[Question]) -> list[Row]:
        bound = self._bound(questions)
        return list(fact_rows(bound, fact_nodes(bound)))

    def _asked(self, questions: Iterable[Question], subject: str) -> Iterator[Row]:
        grouped = [q.id for q in self._people if self._asking.bound[q.id].counts]
        anew = self.ground.anew.union(grouped)
        for question in questions:
            for row in self._asking.rows(question):
                if set(VISIT) & set(question.facts()):
                    yield replace(row, save_to="")
                else:
                    yield row if question.id in anew else self._offered(row, subject)

    def _offered(self, row: Row, subject: str) -> Row:
        """The last known answer, put in when the subject is chosen; it can be changed, and is not put in again."""
        if not row.save_to:
            return row
        level = self.ground.dictionary.subjects[subject]
        chosen = names.MEMBER if subject == PERSON else subject
        last = f"instance('{names.dataset(level)}')/root/item[name=${{{chosen}}}]/{row.save_to}"
        return replace(row, trigger=f"${{{chosen}}}", calculation=last)

    def _members(self, computed: Hints) -> Iterator[Row]:
        """A repeat, a member each. ``member__key`` is hidden and stays the same in every draft and correction.

        All of a member stands in one group: between groups of a repeat, JavaRosa does not find what a prefill names.
        """
        if not self.plan.members:
            return
        file = names.file(self.ground.dictionary.subjects[PERSON])
        label = Label(zh="名册上的成员", en="Member on the list")
        listed = Row(f"select_one_from_file {file}", names.MEMBER, label, _NOT_LISTED,
                     appearance="minimal autocomplete", choice_filter=f"{HOUSEHOLD} = ${{{HOUSEHOLD}}}")  # fmt: skip
        asked = (replace(row, save_to="") for row in self._asked(self._people, PERSON))
        yield Row("begin repeat", names.MEMBERS, _PEOPLE)
        yield from _group(names.MEMBER_PAGE, _PEOPLE, (listed, *asked, *computed.inside_notes))
        yield Row("calculate", names.MEMBER_KEY, calculation=f"coalesce(${{{names.MEMBER}}}, once(uuid()))")
        yield from (replace(row, save_to="") for row in self._facts(self._people))
        yield from computed.inside_hidden
        yield Row("end repeat")

    def _computed(self) -> Hints:
        def nodes(questions: tuple[Question, ...]) -> dict[str, str]:
            hidden = {row.save_to: row.name for row in self._facts(questions)}
            return hidden | fact_nodes(self._bound(questions))

        people = nodes(self._people) if self.plan.members else None
        own = nodes(self._body_questions)
        return hints(self.ground.schema, self.plan.subject, own, PERSON, people, self.ground.parameters)

    def _close(self) -> Iterator[Row]:
        """The visit, photos, place and signatures."""
        campaign = self.ground.pack.campaign
        mode = next((q for q in self._questions if q.pick and SURVEY_MODE in q.facts()), None)
        there = frame.ordinary(mode, campaign.survey_modes) if mode else ""
        if self.plan.subject != HOUSEHOLD:
            yield from frame.visit_of_others()
        for question in self._visit:
            for row in self._asking.rows(question):
                yield replace(row, save_to="", default="today()" if SURVEYED_ON in question.facts() else "")
            if question is mode:
                yield from frame.mode_reasons(campaign)
        yield from frame.proofs(self.plan, there)
        yield from frame.signatures(self.plan, there)

    def _choices(self) -> dict[str, tuple[Choice, ...]]:
        found: dict[str, tuple[Choice, ...]] = {}
        for question in (*self._questions, *self._people):
            found |= self._asking.choices(question)
        return found


def _place_in_visit(question: Question) -> int:
    return min(VISIT.index(name) for name in question.facts() if name in VISIT)


def used_files(rows: Iterable[Row], own: str) -> dict[str, tuple[str, ...]]:
    """Entity list file → the properties that choices, prefills and the form's own entity name, in the form's order."""
    listed = list(rows)
    used: dict[str, dict[str, None]] = {row.file: {} for row in listed if row.file}
    for row in listed:
        if row.file:
            used[row.file].update(dict.fromkeys(_FILTERED.findall(row.choice_filter)))
        for dataset, name in PROPERTY.findall(row.calculation):
            used.setdefault(f"{dataset}.csv", {})[name] = None
        if row.save_to:
            used.setdefault(own, {})[row.save_to] = None
    return {file: tuple(properties) for file, properties in used.items()}


def _group(name: str, label: Label, rows: Iterable[Row]) -> Iterator[Row]:
    """A page; none where nothing stands on it."""
    inside = list(rows)
    if inside:
        yield Row("begin group", name, label, appearance="field-list")
        yield from inside
        yield Row("end group")


def _kept_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Each property is kept by one row."""
    kept: set[str] = set()
    for row in rows:
        yield replace(row, save_to="") if row.save_to in kept else row
        kept.add(row.save_to)
