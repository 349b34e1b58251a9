"""The table of lives, read once from the files beside this module."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shouxian.core.packs.source import parse_model, read_yaml
from shouxian.core.synthetic.life.models import Family, Life, LifeMember, LivesFile, UsualFile

_FOLDER = Path(__file__).parent / "table"


@dataclass(frozen=True)
class LifeTable:
    """``usual``: what is so where nothing happens; ``lives``: everything that may happen, in the order of the files."""

    usual: UsualFile
    lives: tuple[Life, ...]

    def family(self, name: str) -> Family:
        return next(family for family in self.usual.families if family.id == name)

    def members(self, life: Life, family: Family) -> tuple[LifeMember, ...]:
        """The members of a family as the life changes them; those it adds stand behind."""
        own = tuple(_changed(member, LifeMember(facts=life.everybody)) for member in family.members)
        changed = [_changed(own[n], m) if n < len(own) else m for n, m in enumerate(life.members)]
        return (*changed, *own[len(changed) :])


@cache
def life_table() -> LifeTable:
    """Raises ``ShouxianError`` with file and line where a file of the table is not sound."""
    files = sorted(_FOLDER.glob("lives_*.yaml"))
    lives = [life for path in files for life in parse_model(read_yaml(path), LivesFile).lives]
    return LifeTable(parse_model(read_yaml(_FOLDER / "usual.yaml"), UsualFile), tuple(lives))


def _changed(member: LifeMember, by: LifeMember) -> LifeMember:
    ages = by.ages if by.ages is not None else member.ages
    return LifeMember(
        ages=ages, works=member.works if by.works is None else by.works, facts={**member.facts, **by.facts}
    )
