"""Money is integer fen (1 yuan = 100 fen); no float ever holds an amount."""

import re
from decimal import Decimal

from shouxian.core.kernel.text import squeezed

FEN_PER_YUAN = 100


def parse_yuan(text: str) -> int:
    """Fen from "5800", "5,800.50元", "1.2万元" (full-width digits too).

    Raises ``ValueError`` for anything doubtful ("约5000", "6,5OO", more than two decimals of a yuan): an amount is
    never guessed.
    """
    plain = squeezed(text).replace("¥", "").replace("¥", "")
    match = re.match(r"^(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(万元|万|元)?$", plain)
    if match is None:
        raise ValueError(f"not an amount of money: {text!r}")
    digits, unit = match.groups()
    fen = Decimal(digits.replace(",", "")) * FEN_PER_YUAN * (10_000 if unit and unit.startswith("万") else 1)
    if fen != fen.to_integral_value():
        raise ValueError(f"finer than one fen: {text!r}")
    return int(fen)


def yuan(fen: int) -> str:
    """ "5800" or "5800.50": as few decimals as are true."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    whole, rest = divmod(amount, FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"


def per_head(total: int | None, people: int | None) -> int | None:
    """``total`` fen over ``people``, rounded half up (towards +infinity at .5); None for no people or an unknown."""
    if total is None or people is None or people <= 0:
        return None
    return (2 * total + people) // (2 * people)
