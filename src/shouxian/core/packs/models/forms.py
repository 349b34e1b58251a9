"""Forms for phones: what a campaign says of them beyond its questions. All of it is optional, and nothing that a
question says (its words, options, conditions, blanks) is said again here.

Without this file there is one form per household type and one per other subject of the campaign's sheets, each asking
the questions of its sheets, a page per sheet, with a photo, the place, and the signatures of those who sign its sheets.
"""

from pydantic import Field, model_validator

from shouxian.core.packs.models.base import Label, Name, PackModel, Truth


class Photo(PackModel):
    """A photo the surveyor takes, made smaller on the phone: no side longer than ``max_pixels``."""

    id: Name
    zh: str
    en: str
    required: Truth = False
    max_pixels: int = Field(default=1024, ge=320, le=2048)


class Page(PackModel):
    """Questions shown together, in this order, before those that no page names."""

    id: Name
    zh: str
    en: str
    questions: tuple[Name, ...] = Field(min_length=1)


class FormSpec(PackModel):
    """One form. With the id of a form made anyway (``household_<type>`` or a subject) it changes that one; else it is
    one more. ``sheets``: those whose questions it asks, in this order; none for all of its subject and type.
    ``signers``: posts that sign on the phone; absent for those who sign its sheets at the household or in the village.
    """

    id: Name
    subject: Name
    type: Name | None = None  # household type; a form about households has one
    zh: str | None = None
    en: str | None = None
    sheets: tuple[Name, ...] = ()
    pages: tuple[Page, ...] = ()
    photos: tuple[Photo, ...] | None = None  # absent: one, not required
    place: Truth = True  # asks where it is (a point on the map)
    signers: tuple[Name, ...] | None = None

    @model_validator(mode="after")
    def _sound(self) -> "FormSpec":
        if (self.zh is None) != (self.en is None):
            raise ValueError("a title has both languages")
        named = [question for page in self.pages for question in page.questions]
        if len(named) != len(set(named)):
            raise ValueError("a question stands on one page")
        if len(self.pages) != len({page.id for page in self.pages}):
            raise ValueError("two pages have the same id")
        if len(self.photos or ()) != len({photo.id for photo in self.photos or ()}):
            raise ValueError("two photos have the same id")
        return self


class FormsFile(PackModel):
    """``forms.yaml`` of a campaign (optional). ``hints``: a line below a question, by its id."""

    forms: tuple[FormSpec, ...] = ()
    hints: dict[Name, Label] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _once(self) -> "FormsFile":
        if len(self.forms) != len({form.id for form in self.forms}):
            raise ValueError("two forms have the same id")
        return self

    def spec(self, form: str) -> FormSpec | None:
        return next((spec for spec in self.forms if spec.id == form), None)
