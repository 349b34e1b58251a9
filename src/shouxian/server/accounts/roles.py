"""What a post may do at the desk. A posting names one of these; nothing else gives a right."""

from dataclasses import dataclass
from typing import Literal

Right = Literal[
    "see_households", "change_households", "reveal", "hand_out", "take_back", "screen", "export", "decide",
    "manage_accounts", "read_log", "keep_server",
]  # fmt: skip


@dataclass(frozen=True)
class Role:
    """``second_factor``: may only sign in with one. ``until_end``: an inspection's access ends with the inspection."""

    code: str
    zh: str
    en: str
    rights: frozenset[Right]
    second_factor: bool = False
    until_end: bool = False


def _role(code: str, zh: str, en: str, *rights: Right, second_factor: bool = False, until_end: bool = False) -> Role:
    return Role(code, zh, en, frozenset(rights), second_factor, until_end)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("village_cadre", "村干部", "village cadre", "see_households", "change_households", "reveal", "hand_out",
              "take_back"),
        _role("grid_worker", "网格员", "grid worker", "see_households", "change_households"),
        _role("first_secretary", "第一书记", "first secretary", "see_households", "change_households", "reveal",
              "hand_out", "take_back"),
        _role("village_contact", "包村干部", "town cadre in charge of villages", "see_households", "reveal", "hand_out",
              "take_back"),
        _role("town_clerk", "镇信息员", "town clerk", "see_households", "change_households", "reveal", "hand_out",
              "take_back", "screen", "export"),
        _role("town_leader", "镇领导", "town leader", "see_households", "decide"),
        _role("county_office", "县办", "county office", "see_households", "change_households", "reveal", "hand_out",
              "take_back", "screen", "export", "decide", "manage_accounts", second_factor=True),
        _role("checker", "督查人员", "checker", "see_households", until_end=True),
        _role("auditor", "审计员", "auditor", "read_log", second_factor=True),
        _role("administrator", "系统管理员", "administrator", "manage_accounts", "keep_server", second_factor=True),
    )
}  # fmt: skip
