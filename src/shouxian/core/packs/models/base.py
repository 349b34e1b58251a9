"""What all pack models share: frozen, nothing unknown allowed, texts in two languages."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class PackModel(BaseModel):
    """A frozen piece of a pack. Every YAML scalar arrives as text and is typed here, so ``no`` is never False."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Label(PackModel):
    """A text in both languages of the interface."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


def _name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError("a name is snake_case English: small letters, digits and _")
    if "__" in text:
        raise ValueError("a name has no double underscore (that joins a fact to its bounds in tables)")
    return text


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("write true or false")


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"not a date of the calendar like 2022-02-28: {value}") from error
    raise ValueError("write a date like 2022-02-28")


Name = Annotated[str, AfterValidator(_name)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[date, BeforeValidator(_day)]
