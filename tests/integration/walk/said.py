"""What the walk says to an address beyond its path: the queries it asks with, and what it sends.

An address that takes POST has to stand here; so has one whose query should be tried. A new address without its entry
makes the walk fail.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.integration.walk.world import CAMPAIGNS, FAR, NEXT_TOWN, ONE, PASSWORD, TWO
from tests.integration.walk.world_changes import CHILDREN
from tests.integration.walk.world_exports import MARKS

THING = "<thing>"  # in a body: the value of what the address names
STATE = "<state>"  # in a body: how the household that the address names stands now


@dataclass(frozen=True)
class Said:
    """``queries`` and ``posts``: each tried with every thing the address can name; a file is ``(name, bytes)``."""

    queries: tuple[Mapping[str, object], ...] = ({},)
    posts: tuple[Mapping[str, object], ...] = ({},)


_DAYS = {"since": "2026-01-01", "until": "2099-12-31"}
_POST = {"role": "grid_worker", "place": ONE, **_DAYS}
_HERE, _THERE = {"campaign": CAMPAIGNS[ONE]}, {"campaign": CAMPAIGNS[FAR]}
_COMES = {"kind": "moved_in", "day": "2022-03-01", "shows": "示例", "member_name": "来人示例", "sex": "male",
          "relation": "son", "birth_date": "1990-01-01"}  # fmt: skip
_FILE = {"file": ("returns.xlsx", b"no workbook"), "campaign": CAMPAIGNS[ONE], "what": "return"}
_EXPORT = {"reason": "示例", "hours": "24", "fact-head_name": "on"}

SAID: dict[str, Said] = {
    "language": Said(posts=({"to": "en", "next": "/"},)),
    "sign_in": Said(posts=({"login": "village_cadre", "password": "wrong"},)),
    "sign_in_code": Said(posts=({"code": "000000"},)),
    "sign_out": Said(),
    "password": Said(posts=({"old": PASSWORD, "new": "Neu-und-lang-1", "again": "Neu-und-lang-1"},)),
    "fresh_codes": Said(posts=({"password": PASSWORD},)),
    "sessions_end": Said(),
    "second_factor": Said(posts=({"code": "000000"},)),
    "job_stop": Said(),
    "log": Said(queries=({}, {"act": "walk.planted"}, {"since": "2020-01-01"}, {"before": "999999"})),
    "log_export": Said(),
    "log_whose": Said(posts=({}, {"mark": "E-"}, {"file": ("turned-up.txt", " ".join(MARKS.values()).encode())})),
    "accounts": Said(queries=({}, {"q": "zq"})),
    "accounts_open": Said(posts=({"people": "示例新人 new.person", **_POST},)),
    "accounts_workbook": Said(posts=({"file": ("accounts.xlsx", b"no workbook")}, {})),
    "accounts_workbook_open": Said(),
    "areas_new": Said(posts=({"name": "示例片", "codes": [ONE, TWO], **_DAYS}, {"name": "远", "codes": FAR, **_DAYS})),
    "area_rename": Said(posts=({"name": "示例改名"},)),
    "area_change": Said(posts=({"codes": [ONE], "since": "2099-01-01"}, {"codes": [FAR], "since": "2099-01-01"})),
    "area_end": Said(posts=({"last_day": "2099-01-01"},)),
    "account_post": Said(posts=(_POST,)),
    "account_reset": Said(),
    "account_second_factor": Said(),
    "account_close": Said(),
    "posting_end": Said(posts=({"last_day": "2099-01-01"},)),
    "households": Said(
        queries=(
            {}, _THERE, {"village": TWO, **_HERE}, {"village": FAR, **_THERE}, {"worst": "fix", **_HERE},
            {"rule": f"zqrulehousehold{FAR}seehouseholds", **_THERE}, {"village": NEXT_TOWN}, {"after": "H-WALK40"},
            {"after": "H-WALK00", **_HERE},
        )
    ),
    "household_search": Said(posts=tuple({"text": t, **_HERE} for t in ("zqname", "zq", "9991", "14047700991"))),
    "household_why": Said(queries=(_HERE,)),
    "household_reveal": Said(posts=({"subject": "household", "key": THING, "fact": "phone"},)),
    "household_correct": Said(
        queries=({}, {"subject": "person"}, {"key": "H-WALK40"}, {"subject": "nothing"}),
        posts=({}, {"as_of": "2026-01-01", "shows": "示例", "more": "village_group", "more_value": "第七组"}),
    ),
    "correction_undo": Said(),
    "household_change": Said(
        queries=({}, {"kind": "died"}, {"kind": "merged"}, {"kind": "nothing"}),
        posts=(
            {}, {**_COMES, "step": "look"}, {**_COMES, "step": "confirm", "seen-here": STATE},
            *({**_COMES, "step": "look", "resident_id": CHILDREN[village]} for village in (TWO, FAR)),
            {"kind": "merged", "step": "look", "target_name": "zqname", "day": "2022-03-01", "shows": "示例"},
        ),
    ),
    "change_undo": Said(),
    "document_add": Said(
        posts=({}, {"kind": "photo", "title": "示例", "day": "2022-01-01", "file": ("scan.pdf", b"%PDF-1.4 new")})
    ),
    "document_withdraw": Said(),
    "document_back": Said(),
    "things": Said(queries=({}, {"village": FAR}, {"subject": "water_works", "text": "zq"}, {"subject": "household"})),
    "villages": Said(queries=({}, _HERE, _THERE)),
    "screen": Said(),
    "papers_blank": Said(posts=({}, {f"{CAMPAIGNS[FAR]}-villages": FAR})),
    "papers_outputs": Said(),
    "export_ask": Said(
        queries=({}, {"subject": "person"}, {"village": FAR, "type": "general"}, {"group": "zqgroup", "rule": "zq"}),
        posts=tuple({**_EXPORT, **more} for more in ({}, {"villages": FAR}, {"posting": "on"}, {"fact-phone": "full"})),
    ),
    "export_fetch": Said(posts=({"password": PASSWORD},)),
    "export_forget": Said(),
    "export_allow": Said(posts=({"why": "示例"},)),
    "export_refuse": Said(posts=({}, {"why": "示例"})),
    "files": Said(queries=({}, _THERE), posts=(_FILE,)),
    "file_confirm": Said(),
    "file_again": Said(posts=({}, {"column:head_name": "户主"})),
    "file_drop": Said(),
    "file_undo": Said(),
}  # fmt: skip
