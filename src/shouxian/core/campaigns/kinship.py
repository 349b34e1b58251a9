"""What a member is to a new head, as far as what he was to the old one tells: a proposal, which a person confirms."""

from collections.abc import Mapping

from shouxian.core.dataset.records import Record
from shouxian.core.dataset.roles import RELATION, SEX

HEAD = "head"
_CHILDREN = ("son", "daughter")
_MARRIED_IN = ("daughter_in_law", "son_in_law")
_BY_SEX = {
    "parent": {"male": "father", "female": "mother"},
    "child": {"male": "son", "female": "daughter"},
    "spouse_of_child": {"male": "son_in_law", "female": "daughter_in_law"},
}
_SPOUSE: Mapping[str, str] = {  # the old head's wife or husband is the new head
    **{same: same for same in (*_CHILDREN, *_MARRIED_IN, "grandson", "granddaughter", "grandson_by_daughter",
                               "granddaughter_by_daughter", "great_grandson", "great_granddaughter")},
    "head": "spouse", "wifes_father": "father", "wifes_mother": "mother", "husbands_father": "father",
    "husbands_mother": "mother",
}  # fmt: skip
_CHILD = {
    "head": "parent", "spouse": "parent", "son": "sibling", "daughter": "sibling", "father": "grandfather",
    "mother": "grandmother",
}  # fmt: skip
_PARENT = {"head": "child", "spouse": "spouse_of_child", "son": "grandson", "daughter": "granddaughter"}
_SIBLING = {"head": "sibling", "sibling": "sibling", "father": "father", "mother": "mother"}


def towards(new_head: Record, members: Mapping[str, Record]) -> dict[str, str]:
    """Key → code of ``relations`` for every other of ``members`` of whom it follows; those of whom it does not are
    left out. The relations are those to the head before."""
    was = new_head.text(RELATION)
    told = {key: _towards(was, new_head, record, members) for key, record in members.items() if key != new_head.key}
    return {key: relation for key, relation in told.items() if relation}


def _towards(was: str, new_head: Record, member: Record, members: Mapping[str, Record]) -> str:
    relation = member.text(RELATION)
    if was == HEAD:
        return relation
    if was == "spouse":
        theirs = "husbands" if new_head.text(SEX) == "female" else "wifes"
        return f"{theirs}_{relation}" if relation in ("father", "mother") else _SPOUSE.get(relation, "")
    if was in _CHILDREN:
        return _by_sex(_CHILD.get(relation, ""), member) or _of_only_child(relation, members)
    if was in ("father", "mother"):
        if relation in ("father", "mother"):
            return "spouse"
        return _by_sex(_PARENT.get(relation, ""), member)
    return _SIBLING.get(relation, "") if was == "sibling" else ""


def _of_only_child(relation: str, members: Mapping[str, Record]) -> str:
    """The family of an only child that becomes head: with brothers or sisters nobody can tell whose it is."""
    children = [record for record in members.values() if record.text(RELATION) in _CHILDREN]
    if len(children) > 1:
        return ""
    if relation in _MARRIED_IN:
        return "spouse"
    return {"grandson": "son", "granddaughter": "daughter"}.get(relation, "")


def _by_sex(kind: str, member: Record) -> str:
    return _BY_SEX[kind].get(member.text(SEX), "") if kind in _BY_SEX else kind
