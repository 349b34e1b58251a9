"""What forms are made from: a campaign, its questions bound at its place, and the questions of the visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shouxian.core.expressions.schema import Schema
from shouxian.core.forms.plan import SURVEY_MODE, VISIT
from shouxian.core.packs.catalogue import CampaignPack, Catalogue, Dictionary
from shouxian.core.packs.models.questions import Option, Question
from shouxian.core.packs.resolve import Resolved
from shouxian.core.sheets.answers.bound import BoundQuestion, bind

Lines = Mapping[str, Resolved | None]


@dataclass(frozen=True)
class Ground:
    """A campaign and the parameters in force at its place."""

    catalogue: Catalogue
    pack: CampaignPack
    schema: Schema
    parameters: Lines

    @property
    def dictionary(self) -> Dictionary:
        return self.catalogue.dictionary

    def bind(self, question: Question) -> BoundQuestion:
        return bind(question, self.dictionary, self.parameters)

    @cached_property
    def visit(self) -> Mapping[str, Question]:
        """Fact of a household's visit → a question made from the dictionary, for a campaign that asks none itself."""
        known = self.dictionary.variables
        found = {name: open_question(self.dictionary, name) for name in VISIT if name in known}
        if SURVEY_MODE in found:
            modes = self.pack.campaign.survey_modes
            options = tuple(Option(value=m.code, zh=m.zh, en=m.en, gives={SURVEY_MODE: m.code}) for m in modes)
            told = found[SURVEY_MODE].model_dump() | {"cell": None, "pick": "one", "options": options}
            found[SURVEY_MODE] = Question.model_validate(told)
        return found

    @cached_property
    def anew(self) -> frozenset[str]:
        """Questions that some sheet asks anew every time: never offered with an old answer."""
        columns = [column for sheet in self.pack.sheets.values() for column in sheet.columns]
        return frozenset(column.question for column in columns if column.question and not column.prefill)


def open_question(dictionary: Dictionary, fact: str) -> Question:
    """The question after a fact that no sheet asks, in the words of the dictionary."""
    told = dictionary.variables[fact]
    subject = dictionary.subject_of[fact]
    en = told.en[:1].upper() + told.en[1:]
    return Question(id=fact, subject=subject, zh=told.zh, en=en, clause="", cell=fact, required=True)
