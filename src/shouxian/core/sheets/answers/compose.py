"""From facts to what stands in a cell: the inverse of an option's ``gives``, in the notation of the form.

Of one-of-many the answer is the option that alone agrees with what is known; of a multiple choice every option whose
giving is known to hold. Where no option or more than one is left, the cell stays blank: nothing is guessed.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.money import yuan
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.models.layouts import PLACEHOLDER
from shouxian.core.packs.models.questions import Option
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion, Facts

Style = Literal["numbers", "texts"]
TICKED, EMPTY_BOX, BLANK = "☑", "□", "____"


def compose(bound: BoundQuestion, facts: Facts, style: Style = "numbers") -> str:
    """The cell's text, "" where the facts do not decide the answer. ``style`` as the form asks for picked options."""
    question = bound.question
    if question.cell is not None:
        return value_text(bound.variables[question.cell], facts.get(question.cell), bound.codelists)
    if question.text is not None:
        return _free_text(bound, facts)
    if bound.counts:
        return _counts(bound, facts)
    return ",".join(_picked(bound, option, facts, style) for option in answers(bound, facts))


def cell_options(bound: BoundQuestion) -> tuple[str, ...]:
    """What may be written in an open cell whose fact has few values: 是、否, or the texts of its code list."""
    if bound.question.cell is None:
        return ()
    variable = bound.variables[bound.question.cell]
    if variable.type == "bool":
        return ("有", "无") if "有无" in bound.question.zh else ("是", "否")
    if variable.type != "choice" or variable.codelist is None:
        return ()
    return tuple(code.zh for code in bound.codelists[variable.codelist].codes)


def is_yes_or_no(bound: BoundQuestion) -> bool:
    """An open cell that is answered by yes or no, so that a card can print two boxes for it."""
    return bound.question.cell is not None and bound.variables[bound.question.cell].type == "bool"


def compose_boxes(bound: BoundQuestion, facts: Facts, gap: str = " ") -> str:
    """``☑有,原因:住院 □无`` in the order of the form, ``gap`` between them; all empty where nothing is decided. An
    option's blank is printed, and filled where it is ticked."""
    if is_yes_or_no(bound):
        fact = facts.get(bound.question.cell or "")
        told = zip(cell_options(bound), (True, False), strict=True)
        return gap.join(f"{TICKED if fact is value else EMPTY_BOX}{text}" for text, value in told)
    ticked = {option.value for option in answers(bound, facts)}
    return gap.join(
        f"{TICKED if o.value in ticked else EMPTY_BOX}{_boxed_text(bound, o.option, facts, o.value in ticked)}"
        for o in bound.options
    )


def _boxed_text(bound: BoundQuestion, option: Option, facts: Facts, ticked: bool) -> str:
    if option.blank is None:
        return option.zh
    before = f",{option.blank.before}" if option.blank.before else ""
    words = _blank_text(bound, option, facts) if ticked else ""
    return f"{option.zh}{before}{':' + words if words else BLANK}{option.blank.after}"


def printed_option(option: Option) -> str:
    """An option as printed: ``2.自有住房且安全``, ``1.有,原因____``, ``1.未参加____人``; without number its text."""
    text = option.zh if option.value == option.zh else f"{option.value}.{option.zh}"
    if option.blank is None:
        return text
    before = f",{option.blank.before}" if option.blank.before else ""
    return f"{text}{before}{BLANK}{option.blank.after}"


def answers(bound: BoundQuestion, facts: Facts) -> tuple[BoundOption, ...]:
    """The options that the facts say were picked: at most one for ``pick: one``, never an exclusive one with others."""
    if bound.question.pick == "one":
        return _only_one_left(bound, facts)
    held = [option for option in bound.options if _holds(option, facts, bound)]
    exclusive = [option for option in held if option.option.exclusive]
    if exclusive:
        return (exclusive[0],) if len(held) == 1 else ()
    return tuple(held)


def value_text(variable: Variable, fact: Fact | None, codelists: Mapping[str, CodeList]) -> str:
    """A fact in its written unit; "" for nothing known or for bounds that are not exact."""
    if isinstance(fact, Bounds):
        fact = fact.exact
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return "是" if fact else "否"
    if isinstance(fact, int):
        return yuan(fact) if variable.scale == 100 else str(fact)
    if isinstance(fact, date):
        return fact.isoformat()[:7] if variable.type == "month" else fact.isoformat()
    names = {c.code: c.zh for c in codelists[variable.codelist].codes} if variable.codelist else {}
    if isinstance(fact, tuple):
        return "、".join(names.get(code, code) for code in fact)
    return names.get(fact, fact)


