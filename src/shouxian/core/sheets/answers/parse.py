"""From a cell to facts: the other way of ``compose``, forgiving towards everything a clerk can mean by one answer only.

Blank = asked and left blank (every fact None). 清空 erases. Anything else gives facts or one fault; free words that no
option covers are kept and become a doubt: a person ticks which option they mean.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shouxian.core.kernel.bounds import Bounds
from shouxian.core.kernel.faults import Fault, ShouxianError, fault
from shouxian.core.packs.facts import Fact
from shouxian.core.packs.models.dictionary import CodeList, Variable
from shouxian.core.packs.models.layouts import PLACEHOLDER
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion, Facts
from shouxian.core.sheets.answers.cells import value_of
from shouxian.core.sheets.answers.compose import is_yes_or_no, printed_option
from shouxian.core.sheets.answers.counts import pick_counts
from shouxian.core.sheets.answers.marks import IGNORED, Text, loosely, plain, shown, without_long_gaps
from shouxian.core.sheets.answers.picks import Pick, option_texts, pick_options, words_in_blank

ERASE = "清空"
_NOTHING = frozenset({"", "/", "\\", "-", "--", "----", "____"})
_SPOKEN: tuple[tuple[str, Callable[[int], Bounds]], ...] = (
    ("不低于", lambda amount: Bounds(amount, None)),
    ("低于", lambda amount: Bounds(None, amount - 1)),
    ("不超过", lambda amount: Bounds(None, amount)),
)
_ANSWER_LENGTH = 1_000  # picked options with the words in their blanks are never longer
_BOXES = re.compile(r"[□☐☑☒■√✅]")
_TICKED = frozenset("☑■√✅☒")


@dataclass(frozen=True)
class Answer:
    """What one cell says. ``facts`` holds every fact the question asks; None = left blank or not told by this answer.

    ``erased``: the clerk wrote 清空. ``doubt`` asks for a tick; with a ``fault`` nothing of the cell is taken.
    """

    facts: Facts
    erased: bool = False
    doubt: Fault | None = None
    fault: Fault | None = field(default=None)


def asked_facts(bound: BoundQuestion) -> tuple[str, ...]:
    """Every fact an answer can tell, also those only a sentence names."""
    return tuple(bound.variables)


def parse(bound: BoundQuestion, text: str) -> Answer:
    """Read one cell. Never raises for anything a clerk can type; faults carry no place (the reader knows it)."""
    blank: dict[str, Fact | None] = dict.fromkeys(asked_facts(bound))
    text = without_long_gaps(text)
    word = plain(text)
    if re.fullmatch(r"[\s_.]*", word) or (word in _NOTHING and not _is_option(bound, word)):
        return Answer(blank)
    if word in (ERASE, f"({ERASE})", f"【{ERASE}】"):
        return Answer(blank, erased=True)
    try:
        return _read(bound, text, blank)
    except ShouxianError as error:
        return Answer(blank, fault=error.faults[0])


def parse_boxes(bound: BoundQuestion, text: str) -> Answer:
    """Read ``☑是 □否`` (a tick of any usual kind, before or after the option's text); other texts as :func:`parse`."""
    text = without_long_gaps(text)
    marks = Text(text).plain
    if not _BOXES.search(marks) or re.fullmatch(r"[□☐\s]*", marks) or marks.strip() in _TICKED:
        return parse(bound, text if marks.strip() in _TICKED else re.sub(r"[□☐]", "", text))
    if is_yes_or_no(bound):
        ticked_word = re.search(r"[☑☒■√✅]\s*([^\s□☐☑☒■√✅]+)", marks)
        return parse(bound, ticked_word[1] if ticked_word else "")
    first_text = min((m.start() for o in bound.options if (m := re.search(loosely(o.option.zh), marks))), default=0)
    leading = next(match.start() for match in _BOXES.finditer(marks)) < first_text
    blank: dict[str, Fact | None] = dict.fromkeys(asked_facts(bound))
    try:
        form = r"([□☐☑☒■√✅])\s*{option}" if leading else r"{option}\s*([□☐☑☒■√✅])"
        ticked = _ticked(bound, Text(text), form)
        if ticked is None:
            return parse(bound, text)
        return Answer({**blank, **facts_of_picks(bound, ticked, text)} if ticked else blank)
    except ShouxianError as error:
        return Answer(blank, fault=error.faults[0])


def unknown_option(bound: BoundQuestion, text: str) -> ShouxianError:
    options = " ".join(printed_option(option.option) for option in bound.options)
    return ShouxianError(fault("SHEET_READ_UNKNOWN_OPTION", text=shown(text), options=options))


def _is_option(bound: BoundQuestion, word: str) -> bool:
    return any(word == plain(text) for option in bound.options for text in option_texts(option))


def _read(bound: BoundQuestion, text: str, blank: dict[str, Fact | None]) -> Answer:
    question = bound.question
    if question.cell is not None:
        return Answer({**blank, question.cell: value_of(bound.variables[question.cell], text, bound.codelists)})
    if question.text is not None:
        return _free_text(bound, text, blank)
    picks = None
    if len(text) <= _ANSWER_LENGTH:
        picks = pick_counts(bound, text) if bound.counts else pick_options(bound, text)
    if picks is None:
        picks = _other_words(bound, text)
    return Answer({**blank, **facts_of_picks(bound, picks, text)})


def _other_words(bound: BoundQuestion, text: str) -> list[Pick]:
    """Words that name no option mean the option that takes any other words; raises where no option does."""
    taking = next((option for option in bound.options if option.option.other_words), None)
    if taking is None:
        raise unknown_option(bound, text)
    return [Pick(taking, text.strip())]


def facts_of_picks(bound: BoundQuestion, picks: list[Pick], text: str) -> dict[str, Fact | None]:
    """What the picked options give, the others' ``otherwise``, and what stands in the blanks."""
    chosen = [pick.option for pick in picks]
    several = len({option.value for option in chosen})
    if several > 1 and (bound.question.pick == "one" or any(option.option.exclusive for option in chosen)):
        reason = "、".join(option.option.zh for option in chosen)
        raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(text), reason=reason))
    facts: dict[str, Fact | None] = {}
    for option in bound.options:
        if option in chosen:
            for name, value in option.gives.items():
                facts[name] = _together(facts.get(name), value, text)
    for option in bound.options:
        if option not in chosen:
            facts.update({name: value for name, value in option.otherwise.items() if name not in facts})
    for pick in picks:
        _fill_blank(bound, pick, facts)
    return facts


