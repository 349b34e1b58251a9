"""Every form of every campaign: it converts, passes ODK Validate and our own checks, and asks what its sheets ask."""

from dataclasses import dataclass

import pytest

from shouxian.core.campaigns.opened import OpenedCampaign, open_packs
from shouxian.core.campaigns.phone_lists import ground_of
from shouxian.core.forms.checking import check
from shouxian.core.forms.compiling import Compiled, compile_form
from shouxian.core.forms.ground import Ground
from shouxian.core.forms.making import make_forms
from shouxian.core.forms.names import META
from shouxian.core.forms.rows import Form
from shouxian.core.forms.validating import validate
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.regions import load_regions

CATALOGUE, REGIONS = open_packs(), load_regions(packs_folder())


@dataclass(frozen=True)
class Made:
    ground: Ground
    form: Form


def _made() -> dict[str, Made]:
    found = {}
    for pack in CATALOGUE.campaigns.values():
        ground = ground_of(OpenedCampaign(CATALOGUE, pack, REGIONS))
        found.update({form.form_id: Made(ground, form) for form in make_forms(ground)})
    return found


FORMS = _made()
every_form = pytest.mark.parametrize("name", sorted(FORMS))


@pytest.fixture(scope="module")
def compiled() -> dict[str, Compiled]:
    return {name: compile_form(made.form) for name, made in FORMS.items()}


@pytest.fixture(scope="module")
def refused(compiled: dict[str, Compiled]) -> dict[str, str]:
    """All forms in one Java machine: form → what ODK Validate says against it."""
    return {name: found.text("en") for name, found in validate({n: c.xml for n, c in compiled.items()}).items()}


@every_form
def test_it_converts_and_passes_odk_validate(name: str, compiled: dict[str, Compiled], refused: dict[str, str]) -> None:
    assert compiled[name].xml.startswith("<?xml")
    assert name not in refused, refused[name]


@every_form
def test_it_passes_our_own_checks(name: str) -> None:
    made = FORMS[name]
    assert [fault.text("en") for fault in check(made.form, made.ground)] == []


@every_form
def test_it_asks_what_its_sheets_ask_and_each_thing_once(name: str) -> None:
    made = FORMS[name]
    ids = [q.id for q in (*made.form.questions, *made.form.members)]
    assert len(ids) == len(set(ids))
    subjects = {made.form.subject, "person"} if made.form.type else {made.form.subject}
    for sheet in made.form.sheets:
        for asked in made.ground.pack.sheets[sheet].questions():
            question = made.ground.pack.questions.get(asked)
            if question is None or question.subject not in subjects:
                continue
            if made.form.type is None or not question.asked_of or made.form.type in question.asked_of:
                assert asked in ids, f"{sheet} asks {asked}"


@every_form
def test_its_names_would_suit_a_server(name: str) -> None:
    made = FORMS[name]
    names = [row.name for row in made.form.rows if row.name and row.name not in META]
    assert all(n.isascii() and len(n) <= 64 for n in names)
    assert not [
        row.save_to for row in made.form.rows if row.save_to.startswith("__") or row.save_to in ("name", "label")
    ]


def test_every_household_type_and_every_other_subject_of_a_campaign_has_a_form() -> None:
    for pack in CATALOGUE.campaigns.values():
        forms = [made.form for made in FORMS.values() if made.form.campaign == pack.campaign.id]
        assert {f.type for f in forms if f.type} == {cell.code for cell in pack.campaign.household_types}
        jobs = {name for job in pack.campaign.jobs for name in job.sheets}
        subjects = {s.subject for s in pack.sheets.values() if s.id in jobs and s.kind != "table"}
        assert subjects - {"person"} <= {f.subject for f in forms}
