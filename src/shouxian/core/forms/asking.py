"""A question as rows of a form: its words, options, blanks and conditions come from the question, its limits from the
facts it gives. ``save_to`` names the property that keeps an answer; who makes the form decides whether it is kept.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from shouxian.core.forms import names
from shouxian.core.forms.rows import TRUE, Choice, Row
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.dictionary import Code, CodeList, Variable
from shouxian.core.packs.models.questions import Answered, Blank, Option, Question
from shouxian.core.sheets.answers.bound import BoundQuestion

REQUIRED = Label(zh="必填", en="Must be filled in")
REQUIRED_IF = Label(zh="有问题则必填", en="Must be filled in here: the answer above calls for it")
_ALONE = Label(zh="「{option}」不能和其他选项同时选", en="'{option}' excludes every other option")
_FIRST_DAY, _AFTER_LAST_DAY = "1900-01-01", "2101-01-01"  # as a sheet's cell is read
_LARGEST_INT = 2**31 - 1  # JavaRosa keeps an integer in 32 bits


@dataclass(frozen=True)
class Asking:
    """What rows of one subject need: its questions bound, which of them this form asks, and hints."""

    bound: Mapping[str, BoundQuestion]
    asked: Set[str]
    hints: Mapping[str, Label] = field(default_factory=dict)

    def rows(self, question: Question) -> Iterator[Row]:
        """The rows of one question, in order."""
        bound = self.bound[question.id]
        if question.cell is not None:
            yield from self._cell(bound)
        elif bound.counts:
            yield from self._counts(bound)
        else:
            yield from self._pick(bound)

    def choices(self, question: Question) -> dict[str, tuple[Choice, ...]]:
        """The choice lists that the rows of a question name."""
        bound = self.bound[question.id]
        lists: dict[str, tuple[Choice, ...]] = {}
        if question.pick is not None and not bound.counts:
            lists[question.id] = tuple(Choice(names.choice(question, o), printed(o)) for o in question.options)
        written = [question.cell, *(o.blank.gives for o in question.options if o.blank)]
        for name in filter(None, written):
            lists |= choices_of(bound.variables[name], bound.codelists)
        return lists

    # --- the three shapes ----------------------------------------------------------------------------------------

    def _cell(self, bound: BoundQuestion) -> Iterator[Row]:
        question = bound.question
        assert question.cell is not None
        variable = bound.variables[question.cell]
        label = Label(zh=question.zh, en=question.en)
        row = typed_row(variable, names.main(question), label, self._hint(question, variable))
        yield self._conditions(row, question)
        if any(code.code == "other" for code in _codes(variable, bound.codelists)):
            told = _is(question, "other", many=variable.type == "choices")
            label = Label(zh=f"{question.zh}:请说明", en=f"{question.en}: please specify")
            yield Row("text", names.other(question), label,
                      required=TRUE, required_message=REQUIRED, relevant=told)  # fmt: skip

    def _counts(self, bound: BoundQuestion) -> Iterator[Row]:
        question = bound.question
        group = Row("begin group", names.counts(question), Label(zh=question.zh, en=question.en),
                    relevant=self._relevant(question.asked_if))  # fmt: skip
        yield group
        for option in question.options:
            assert option.blank is not None
            row = _blank_row(bound, option, option.blank, named=True)
            yield self._demand(row, question) if question.required or question.required_if else row
        yield Row("end group")

    def _pick(self, bound: BoundQuestion) -> Iterator[Row]:
        question = bound.question
        kind = "select_multiple" if question.pick == "many" else "select_one"
        alone = [o for o in question.options if o.exclusive and question.pick == "many"]
        row = Row(
            f"{kind} {question.id}",
            names.main(question),
            Label(zh=question.zh, en=question.en),
            self.hints.get(question.id),
            constraint=" and ".join(
                f"not(selected(., '{names.choice(question, o)}') and count-selected(.) > 1)" for o in alone
            ),
            constraint_message=_filled(_ALONE, option=_options(alone)) if alone else None,
            save_to=names.answer(question),
        )
        yield self._conditions(row, question)
        for option in question.options:
            if option.blank is not None:
                yield _blank_row(bound, option, option.blank, named=False)
        if question.text is not None:
            label = Label(zh=f"{question.zh}:说明", en=f"{question.en}: in your own words")
            yield Row("text", names.words(question), label, appearance="multiline", save_to=question.text,
                      relevant=self._relevant(question.asked_if))  # fmt: skip

    # --- conditions ----------------------------------------------------------------------------------------------

    def _conditions(self, row: Row, question: Question) -> Row:
        return self._demand(replace(row, relevant=self._relevant(question.asked_if)), question)

    def _demand(self, row: Row, question: Question) -> Row:
        if question.required:
            return replace(row, required=TRUE, required_message=REQUIRED)
        condition = self._relevant(question.required_if)
        return replace(row, required=condition, required_message=REQUIRED_IF) if condition else row

    def _relevant(self, answered: Answered | None) -> str:
        """The condition of ``asked_if`` or ``required_if``, "" where this form does not ask the other question."""
        if answered is None or answered.question not in self.asked:
            return ""
        other = self.bound[answered.question].question
        picked = [o for o in other.options if o.value in answered.options]
        return " or ".join(_is(other, names.choice(other, o), many=other.pick == "many") for o in picked)

    def _hint(self, question: Question, variable: Variable) -> Label | None:
        if question.id in self.hints:
            return self.hints[question.id]
        unit = variable.unit
        return Label(zh=f"单位:{unit}", en=f"Unit: {unit}") if unit and unit not in question.zh else None


def typed_row(variable: Variable, name: str, label: Label, hint: Label | None = None) -> Row:
    """An open cell by the type of its fact, with the limits of the dictionary."""
    constraint, message = _limits(variable)
    kind, appearance = {
        "bool": (f"select_one {names.YES_NO}", ""),
        "int": ("integer" if (variable.maximum or 0) <= _LARGEST_INT else "decimal", ""),
        "money": ("decimal", ""),
        "decimal": ("decimal", ""),
        "text": ("text", ""),
        "date": ("date", ""),
        "month": ("date", "month-year"),
        "choice": (f"select_one {names.codes(variable.codelist or '')}", ""),
        "choices": (f"select_multiple {names.codes(variable.codelist or '')}", ""),
    }[variable.type]
    return Row(kind, name, label, hint, constraint=constraint, constraint_message=message, appearance=appearance,
               save_to=variable.name)  # fmt: skip


def choices_of(variable: Variable, codelists: Mapping[str, CodeList]) -> dict[str, tuple[Choice, ...]]:
    """The choice list an open cell of this fact needs, if any."""
    if variable.type == "bool":
        yes, no = Choice("true", Label(zh="是", en="Yes")), Choice("false", Label(zh="否", en="No"))
        return {names.YES_NO: (yes, no)}
    if variable.codelist is None:
        return {}
    codes = codelists[variable.codelist].codes
    return {names.codes(variable.codelist): tuple(Choice(c.code, Label(zh=c.zh, en=c.en)) for c in codes)}


def printed(option: Option) -> Label:
    """An option with its number, as the annex prints it."""
    number = f"{option.value}. " if option.value.isdigit() and option.value != option.zh else ""
    return Label(zh=number + option.zh, en=number + option.en)


def _blank_row(bound: BoundQuestion, option: Option, slot: Blank, *, named: bool) -> Row:
    """The ``____`` of an option. ``named``: it stands in a group under the question, so only the option is named."""
    question = bound.question
    about = printed(option)
    zh = about.zh if named else f"{question.zh}:{option.zh}"
    en = about.en if named else f"{question.en}: {option.en}"
    variable = bound.variables[slot.gives]
    label = Label(zh=zh + (f",{slot.before}" if slot.before else "") + (f"({slot.after})" if slot.after else ""),
                  en=en if named else f"{en} ({variable.en})")  # fmt: skip
    row = typed_row(variable, names.part(question, option), label)
    if named:
        return row
    relevant = _is(question, names.choice(question, option), many=question.pick == "many")
    must = slot.required or option.other_words
    return replace(row, relevant=relevant, required=TRUE if must else "", required_message=REQUIRED if must else None)


def _is(question: Question, choice: str, *, many: bool) -> str:
    node = f"${{{names.main(question)}}}"
    return f"selected({node}, '{choice}')" if many else f"{node} = '{choice}'"


def _limits(variable: Variable) -> tuple[str, Label | None]:
    """What a sheet's cell of this fact would take, as a constraint and its message."""
    if variable.type in ("date", "month"):
        return (
            f". >= date('{_FIRST_DAY}') and . < date('{_AFTER_LAST_DAY}')",
            Label(zh="日期应在1900年至2100年之间", en="A date from 1900 to 2100"),
        )
    if variable.type not in ("int", "money", "decimal"):
        return "", None
    low, high = variable.minimum or 0, variable.maximum
    conditions = [f". >= {low}", *([f". <= {high}"] if high is not None else [])]
    zh = f"应在 {low} 到 {high} 之间" if high is not None else f"应不小于 {low}"
    en = f"From {low} to {high}" if high is not None else f"Not less than {low}"
    if variable.scale > 1:
        conditions.append("round(., 2) = .")
        zh, en = f"{zh},最多两位小数", f"{en}, with at most two decimals"
    return " and ".join(conditions), Label(zh=f"{zh}{variable.unit and f'({variable.unit})'}", en=en)


def _codes(variable: Variable, codelists: Mapping[str, CodeList]) -> tuple[Code, ...]:
    return codelists[variable.codelist].codes if variable.codelist else ()


def _options(options: list[Option]) -> Label:
    return Label(zh="、".join(o.zh for o in options), en=", ".join(o.en for o in options))


def _filled(text: Label, option: Label) -> Label:
    return Label(zh=text.zh.format(option=option.zh), en=text.en.format(option=option.en))
