"""What stands around the questions: who or what it is about, the visit, photos, the place, signatures."""

from collections.abc import Iterator
from dataclasses import replace

from shouxian.core.forms import names
from shouxian.core.forms.asking import REQUIRED
from shouxian.core.forms.plan import FormPlan
from shouxian.core.forms.rows import TRUE, Entity, Row
from shouxian.core.packs.catalogue import Dictionary
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.campaign import Campaign, SurveyMode
from shouxian.core.packs.models.dictionary import SubjectFile
from shouxian.core.packs.models.questions import Question

REGIONS = frozenset({"village", "town"})
"""Subjects that no form makes new ones of: they are the places of the official list."""

VISIT_DAY, VISIT_BY, VISIT_MODE, VISIT_REASON = "visit__day", "visit__by", "survey_mode", "visit__reason"
SIGNATURE_PIXELS = 1024


def chain(dictionary: Dictionary, subject: str) -> tuple[SubjectFile, ...]:
    """From the village (or the town) down to the subject: what has to be chosen to know which one it is."""
    found = [dictionary.subjects[subject]]
    while found[0].subject not in REGIONS and found[0].parent is not None:
        found.insert(0, dictionary.subjects[found[0].parent])
    return tuple(found)


def about(plan: FormPlan, dictionary: Dictionary) -> Iterator[Row]:
    """The page on which the subject is chosen, from the lists of whoever fills the form."""
    yield Row("begin group", names.ABOUT, Label(zh="填报对象", en="What this form is about"), appearance="field-list")
    above: SubjectFile | None = None
    for level in chain(dictionary, plan.subject):
        last = level.subject == plan.subject
        new = last and level.subject not in REGIONS
        conditions = [f"{above.subject} = ${{{above.subject}}}"] if above else []
        if last and plan.type is not None:
            conditions.append(f"{names.HOUSEHOLD_TYPE} = '{plan.type}'")
        yield Row(
            f"select_one_from_file {names.file(level)}",
            level.subject,
            Label(zh=level.zh, en=level.en[:1].upper() + level.en[1:]),
            Label(zh="名册上没有的,不选,在下面填写", en="Leave empty for one that is not on the list") if new else None,
            required="" if new else TRUE,
            required_message=None if new else REQUIRED,
            appearance="minimal autocomplete",
            choice_filter=" and ".join(conditions),
        )
        above = level
    yield Row("end group")


def kept(plan: FormPlan, dictionary: Dictionary) -> Iterator[Row]:
    """Hidden values an entity keeps besides answers: what it belongs to, and the type of a household."""
    levels = chain(dictionary, plan.subject)
    if len(levels) > 1:
        above = levels[-2].subject
        yield Row("calculate", f"in__{above}", calculation=f"${{{above}}}", save_to=above)
    if plan.type is not None:
        yield Row("calculate", "in__type", calculation=f"'{plan.type}'", save_to=names.HOUSEHOLD_TYPE)


def entity(plan: FormPlan, dictionary: Dictionary, name_node: str | None) -> Entity:
    """Creates or updates what the form is about; a village only updates. Without ``once`` a draft that is opened again
    would become another one."""
    level = dictionary.subjects[plan.subject]
    chosen = f"${{{plan.subject}}}"
    label = f"${{{name_node}}}" if name_node else listed_label(level)
    if level.subject in REGIONS:
        return Entity(names.dataset(level), chosen, "", "", label)
    return Entity(names.dataset(level), f"coalesce({chosen}, once(uuid()))", f"{chosen} = ''", f"{chosen} != ''", label)


def listed_label(level: SubjectFile) -> str:
    return listed(level, "label")


def listed(level: SubjectFile, property_: str) -> str:
    """What the entity list says of the one chosen."""
    return f"instance('{names.dataset(level)}')/root/item[name=${{{level.subject}}}]/{property_}"


def ordinary(mode: Question, modes: tuple[SurveyMode, ...]) -> str:
    """The condition that the visit was made in a way that needs no reason, "" where every way is one."""
    free = {way.code for way in modes if not way.allowed_if}
    told = [option for option in mode.options if option.gives.get(VISIT_MODE) in free]
    if not told or len(told) == len(mode.options):
        return ""
    return "(" + " or ".join(f"${{{mode.id}}} = '{names.choice(mode, option)}'" for option in told) + ")"


def mode_reasons(campaign: Campaign) -> Iterator[Row]:
    """Under the survey mode: the condition of a mode that has one, to be confirmed."""
    for mode in campaign.survey_modes:
        if mode.allowed_if:
            label = Label(zh=f"{mode.zh}方式只用于:{mode.allowed_if}。确认符合",
                          en=f"By {mode.en} only if: {mode.allowed_if}. Confirm that it is so")  # fmt: skip
            yield Row("acknowledge", f"{VISIT_REASON}_{mode.code}", label, required=TRUE, required_message=REQUIRED,
                      relevant=f"${{{VISIT_MODE}}} = '{mode.code}'")  # fmt: skip


def visit_of_others() -> Iterator[Row]:
    """Day and name for a form that is not about a household; a household's are facts of it."""
    day = Row("date", VISIT_DAY, Label(zh="填报日期", en="Date"), required=TRUE, required_message=REQUIRED)
    yield replace(day, default="today()")
    yield Row("text", VISIT_BY, Label(zh="填报人", en="Filled in by"), required=TRUE, required_message=REQUIRED)


def proofs(plan: FormPlan, there: str) -> Iterator[Row]:
    """Photos and the place, asked where somebody was ``there`` (a condition, "" for always)."""
    for photo in plan.photos:
        label = Label(zh=photo.zh, en=photo.en)
        yield Row("image", names.photo(photo.id), label, required=TRUE if photo.required else "",
                  required_message=REQUIRED if photo.required else None, relevant=there,
                  parameters=f"max-pixels={photo.max_pixels}")  # fmt: skip
    if plan.place:
        yield Row("geopoint", names.PLACE, Label(zh="位置", en="Where it is"), relevant=there)


def signatures(plan: FormPlan, there: str) -> Iterator[Row]:
    """A signature per signer. Of a household's form all must sign, its people only where somebody was there; the sheet
    of a village may still be signed on paper."""
    for post in plan.signers:
        must = plan.type is not None
        yield Row("image", names.signature(post.code), Label(zh=f"{post.zh}签字", en=f"Signature: {post.en}"),
                  required=TRUE if must else "", required_message=REQUIRED if must else None,
                  relevant=there if post.level == "household" else "", appearance="signature",
                  parameters=f"max-pixels={SIGNATURE_PIXELS}")  # fmt: skip
