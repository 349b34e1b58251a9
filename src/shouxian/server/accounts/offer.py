"""What a manager may write of a post and a place in words: the posts of the notices and the roles, places by name or
code, named areas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from shouxian.core.kernel.faults import Fault, Where, fault
from shouxian.core.kernel.faults.model import Lang
from shouxian.core.kernel.text import nearest, squeezed
from shouxian.core.packs.regions import Region
from shouxian.server.accounts.managing import PostChoice, may_give
from shouxian.server.accounts.models import Area
from shouxian.server.accounts.queries import Standing
from shouxian.server.accounts.roles import ROLES
from shouxian.server.regions.queries import full_name_of, within

EVERYWHERE = ("全部地区", "all places")
_APART = "、,，;；\n"


@dataclass(frozen=True)
class Offer:
    """``posts``: of the notices open here; ``areas``: named areas that are not over."""

    manager: Standing
    posts: tuple[PostChoice, ...]
    areas: tuple[Area, ...]
    lang: Lang = "zh"

    @cached_property
    def choices(self) -> tuple[PostChoice, ...]:
        """The posts that the manager may give, those of notices first, then the roles themselves."""
        roles = may_give(self.manager)
        general = (PostChoice("", code, ROLES[code].zh, ROLES[code].en, "", "", "") for code in roles)
        return (*(post for post in self.posts if post.role in roles), *general)

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        return within(self.manager.where("manage_accounts"))

    def words(self) -> list[str]:
        """Every post as it may be written, each once."""
        return list(dict.fromkeys(choice.zh if self.lang == "zh" else choice.en for choice in self.choices))

    def places(self, text: str, where: Where, faults: list[Fault]) -> tuple[tuple[str, ...], tuple[Area, ...]]:
        """The codes and areas that a cell names, several with 、 between; what is wrong is added to ``faults``."""
        codes: list[str] = []
        areas: list[Area] = []
        for part in _parts(text) or [""]:
            if part in map(squeezed, EVERYWHERE) and "" in self.manager.where("manage_accounts"):
                codes.append("")
            elif mine := [area for area in self.areas if squeezed(area.name) == part]:
                areas.extend(mine)
            else:
                codes.extend(self._code(part, where, faults))
        return tuple(dict.fromkeys(codes)), tuple(areas)

    def _code(self, part: str, where: Where, faults: list[Fault]) -> list[str]:
        found = [region.code for region in self.regions if self._meant(part, region)] if part else []
        if len(found) == 1:
            return found
        if found:
            which = "、".join(f"{full_name_of(code)} {code}" for code in found[:3])
            faults.append(fault("ACCOUNT_WHERE_SEVERAL", where, place=part, count=len(found), which=which))
        else:
            names = [*(region.name for region in self.regions), *(area.name for area in self.areas)]
            faults.append(fault("ACCOUNT_WHERE", where, place=part[:80], nearest=nearest(part, names) or "—"))
        return []

    def _meant(self, part: str, region: Region) -> bool:
        """By code, by name with or without 镇 or 村, or by the end of its full name (詹桥镇三界村)."""
        if part in (region.code, squeezed(region.name), squeezed(region.short)):
            return True
        return part.endswith(squeezed(region.name)) and squeezed(full_name_of(region.code)).endswith(part)

    def post(
        self, text: str, codes: Sequence[str], areas: Sequence[Area], where: Where, faults: list[Fault]
    ) -> PostChoice | None:
        """The post that a cell names: one of a notice that covers the places, else the role of that name."""
        wanted = squeezed(text)
        found = [one for one in self.choices if wanted in (squeezed(one.zh), squeezed(one.en), one.named or one.role)]
        if not found:
            words = self.words()
            faults.append(fault("ACCOUNT_POST", where, post=text[:80], nearest=nearest(wanted, words) or "—"))
            return None
        places = [*codes, *(code for area in areas for code in area.codes)]
        fitting = next((one for one in found if covers(one, places)), None)
        if fitting is None:
            names = "、".join(full_name_of(code) for code in places)
            faults.append(fault("ACCOUNT_POST_ELSEWHERE", where, post=text, place=names))
        return fitting


def covers(choice: PostChoice, places: Iterable[str]) -> bool:
    """Whether the notice of a post covers something of every place."""
    return all(place.startswith(choice.place) or choice.place.startswith(place) for place in places)


def _parts(text: str) -> list[str]:
    for sign in _APART:
        text = text.replace(sign, "、")
    return [part for part in map(squeezed, text.split("、")) if part]
