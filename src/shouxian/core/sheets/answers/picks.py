"""Which options a cell names, and what stands in their blanks: ``2`` ``1.本村`` ``①`` ``1、3`` ``有,原因:生病``."""

import re
from dataclasses import dataclass

from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.sheets.answers.bound import BoundOption, BoundQuestion
from shouxian.core.sheets.answers.marks import IGNORED, Text, loosely, shown

_SEPARATORS = re.compile(r"[\s,;、.和及+/_]*")
_AFTER_HEAD = r"(?=$|[\s,;、.:()_+/和及]|\d{1,2}[.:、)])"


@dataclass(frozen=True)
class Pick:
    """A picked option and the words in its blank ("" for none)."""

    option: BoundOption
    words: str


@dataclass(frozen=True)
class _Head:
    option: BoundOption
    end: int


def option_texts(option: BoundOption) -> tuple[str, ...]:
    """Texts that name the option: as printed, the spellings of clerks, and its number or word on the form."""
    return (option.option.zh, *option.option.spellings, option.value)


def pick_options(bound: BoundQuestion, text: str) -> list[Pick] | None:
    """The options in the order written, None where some part of the text names none.

    Raises ``ShouxianError`` SHEET_READ_CONTRADICTION where a number and the text behind it name different options.
    """
    regular = Text(text)
    picks: list[Pick] = []
    at = _skip(regular.plain, 0)
    while at < len(regular.plain):
        head = _head_at(bound, regular, at)
        if head is None:
            return None
        end = len(regular.plain) if head.option.option.blank is None else _blank_end(bound, regular, head.end)
        words = ""
        if head.option.option.blank is not None:
            words = words_in_blank(head.option, regular, head.end, end)
            at = _skip(regular.plain, end)
        else:
            at = _skip(regular.plain, head.end)
        picks.append(Pick(head.option, words))
    return picks or None


def _skip(text: str, at: int) -> int:
    match = _SEPARATORS.match(text, at)
    return match.end() if match else at


def _head_at(bound: BoundQuestion, regular: Text, at: int) -> _Head | None:
    numbered = _numbered(bound, regular.plain, at)
    if numbered is not None:
        option, after_number, marked = numbered
        named = _named(bound, regular.plain, _skip_blanks(regular.plain, after_number), exact=not marked)
        if named is not None and named.option is not option and marked and not _is_number_text(named.option):
            reason = f"{option.value}.{option.option.zh} / {named.option.option.zh}"
            raise ShouxianError(fault("SHEET_READ_CONTRADICTION", text=shown(regular.original), reason=reason))
        if named is not None and named.option is option:
            return named
        return _Head(option, after_number)
    return _named(bound, regular.plain, at, exact=False)


def _is_number_text(option: BoundOption) -> bool:
    return option.value.isdigit() and option.option.zh.isdigit()


def _skip_blanks(text: str, at: int) -> int:
    match = re.compile(IGNORED).match(text, at)
    return match.end() if match else at


def _numbered(bound: BoundQuestion, text: str, at: int) -> tuple[BoundOption, int, bool] | None:
    """An option's number at ``at``: (option, end, whether ``.`` ``:`` ``)`` marks it as a number of the form)."""
    for option in sorted(bound.options, key=lambda o: -len(o.value)):
        if not option.value.isdigit():
            continue
        match = re.compile(rf"(\()?{re.escape(option.value)}(?!\d)\s*(\))?([.:](?!\d))?").match(text, at)
        if match and bool(match[1]) <= bool(match[2]):
            return option, match.end(), bool(match[2] or match[3]) or not _continues(text, match.end())
    return None


def _continues(text: str, at: int) -> bool:
    return at >= len(text) or text[at] in " ,;、/和及+\t\n"


def _named(bound: BoundQuestion, text: str, at: int, *, exact: bool) -> _Head | None:
    """The option whose text begins at ``at``, the longest text first. Without a blank, nothing may be glued to it."""
    found: list[_Head] = []
    for option in bound.options:
        for spelling in option_texts(option):
            if spelling == option.value and spelling.isdigit():
                continue
            glued = option.option.blank is not None and not exact
            match = re.compile(loosely(spelling) + ("" if glued else _AFTER_HEAD)).match(text, at)
            if match:
                found.append(_Head(option, match.end()))
    return max(found, key=lambda head: head.end, default=None)


def _blank_end(bound: BoundQuestion, regular: Text, start: int) -> int:
    """Where the words in a blank end: at the next option of a multiple choice, else at the end of the cell.

    In a single choice, only a rest that is nothing but another option ends them (then the answer contradicts itself).
    """
    text = regular.plain
    for match in re.finditer(r"[\s,;、]+", text[start:]):
        at = start + match.end()
        if at >= len(text):
            break
        numbered = _numbered(bound, text, at)
        whole = _whole_option(bound, text, at)
        if whole or (bound.question.pick == "many" and numbered is not None and text[numbered[1] - 1] in ".:)"):
            return start + match.start()
    return len(text)


def _whole_option(bound: BoundQuestion, text: str, at: int) -> bool:
    """Is the piece up to the next separator exactly an option's number or text?"""
    piece = re.compile(r"[^\s,;、]*").match(text, at)
    word = piece[0] if piece else ""
    return any(re.fullmatch(loosely(spelled), word) for o in bound.options for spelled in option_texts(o) if word)


def words_in_blank(option: BoundOption, regular: Text, start: int, end: int) -> str:
    """The words in the blank: what is printed before and after it, and one bracket around it, taken off."""
    slot = option.option.blank
    assert slot is not None
    before = f"(?:{loosely(slot.before)})?" if slot.before else ""
    after = f"(?:{loosely(slot.after)})?" if slot.after else ""
    piece = regular.plain[start:end]
    bracketed = re.fullmatch(rf"[\s_,:]*\({before}[\s_:]*(?P<words>.*?){after}\)[\s_.]*", piece, re.DOTALL)
    bare = re.fullmatch(rf"[\s_]*[,、.;:]?{IGNORED}{before}{IGNORED}:?(?P<words>.*?){after}[\s_]*", piece, re.DOTALL)
    match = bracketed or bare
    assert match is not None
    words = regular.own(start + match.start("words"), start + match.end("words"))
    return "" if re.fullmatch(r"[\s_.,:;]*", words) else words
