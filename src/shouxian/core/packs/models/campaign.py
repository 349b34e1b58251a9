"""A campaign: one notice as data. Nothing of a notice (date, place, threshold, option, table) stands in code."""

from typing import Literal

from pydantic import Field, model_validator

from shouxian.core.packs.models.base import Day, Label, Name, PackModel, Truth
from shouxian.core.packs.models.dates import Date, in_use
from shouxian.core.packs.models.followup import Bucket, Procedure, Tally
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.packs.models.questions import Given
from shouxian.core.packs.models.repairs import Repair

AdminLevel = Literal["household", "village", "town", "county", "city", "province", "nation"]
DeskRole = Literal["village_cadre", "grid_worker", "first_secretary", "village_contact", "town_clerk", "town_leader",
                   "county_office", "checker"]  # fmt: skip
_LEVELS_OF_ROLES: dict[DeskRole, tuple[AdminLevel, ...]] = {
    "village_cadre": ("village",),
    "grid_worker": ("village",),
    "first_secretary": ("village",),
    "village_contact": ("village", "town"),
    "town_clerk": ("town",),
    "town_leader": ("town",),
    "county_office": ("county",),
    "checker": ("village", "town", "county", "city", "province", "nation"),
}


class Limit(PackModel):
    """A span that must fit: ``days`` or working days from an event, e.g. 5 working days from inclusion.

    ``event`` is a stage (counted from its last day, when the last inclusion may happen), another limit (counted from
    where that one ends), or words; only the first two can be checked. Without ``within_stage`` it must fit the whole.
    ``starts`` and ``due``: the date fact it runs from for each subject, and the computed fact that it makes the last
    day of (included_on → helper_due_on).
    """

    id: Name
    zh: str
    en: str
    days: int
    unit: Literal["days", "working_days"]
    event: str
    starts: Name | None = None
    due: Name | None = None
    within_stage: Name | None = None
    clause: str


class Post(PackModel):
    """A post, never a person: 支部书记, 第一书记, 包村干部. ``role``: what its holder may do at the desk; none
    for a body, a meeting, and whoever does not work there."""

    code: Name
    zh: str
    en: str
    level: AdminLevel
    role: DeskRole | None = None

    @model_validator(mode="after")
    def _within_its_level(self) -> "Post":
        if self.role and self.level not in _LEVELS_OF_ROLES[self.role]:
            raise ValueError(f"a post of the level {self.level} cannot have the role {self.role}")
        return self


class Body(PackModel):
    """A group set up by the notice (leading group, inspection group), by posts and, where named, its village codes."""

    id: Name
    zh: str
    en: str
    posts: tuple[str, ...]
    duties: str
    villages: tuple[str, ...] = ()
    covers_all_villages: Truth = False
    inspects: Truth = False  # an inspection group: every village should be in one
    clause: str


class HouseholdType(PackModel):
    """A cell of the ordered partition: the first ``when`` that is TRUE decides; the last has none (everyone else)."""

    code: Name
    zh: str
    en: str
    when: str | None = None
    sheet: Name | None = None  # the list or card its answers are written on
    clause: str


class ListColumn(PackModel):
    """A column of a list handed down: the fact it tells, or only shown where ``gives`` is absent."""

    head: str
    gives: Name | None = None


class Verdict(PackModel):
    """How a row of a handed-down list may end, in words both sides understand. ``when`` proposes it from facts;
    ``given`` facts are recorded when a person picks it."""

    code: Name
    zh: str
    en: str
    when: str | None = None
    needs_reason: Truth = False
    given: Given = Field(default_factory=dict)


class HandedList(PackModel):
    """A list that must be checked row by row and goes back to its sender with a verdict in every row. A list that each
    village makes itself (``made_by: village``) has no day and may have no verdicts."""

    id: Name
    zh: str
    en: str
    sender: str
    made_by: Literal["sender", "village"] = "sender"
    dated: Day | None = None
    level: AdminLevel
    columns: tuple[ListColumn, ...]
    verdicts: tuple[Verdict, ...] = ()
    clause: str


class PriorityGroup(PackModel):
    """Households to look at first: by expression over facts, or by a list handed down."""

    id: Name
    zh: str
    en: str
    when: str | None = None
    list: Name | None = None
    clause: str


class SurveyMode(PackModel):
    code: Name
    zh: str
    en: str
    allowed_if: str = ""
    clause: str


class Deliverable(PackModel):
    id: Name
    zh: str
    en: str
    by: Name  # post
    to: str
    level: AdminLevel
    stage: Name
    sheets: tuple[Name, ...] = ()
    sums_up: tuple[Name, ...] = ()  # stages whose work it sums up: it cannot be due before they end
    due: tuple[Date, ...] = ()
    clause: str