def _together(known: Fact | None, more: Fact | None, text: str) -> Fact | None:
    """Two options that give the same fact: sets join, bounds meet, anything else must agree."""
    if known is None or more is None or known == more:
        return more if known is None else known
    if isinstance(known, tuple) and isinstance(more, tuple):
        return tuple(dict.fromkeys((*known, *more)))
    if isinstance(known, Bounds) and isinstance(more, Bounds) and (both := known.meet(more)):
        return both
    raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(text), reason=f"{known} / {more}"))


def _fill_blank(bound: BoundQuestion, pick: Pick, facts: dict[str, Fact | None]) -> None:
    slot = pick.option.option.blank
    if slot is None:
        return
    if pick.words:
        facts[slot.gives] = value_of(bound.variables[slot.gives], pick.words, bound.codelists)
    elif slot.required:
        printed = printed_option(pick.option.option)
        words = "3" if bound.variables[slot.gives].type == "int" else "住院自付3万元"
        example = printed.replace("____", f":{words}" if slot.before else words)
        raise ShouxianError(fault("SHEET_READ_BLANK_MISSING", option=printed, example=example))


def _free_text(bound: BoundQuestion, text: str, blank: dict[str, Fact | None]) -> Answer:
    """An option's sentence, text or spelling, then ``;`` and the clerk's own words; else the words alone, to be ticked.

    An option's text counts only when it is the whole cell or a separator follows, so 无保障 is never read as 无.
    """
    assert bound.question.text is not None
    regular = Text(text)
    for option in bound.options:
        match = _sentence_pattern(option).match(regular.plain) if option.option.sentence else None
        if match and (told := _told(bound, option, match)) is not None:
            words = regular.own(match.end("head"), len(regular.plain)).lstrip("；;").strip()
            return Answer({**blank, **told, bound.question.text: words or None})
    found = _leading_option(bound, regular)
    if found is not None:
        option, end = found
        words = regular.own(end, len(regular.plain)).lstrip("；;，,。.:： ").strip()
        return Answer({**blank, **facts_of_picks(bound, [Pick(option, "")], text), bound.question.text: words or None})
    options = " ".join(printed_option(option.option) for option in bound.options)
    doubt = fault(
        "SHEET_READ_NOT_CODED", blocking=False, text=text.strip(), options=options, question=bound.question.id
    )
    return Answer({**blank, bound.question.text: text.strip()}, doubt=doubt)


