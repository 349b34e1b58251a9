"""Which village a file is of: the hidden stamp, the printed place line, and whether they agree."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import squeezed
from shouxian.core.sheets.reading.model import Expected

_TAILS = re.compile(r"(村民委员会|居民委员会|村委会|居委会|委员会|社区居委会|社区|村)$")
_TOWN_TAILS = re.compile(r"(街道办事处|办事处|街道|镇|乡)$")


@dataclass(frozen=True)
class Printed:
    """What a sheet's place line says, "" where it says nothing."""

    sheet: str
    town: str
    village: str


def short_name(name: str) -> str:
    """A village's name without 村, 社区 and the committee."""
    plain = squeezed(name)
    shorter = _TAILS.sub("", plain)
    return shorter or plain


def resolve_village(expected: Expected, stamped: str, printed: Iterable[Printed], file: str) -> str | None:
    """The one village code of a file, None where it names none.

    Raises ``ShouxianError``: SHEET_READ_TWO_VILLAGES, SHEET_READ_WRONG_VILLAGE, SHEET_READ_UNKNOWN_VILLAGE.
    """
    named = [p for p in printed if p.village]
    names = list(dict.fromkeys(short_name(p.village) for p in named))
    if len(names) > 1:
        raise ShouxianError(fault("SHEET_READ_TWO_VILLAGES", Where(file), found="、".join(p.village for p in named)))
    said = village_codes(expected.villages, expected.towns, named[0]) if named else []
    if named and not said and expected.villages:
        known = "、".join(list(dict.fromkeys(expected.villages.values()))[:12])
        where = Where(file, sheet=named[0].sheet)
        raise ShouxianError(fault("SHEET_READ_UNKNOWN_VILLAGE", where, found=named[0].village, known=known))
    if stamped and named and said and stamped not in said:
        raise ShouxianError(_wrong(expected.villages, named[0].village, stamped, Where(file, sheet=named[0].sheet)))
    village = stamped or (said[0] if len(said) == 1 else None)
    if expected.village is not None:
        if village is None and expected.village in said:
            return expected.village
        if village is not None and village != expected.village:
            found = expected.villages.get(village, named[0].village if named else village)
            raise ShouxianError(_wrong(expected.villages, found, expected.village, Where(file)))
        return expected.village
    return village


def village_codes(villages: Mapping[str, str], towns: Mapping[str, str], printed: Printed) -> list[str]:
    """Codes of the villages of that name (several where towns share it and the town does not tell them apart)."""
    wanted, town = short_name(printed.village), _TOWN_TAILS.sub("", squeezed(printed.town))
    codes = [code for code, name in villages.items() if short_name(name) == wanted]
    if len(codes) > 1 and town:
        near = [c for c in codes if _TOWN_TAILS.sub("", squeezed(towns.get(c[:9], ""))) == town]
        codes = near or codes
    return codes


def _wrong(villages: Mapping[str, str], found: str, code: str, where: Where) -> Fault:
    return fault("SHEET_READ_WRONG_VILLAGE", where, found=found, expected=villages.get(code, code))
