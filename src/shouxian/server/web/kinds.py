"""The kinds of things an address can name. The walk over all addresses plants some of each kind in every village, so an
address that names a thing of a new kind needs the kind here, and the walk's world some of it."""

from django.urls import register_converter

KINDS: dict[str, str] = {
    "household": r"[A-Za-z0-9-]{1,40}",  # the household's key
    "village": r"[0-9]{12}",  # its official code
    "account": r"[0-9]{1,12}",
    "posting": r"[0-9]{1,12}",
    "area": r"[0-9]{1,12}",  # a named area
    "job": r"[0-9]{1,12}",
    "source": r"[0-9]{1,12}",  # a stored import, by its number
    "change": r"[0-9]{1,12}",  # one that is a change of members
    "file": r"[0-9]{1,12}",  # one handed in at the desk
    "paper": r"[0-9]{1,12}",  # one made at the desk, to be fetched
    "export": r"[0-9]{1,12}",  # a list of personal data, whoever asked for it
    "asked": r"[0-9]{1,12}",  # the same, for whoever has to allow it
    "document": r"[0-9]{1,12}",  # a paper or photograph of a household
    "thing": r"[A-Za-z0-9-]{1,40}",  # what belongs to a village and is no household
    "campaign": r"[a-z0-9-]{1,80}",
}
_NUMBERS = KINDS.keys() - {"household", "village", "thing", "campaign"}


class _Kind:
    regex = ""
    number = False

    def to_python(self, value: str) -> str | int:
        return int(value) if self.number else value

    def to_url(self, value: str | int) -> str:
        return str(value)


for _name, _regex in KINDS.items():
    register_converter(type(_name, (_Kind,), {"regex": _regex, "number": _name in _NUMBERS}), _name)