def _sentence_pattern(option: BoundOption) -> "re.Pattern[str]":
    pieces, at = [], 0
    sentence = option.option.sentence
    for match in PLACEHOLDER.finditer(sentence):
        pieces += [loosely(sentence[at : match.start()]), rf"(?P<{match[1]}>[^;,]*?)"]
        at = match.end()
    pieces.append(loosely(sentence[at:]))
    return re.compile(rf"\s*(?P<head>{IGNORED.join(piece for piece in pieces if piece)}){IGNORED}(?:;|\.?\s*$)")


def _told(bound: BoundQuestion, option: BoundOption, match: "re.Match[str]") -> dict[str, Fact | None] | None:
    """The option's facts, made exact by what the sentence tells; None where it tells no sound value."""
    facts = facts_of_picks(bound, [Pick(option, "")], match[0])
    for name, words in match.groupdict().items():
        if name == "head":
            continue
        try:
            value = _spoken(bound.variables[name], words, bound.codelists)
        except (ShouxianError, ValueError):
            return None
        given = facts.get(name)
        if isinstance(given, Bounds) and isinstance(value, Bounds):
            both = given.meet(value)
            if both is None:
                reason = f"{option.option.zh} / {words}"
                raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=match[0].strip(), reason=reason))
            value = both
        facts[name] = value
    return facts


def _spoken(variable: Variable, words: str, codelists: Mapping[str, CodeList]) -> Fact:
    """A value inside a sentence: ``5800元``, ``不低于6500元``, ``低于6500元``, ``不超过…``, ``4000元至6000元``."""
    if not variable.bounds:
        return value_of(variable, words, codelists)

    def amount(text: str) -> int:
        value = value_of(variable, text, codelists)
        assert isinstance(value, int)
        return value

    word = plain(words)
    if "至" in word:
        low, _, high = word.partition("至")
        return Bounds(amount(low), amount(high))
    for opening, bounds in _SPOKEN:
        if word.startswith(opening):
            return bounds(amount(word.removeprefix(opening)))
    return Bounds.exactly(amount(word))


def _leading_option(bound: BoundQuestion, regular: Text) -> tuple[BoundOption, int] | None:
    """The option whose number or text opens the cell, longest first, before a separator or the end."""
    spelled = [(text, option) for option in bound.options for text in option_texts(option)]
    for text, option in sorted(spelled, key=lambda item: -len(item[0])):
        number = rf"(?:{re.escape(option.value)}\s*[.、:)]\s*)?" if option.value != text else ""
        match = re.match(rf"\s*{number}(?P<head>{loosely(text)})\s*(?=$|[;,.:(])", regular.plain)
        if match:
            return option, match.end("head")
    return None


def _ticked(bound: BoundQuestion, regular: Text, form: str) -> list[Pick] | None:
    """Options whose box is ticked, with the words in their blanks; None where no box stands on that side of any.

    Raises ``ShouxianError`` SHEET_READ_CONTRADICTION where a blank is filled in and its box is not ticked.
    """
    found = {
        option.value: match
        for option in bound.options
        if (match := re.search(form.format(option=loosely(option.option.zh)), regular.plain))
    }
    ends = sorted(match.start() for match in found.values())
    ticked = []
    for option in bound.options:
        match = found.get(option.value)
        if match is None:
            continue
        until = next((start for start in ends if start >= match.end()), len(regular.plain))
        words = words_in_blank(option, regular, match.end(), until) if option.option.blank else ""
        if match[1] in _TICKED:
            ticked.append(Pick(option, words))
        elif words:
            reason = f"□{option.option.zh}:{words}"
            raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(regular.original), reason=reason))
    return ticked if found else None
