"""Identity numbers of a whole column at one stroke: nearly all are different and sound, and one by one they cost most
of the reading of a roster."""

import functools

import pyarrow as pa
import pyarrow.compute as pc

from shouxian.core.kernel.resident_ids import CHECKS, WEIGHTS

_PLAIN = r"^([1-8][0-9]|9[0-8])[0-9]{4}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]$"
"""Eighteen characters as they should be; a birth on the 29th and later is left to ``read_id``, which knows months,
and so is 99…, which may be a placeholder."""


def sound_ids(texts: pa.Array) -> pa.Array:
    """True where a text is a sound 18-digit number in its normal form, for certain; everything else (false, never
    null) is for :func:`~shouxian.core.kernel.resident_ids.read_id` to judge."""
    plain = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), False)
    numbers = pc.if_else(plain, texts, pa.scalar("0" * 18))
    digits = (pc.utf8_slice_codeunits(numbers, place, place + 1).cast(pa.int32()) for place in range(len(WEIGHTS)))
    total = functools.reduce(pc.add, (pc.multiply(d, w) for d, w in zip(digits, WEIGHTS, strict=True)))
    rest = pc.subtract(total, pc.multiply(pc.divide(total, len(CHECKS)), len(CHECKS)))
    wanted = pc.take(pa.array(list(CHECKS)), rest)
    return pc.and_(plain, pc.equal(pc.utf8_slice_codeunits(numbers, 17, 18), wanted))