def _only_one_left(bound: BoundQuestion, facts: Facts) -> tuple[BoundOption, ...]:
    """The option that alone is not refuted by a known fact, if it also gives one that is known to hold.

    Options that give the same (a form that prints 未参加 and 未参保) count as the first of them.
    """
    left: list[BoundOption] = []
    for option in bound.options:
        refuted = any(refutes(facts.get(name), given) for name, given in option.gives.items())
        if not refuted and option.gives not in [other.gives for other in left if other.gives]:
            left.append(option)
    if len(left) != 1 or not left[0].complete:
        return ()
    given = left[0].gives.items()
    return tuple(left) if any(implied(facts.get(name), value, whole=True) for name, value in given) else ()


def _holds(option: BoundOption, facts: Facts, bound: BoundQuestion) -> bool:
    if not option.complete:
        return False
    if not option.gives:
        return _blank_text(bound, option.option, facts) != ""
    return all(implied(facts.get(name), given, whole=False) for name, given in option.gives.items())


def implied(fact: Fact | None, given: Fact | None, *, whole: bool) -> bool:
    """True where ``fact`` says at least what ``given`` says. Unknown implies nothing; ``whole``: sets must be equal."""
    if fact is None or given is None:
        return False
    if isinstance(given, Bounds):
        if isinstance(fact, int) and not isinstance(fact, bool):
            fact = Bounds.exactly(fact)
        return isinstance(fact, Bounds) and not fact.unknown and given.meet(fact) == fact
    if isinstance(given, tuple):
        if not isinstance(fact, tuple):
            return False
        return set(fact) == set(given) if whole else set(given) <= set(fact)
    if isinstance(fact, Bounds):
        fact = fact.exact
    return fact is not None and type(fact) is type(given) and fact == given


def refutes(fact: Fact | None, given: Fact | None) -> bool:
    """True where ``fact`` and ``given`` cannot both be so."""
    if fact is None or given is None:
        return False
    if isinstance(fact, Bounds) or isinstance(given, Bounds):
        one, other = _as_bounds(fact), _as_bounds(given)
        return one is not None and other is not None and one.meet(other) is None
    return not implied(fact, given, whole=True)


def _as_bounds(fact: Fact) -> Bounds | None:
    if isinstance(fact, Bounds):
        return fact
    return Bounds.exactly(fact) if isinstance(fact, int) and not isinstance(fact, bool) else None


def _picked(bound: BoundQuestion, option: BoundOption, facts: Facts, style: Style) -> str:
    words = _blank_text(bound, option.option, facts)
    if not words or option.option.blank is None:
        return option.value if style == "numbers" else option.option.zh
    if option.option.other_words:
        return words
    number = f"{option.value}." if style == "numbers" and option.value != option.option.zh else ""
    before = f",{option.option.blank.before}" if option.option.blank.before else ""
    return f"{number}{option.option.zh}{before}:{words}{option.option.blank.after}"


def _blank_text(bound: BoundQuestion, option: Option, facts: Facts) -> str:
    if option.blank is None:
        return ""
    name = option.blank.gives
    return value_text(bound.variables[name], facts.get(name), bound.codelists)


def _counts(bound: BoundQuestion, facts: Facts) -> str:
    parts = []
    for option in bound.options:
        number = _blank_text(bound, option.option, facts)
        if number and option.option.blank:
            parts.append(f"{option.value}:{number}{option.option.blank.after}")
    return " ".join(parts)


def _free_text(bound: BoundQuestion, facts: Facts) -> str:
    own = facts.get(bound.question.text or "")
    parts = [_sentence(bound, option.option, facts) for option in answers(bound, facts)]
    parts.append(own if isinstance(own, str) else "")
    return ";".join(part for part in parts if part)


def _sentence(bound: BoundQuestion, option: Option, facts: Facts) -> str:
    """The option's sentence with its facts; its plain text where it has none or a fact in it is not known."""
    texts = {}
    for match in PLACEHOLDER.finditer(option.sentence):
        name = match[1]
        texts[name] = _spoken(bound, name, facts.get(name))
        if not texts[name]:
            return option.zh
    return PLACEHOLDER.sub(lambda match: texts[match[1]], option.sentence) or option.zh


def _spoken(bound: BoundQuestion, name: str, fact: Fact | None) -> str:
    """A fact inside a sentence, with its unit: ``5800元``, ``不低于6500元``, ``低于6500元``."""
    variable = bound.variables[name]
    if not isinstance(fact, Bounds) or fact.exact is not None:
        text = value_text(variable, fact, bound.codelists)
        return f"{text}{variable.unit}" if text else ""

    def amount(number: int) -> str:
        return value_text(variable, number, bound.codelists) + variable.unit

    if fact.low is not None and fact.high is not None:
        return f"{amount(fact.low)}至{amount(fact.high)}"
    if fact.low is not None:
        return f"不低于{amount(fact.low)}"
    if fact.high is None:
        return ""
    above = fact.high + 1
    return f"低于{amount(above)}" if above % variable.scale == 0 else f"不超过{amount(fact.high)}"
