"""Identifiers of a whole column at one stroke: nearly all are different and sound, and one by one they cost most of
the reading of a roster and of the taking of a snapshot."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.kernel.resident_ids import CHECKS, WEIGHTS, ResidentId, read_id

_PLAIN = r"^([1-8][0-9]|9[0-8])[0-9]{4}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]$"
"""Eighteen characters as they should be; a birth on the 29th and later is left to ``read_id``, which knows months,
and so is 99…, which may be a placeholder."""


def sound_ids(texts: pa.Array) -> pa.Array:
    """True where a text is a sound 18-digit number in its normal form, for certain; everything else (false, never
    null) is for :func:`~shouxian.core.kernel.resident_ids.read_id` to judge."""
    plain = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), False)
    numbers = pc.if_else(plain, texts, pa.scalar("0" * 18))
    digits = (_digits(numbers, place, place + 1) for place in range(len(WEIGHTS)))
    total = functools.reduce(pc.add, (pc.multiply(d, w) for d, w in zip(digits, WEIGHTS, strict=True)))
    rest = pc.subtract(total, pc.multiply(pc.divide(total, len(CHECKS)), len(CHECKS)))
    wanted = pc.take(pa.array(list(CHECKS)), rest)
    return pc.and_(plain, pc.equal(pc.utf8_slice_codeunits(numbers, 17, 18), wanted))


@dataclass(frozen=True)
class IdColumn:
    """Identity numbers of a column, each different one read once. ``rows``: which of them stands in each row, null
    where none does; ``sound``: texts of those that are sound at first sight, else null; ``others``: the rest, read."""

    rows: pa.Array
    sound: pa.Array
    others: tuple[ResidentId, ...]

    @classmethod
    def of(cls, texts: pa.Array) -> "IdColumn":
        encoded = texts.dictionary_encode()
        different = encoded.dictionary
        sound = sound_ids(different)
        others = different.filter(pc.invert(sound)).to_pylist()
        return cls(encoded.indices, pc.if_else(sound, different, None), tuple(map(read_id, others)))

    def told(self, computed: str, kind: pa.DataType) -> pa.Array:
        """What each number tells: its problem ("sound" where there is none), birth date, sex, disability. ``computed``
        as in the dictionary. Raises ``KeyError`` for what no number tells."""
        one_by_one, at_once = _TOLD[computed]
        others = pa.array([one_by_one(number) for number in self.others], kind)
        values = pc.replace_with_mask(at_once(self.sound).cast(kind), pc.is_null(self.sound), others)
        return values.take(self.rows)


def each(column: pa.Array, tell: Callable[[Any], object], kind: pa.DataType) -> pa.Array:
    """What ``tell`` says of every known value, asked once for each different one; null stays null."""
    encoded = column.dictionary_encode()
    return pa.array([tell(value) for value in encoded.dictionary.to_pylist()], kind).take(encoded.indices)


def times_elsewhere(column: pa.Array) -> pa.Array:
    """How many *other* rows hold the same value; null where there is none."""
    counts = pc.value_counts(column)
    place = pc.index_in(column, counts.field("values"), skip_nulls=True)
    return pc.subtract(counts.field("counts"), 1).take(place)


def _digits(numbers: pa.Array, start: int, stop: int) -> pa.Array:
    return pc.utf8_slice_codeunits(numbers, start, stop).cast(pa.int32())


def _birth_dates(sound: pa.Array) -> pa.Array:
    parts = (pc.utf8_slice_codeunits(sound, start, stop) for start, stop in ((6, 10), (10, 12), (12, 14)))
    return pc.binary_join_element_wise(*parts, "-").cast(pa.date32())


def _sexes(sound: pa.Array) -> pa.Array:
    odd = pc.equal(pc.bit_wise_and(_digits(sound, 16, 17), 1), 1)
    return pc.if_else(odd, "male", "female")


def _nothing(sound: pa.Array) -> pa.Array:
    """A plain identity number is no disability certificate."""
    return pa.nulls(len(sound), pa.string())


_TOLD: Mapping[str, tuple[Callable[[ResidentId], object], Callable[[pa.Array], pa.Array]]] = {
    "id_problem": (lambda number: number.wrong or "sound", lambda sound: pc.if_else(pc.is_valid(sound), "sound", None)),
    "id_birth_date": (lambda number: number.birth_date, _birth_dates),
    "id_sex": (lambda number: number.sex, _sexes),
    "id_disability_type": (lambda number: number.disability_type, _nothing),
    "id_disability_grade": (lambda number: number.disability_grade, _nothing),
}
