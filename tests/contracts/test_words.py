"""Every word of the desk in both languages: English stands in the code, Chinese in ``web/words``."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SERVER = Path(__file__).resolve().parents[2] / "src" / "shouxian" / "server"
_SPOKEN = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def _asked() -> Iterator[tuple[str, str]]:
    """Every msgid with where it stands."""
    for file in sorted(SERVER.rglob("*.html")):
        made = templatize(file.read_text("utf-8"), origin=str(file))
        for _, message, *_rest in extract("python", _Lines(made), keywords=_SPOKEN):
            yield _id(message), file.name
    for file in sorted(SERVER.rglob("*.py")):
        with file.open("rb") as text:
            for _, message, *_rest in extract("python", text, keywords=_SPOKEN):
                yield _id(message), file.name


class _Lines:
    """A text as the extractor reads files."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.encode().splitlines(keepends=True))
        self._text = text.encode()

    def readline(self) -> bytes:
        return next(self._lines, b"")

    def read(self, size: int = -1) -> bytes:
        return self._text

    def seek(self, *_: int) -> None:
        self._lines = iter(self._text.splitlines(keepends=True))

    def tell(self) -> int:
        return 0


def _id(message: object) -> str:
    return str(message[0]) if isinstance(message, tuple) else str(message)


def _translated() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted(SERVER.rglob("*.po")):
        with file.open("rb") as text:
            for message in read_po(text, locale="zh_Hans"):
                if message.id and not message.fuzzy:
                    found[_id(message.id)] = message.string if isinstance(message.string, str) else message.string[0]
    return found


def test_every_word_has_its_chinese_and_no_chinese_is_left_over() -> None:
    asked, translated = dict(_asked()), _translated()
    missing = {message: where for message, where in asked.items() if not translated.get(message)}
    assert not missing
    assert not set(translated) - set(asked)


def test_no_page_says_anything_in_one_language_only() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    bare = [
        f"{file.name}: {line.strip()[:60]}"
        for file in sorted(SERVER.rglob("*.html"))
        for line in file.read_text("utf-8").splitlines()
        if chinese.search(line.replace("中文", "").replace("、", ""))
    ]
    assert not bare
