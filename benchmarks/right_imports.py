"""Is reading right? Mistakes of clerks and offices, planted in workbooks, against what the import says of each."""

import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

from benchmarks.measure import Table
from shouxian.core.campaigns.hand_out import hand_out, sheet_path
from shouxian.core.campaigns.opened import OpenedCampaign, open_campaign
from shouxian.core.campaigns.rosters import take_roster
from shouxian.core.campaigns.take_back import Outcome, Source, take_back
from shouxian.core.dataset.folder import FolderStore
from shouxian.core.dataset.records import read_records
from shouxian.core.dataset.roles import HEAD_NAME, HOUSEHOLD, PHONE
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.sheets.writing.names import file_name
from shouxian.core.synthetic.clerks import fill_list
from shouxian.core.synthetic.mistakes import MISTAKES, Made, Mistake
from shouxian.core.synthetic.roster_mistakes import ROSTER_MISTAKES, spoil_roster
from shouxian.core.synthetic.town import Household, town
from shouxian.core.synthetic.workbooks import write_roster

SHEETS = {"zhanqiao-2022-income": "annex_1", "shenmu-2022-spring": "annex_1_1"}
ROSTER, OFFICER = "national_households", "镇信息员"
FATES = {"stored": "tolerated", "held": "asked", "refused": "refused"}
Spot = tuple[str, int | None, str]  # sheet, row, code


@dataclass
class Said:
    """Of one code: how often it had to be said, was said, and was said of a row that gave no reason."""

    planted: int = 0
    found: int = 0
    beside: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Office:
    """A campaign whose roster is in and whose blanks are handed out to one village."""

    opened: OpenedCampaign
    folder: Path
    people: Sequence[Household]

    @property
    def store(self) -> FolderStore:
        return FolderStore(self.folder / "work", self.opened.catalogue.dictionary.variables)

    @property
    def layout(self) -> Layout:
        return self.opened.pack.sheets[SHEETS[self.opened.id]]

    def copy(self, folder: Path) -> "Office":
        return Office(self.opened, Path(shutil.copytree(self.folder, folder)), self.people)

    def truth(self) -> dict[str, Mapping[str, object]]:
        told = {(h.village, h.facts[HEAD_NAME], h.facts[PHONE]): h.facts for h in self.people}
        records = read_records(self.store, HOUSEHOLD, self.opened.catalogue.dictionary.variables)
        return {r.key: told[(r.village, r.text(HEAD_NAME), r.text(PHONE))] for r in records}

    def returned(self, mistakes: Sequence[str], random: Random) -> tuple[list[Made], Outcome]:
        """The list of the village, filled with these mistakes and taken back."""
        village = self.opened.villages[0]
        first = sheet_path(self.layout, self.folder / "blank" / file_name(village.name))
        path = first if first.exists() else min(first.parent.glob(f"{first.stem}*.xlsx"))
        questions = self.opened.questions(village.code)
        made = fill_list(path, self.layout, questions, self.truth(), "签字示例", mistakes, random)  # type: ignore[arg-type]
        source = Source(OFFICER, self.opened.reference_date, answers=self.folder / "answers")
        return made, take_back(self.opened, self.store, path, source)


def found_office(folder: Path, campaign: str, households: int, seed: int) -> Office:
    opened = open_campaign(campaign)
    village = opened.villages[0]
    line = opened.resolved(village.code).get("monitoring_line")
    known = line if isinstance(line, int) else None
    office = Office(
        opened,
        folder,
        town(opened.catalogue.dictionary, [village.code], households, opened.reference_date, known, seed),
    )
    folder.mkdir(parents=True)
    store = FolderStore.create(folder / "work", opened.catalogue.dictionary.variables, opened.id)
    outcome = take_roster(opened, store, _roster(office, folder / "roster.xlsx"), ROSTER, _source(opened))
    assert outcome.state == "stored", outcome.faults
    assert list(hand_out(opened, store, [village], folder / "blank"))
    return office


def _source(opened: OpenedCampaign) -> Source:
    return Source(OFFICER, opened.reference_date - timedelta(days=30))


def _roster(office: Office, path: Path) -> Path:
    opened = office.opened
    at = opened.regions.at
    names = {v.code: (at(v.code[:6]), at(v.code[:9]), v.name) for v in opened.villages[:1]}
    places = {code: (c.name if c else "", t.name if t else "", name) for code, (c, t, name) in names.items()}
    write_roster(path, opened.catalogue.imports[ROSTER], office.people, places, opened.catalogue.dictionary)
    return path


