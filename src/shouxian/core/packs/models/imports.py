"""Layouts of foreign lists (rosters, exports of the national system): which heading tells which fact."""

from pydantic import Field

from shouxian.core.packs.models.base import Name, PackModel, Truth
from shouxian.core.packs.models.questions import Given


class ImportColumn(PackModel):
    """A heading (and its other spellings) and the fact it tells. ``values``: cell texts that give facts of their own,
    for columns whose words are not a code list (户类型: 脱贫户 → is_poverty_alleviated). ``filled``: what any words in
    the cell give, besides (产业帮扶: whatever stands there, there is a measure of that group)."""

    heads: tuple[str, ...]
    gives: Name | None = None
    values: dict[str, Given] = Field(default_factory=dict)
    filled: Given = Field(default_factory=dict)

    def facts(self) -> set[str]:
        """Every fact the column can tell."""
        told = {name for given in (*self.values.values(), self.filled) for name in given}
        return told | ({self.gives} if self.gives else set())


class ImportSpec(PackModel):
    """A foreign list. One row per ``person`` (household facts repeated), per ``household``, or per any other subject.

    ``place``: headings of town and village names, or of the 12-digit village code. ``use_dictionary``: headings not
    listed are looked up among the names and synonyms of the dictionary. ``header_within``: rows searched for headings.
    ``home_heads``: of a subject that stands in a household, the column of that household's head.
    """

    id: Name
    zh: str
    en: str
    source: str
    rows: Name  # subject of a row
    header_within: int = 10
    use_dictionary: Truth = False
    village_heads: tuple[str, ...] = ("村", "行政村", "村名")
    town_heads: tuple[str, ...] = ("乡", "乡镇", "镇街", "乡(镇)")
    code_heads: tuple[str, ...] = ("行政村代码", "村编码")
    home_heads: tuple[str, ...] = ("户主姓名", "户主", "产权人", "农户姓名")
    national: Truth = False  # an export of the national system: what it holds needs no entering there any more
    ignored: tuple[str, ...] = ()  # headings known and not wanted: no remark
    columns: tuple[ImportColumn, ...] = ()