class Stage(PackModel):
    id: Name
    zh: str
    en: str
    owner: Name  # post
    start: tuple[Date, ...] = ()
    end: tuple[Date, ...] = Field(min_length=1)
    sheets: tuple[Name, ...] = ()
    after: tuple[Name, ...] = ()
    clause: str

    @model_validator(mode="after")
    def _forward(self) -> "Stage":
        if self.start and in_use(self.end).value < in_use(self.start).value:
            raise ValueError(f"it ends on {in_use(self.end).value}, before it starts on {in_use(self.start).value}")
        return self


class Coverage(PackModel):
    """Who or what a job must reach, all of it: subjects of one kind, counted as done when a return tells of them.

    Without ``types``, ``when`` and ``lists`` every one in the place; ``types`` (households only) and ``when`` narrow
    that together, ``unless`` leaves out those of whom it is TRUE; ``lists`` add those named on a handed-down or
    village-made list (alone: only those). ``not_before``: jobs that must be done in a village first.
    """

    id: Name = "all"
    subject: Name = "household"
    types: tuple[Name, ...] = ()
    when: str | None = None
    unless: str | None = None
    lists: tuple[Name, ...] = ()
    not_before: tuple[Name, ...] = ()
    zh: str
    en: str
    expected: dict[Name, int] = Field(default_factory=dict)  # households per type the notice itself counts
    announced: int | None = None  # how many the notice itself says there are
    clause: str


class Job(PackModel):
    id: Name
    zh: str
    en: str
    coverages: tuple[Coverage, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(min_length=1)
    sheets: tuple[Name, ...]


class ProblemClass(PackModel):
    """A column or row of the notice's own problem table; ``shared`` are the classes of shared rules it takes in."""

    code: Name
    zh: str
    en: str
    shared: tuple[Name, ...] = ()
    bucket: Name | None = None  # the deadline its problems get unless a person names another


class Signer(PackModel):
    """Who signs a sheet: on every row, once on the sheet, or by a seal."""

    sheet: Name
    post: Name
    place: Literal["row", "sheet", "seal"]
    clause: str


class Announcement(PackModel):
    """A number the notice announces (five groups, three annexes) beside what it then enumerates."""

    id: Name
    zh: str
    count: int
    items: tuple[str, ...]
    clause: str


class OutputSpec(PackModel):
    """A table or text the campaign hands up: a sheet layout filled from a run, or one of the shared outputs."""

    id: Name
    zh: str
    en: str
    kind: Literal[
        "problem_summary",
        "problem_list",
        "statistics",
        "fill_in",
        "quality",
        "next_visit",
        "coverage",
        "handed_list",
        "summary",
        "office_notes",
        "problem_ledger",
        "tally",
        "subject_list",
        "procedure_chart",
        "bodies",
        "deliveries",
        "national_changes",
        "burden",
    ]
    levels: tuple[AdminLevel, ...]
    sheet: Name | None = None
    tally: Name | None = None
    subject: Name | None = None  # of a subject_list
    procedure: Name | None = None
    clause: str = ""


class Window(PackModel):
    """The period a yearly value is read in for this campaign."""

    variable: Name
    start: Day
    end: Day
    clause: str


class Campaign(PackModel):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")
    name: Label
    issuer: str
    number: str
    issued: Day
    place: str  # region prefix
    level: AdminLevel
    reference_date: tuple[Date, ...] = Field(min_length=1)
    starts: tuple[Date, ...] = Field(min_length=1)
    ends: tuple[Date, ...] = Field(min_length=1)
    windows: tuple[Window, ...] = ()
    posts: tuple[Post, ...]
    organisation: tuple[Body, ...] = ()
    household_types: tuple[HouseholdType, ...] = Field(min_length=1)
    survey_modes: tuple[SurveyMode, ...]
    lists: tuple[HandedList, ...] = ()
    priority_groups: tuple[PriorityGroup, ...] = ()
    jobs: tuple[Job, ...] = Field(min_length=1)
    deliverables: tuple[Deliverable, ...]
    limits: tuple[Limit, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    tallies: tuple[Tally, ...] = ()
    signers: tuple[Signer, ...]
    problem_classes: tuple[ProblemClass, ...]
    outputs: tuple[OutputSpec, ...]
    parameters: tuple[Parameter, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    repairs: tuple[Repair, ...] = ()
    left_out_rules: dict[str, str] = Field(default_factory=dict)  # shared rule → why not here

    @model_validator(mode="after")
    def _forward(self) -> "Campaign":
        if in_use(self.ends).value < in_use(self.starts).value:
            raise ValueError(f"it ends on {in_use(self.ends).value}, before it starts on {in_use(self.starts).value}")
        return self