def spoilt(office: Office, folder: Path, mistakes: Sequence[str], random: Random) -> tuple[list[Made], Outcome]:
    """A roster with these mistakes, taken into an empty workspace."""
    opened = office.opened
    folder.mkdir()
    path = _roster(office, folder / "roster.xlsx")
    made = spoil_roster(path, opened.catalogue.imports[ROSTER], opened.catalogue.dictionary, mistakes, random)
    store = FolderStore.create(folder / "work", opened.catalogue.dictionary.variables, opened.id)
    return made, take_roster(opened, store, path, ROSTER, _source(opened))


def spots(outcome: Outcome) -> set[Spot]:
    """Everything that the import said of a row."""
    told = {(f.where.sheet, f.where.row, f.code) for f in (*outcome.faults, *outcome.remarks)}
    return told | {(doubt.sheet, doubt.row, doubt.what.code) for doubt in outcome.doubts}


def tell(said: defaultdict[str, Said], made: Iterable[Made], outcome: Outcome) -> list[str]:
    """Count what was planted and said; what a file met instead of the fate of its worst mistake."""
    made = list(made)
    planted = {(m.sheet, m.row, m.mistake.says): m.mistake for m in made if m.mistake.says}
    rows = {(m.sheet, m.row): m.mistake for m in made}
    heard = spots(outcome)
    for spot in planted:
        said[spot[2]].planted += 1
        said[spot[2]].found += spot in heard
    for sheet, row, code in heard - planted.keys():
        cause = rows.get((sheet, row or 0))
        said[code].beside[cause.name if cause else "nothing"] += 1
    order = ("tolerated", "asked", "refused")
    worst = max((m.mistake.fate for m in made), key=order.index, default="tolerated")
    return [] if FATES[outcome.state] == worst else [f"{outcome.state} instead of {worst}: {outcome.file}"]


def groups(mistakes: Mapping[str, Mistake], size: int) -> Iterator[list[str]]:
    """Names of mistakes of one fate, ``size`` at a time: a file that is refused is not asked about."""
    for fate in FATES.values():
        names = [m.name for m in mistakes.values() if m.fate == fate]
        yield from (names[n : n + size] for n in range(0, len(names), size))


def run(quick: bool) -> Table:
    seeds, size = (1, 20) if quick else (3, 4)
    said: defaultdict[str, Said] = defaultdict(Said)
    strange: list[str] = []
    files = made_at_all = 0
    with tempfile.TemporaryDirectory() as name:
        for seed in range(seeds):
            for campaign in list(SHEETS)[: 1 if quick else 2]:
                office = found_office(Path(name) / f"{campaign}-{seed}", campaign, 24, seed)
                tries = [
                    office.copy(Path(name) / f"{campaign}-{seed}-{n}").returned(names, Random(seed))
                    for n, names in enumerate(groups(MISTAKES, size))
                ]
                tries += [
                    spoilt(office, Path(name) / f"{campaign}-{seed}-roster-{n}", names, Random(seed))
                    for n, names in enumerate(groups(ROSTER_MISTAKES, size))
                ]
                files += len(tries)
                for made, outcome in tries:
                    made_at_all += len(made)
                    strange += tell(said, made, outcome)
    return Table(
        f"Right at reading: {made_at_all} mistakes in {files} workbooks and rosters",
        "A code is *found* where it is said of the very row in which its mistake was made; *beside*: said of another "
        "row, or of a row with another mistake.",
        ("code", "planted", "found", "beside", "recall", "precision"),
        tuple(_row(code, said[code]) for code in sorted(said)),
        (f"files that met another fate than their worst mistake: {', '.join(strange) or 'none'}",),
    )


def _row(code: str, of: Said) -> tuple[str, ...]:
    beside = sum(of.beside.values())
    where = f" ({', '.join(f'{name} {n}' for name, n in of.beside.most_common(3))})" if beside else ""
    recall = f"{of.found / of.planted:.3f}" if of.planted else "—"
    precision = f"{of.found / (of.found + beside):.3f}" if of.found + beside else "—"
    return (code, str(of.planted), str(of.found), f"{beside}{where}", recall, precision)
