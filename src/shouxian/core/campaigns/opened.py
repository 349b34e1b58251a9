"""A campaign opened for work: its pack, the places it covers, the parameters in force there, and its vocabulary."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from shouxian.core.campaigns.visit_cards import visit_cards
from shouxian.core.expressions.schema import Schema
from shouxian.core.kernel import region_codes
from shouxian.core.kernel.faults import ShouxianError, fault
from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.checks.linking import load_linked
from shouxian.core.packs.locate import packs_folder
from shouxian.core.packs.models.dates import in_use
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.parameters import Parameter
from shouxian.core.packs.regions import Region, Regions, load_regions
from shouxian.core.packs.resolve import Resolved, resolve
from shouxian.core.sheets.answers.bound import BoundQuestion, bind_all

State = frozenset[tuple[str, int, int]]
"""Path, time and size of every file of the packs."""


@dataclass(frozen=True)
class OpenedCampaign:
    """Everything the main job needs of one campaign; made once per command by :func:`open_campaign`."""

    catalogue: Catalogue
    pack: CampaignPack
    regions: Regions

    @property
    def id(self) -> str:
        return self.pack.campaign.id

    @property
    def reference_date(self) -> date:
        return in_use(self.pack.campaign.reference_date).value

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Shared parameters, those of the campaign itself first."""
        return self.catalogue.parameters | {p.name: p for p in self.pack.campaign.parameters}

    @cached_property
    def schema(self) -> Schema:
        dictionary = self.catalogue.dictionary
        return Schema.build(
            dictionary.subjects.values(), dictionary.codelists.values(), self.parameters.values(), dictionary.places
        )

    def resolved(self, place: str) -> Mapping[str, Resolved | None]:
        """Parameter values in force at a place on the campaign's reference date."""
        around = tuple(stated for stated in self._stated if region_codes.contains(stated, place))
        if around not in self._resolved:  # villages of which nothing of their own is stated share one answer
            values = resolve(self.parameters, place, self.reference_date)
            self._resolved[around] = values | {"reference_date": self.reference_date}
        return self._resolved[around]

    @cached_property
    def _stated(self) -> tuple[str, ...]:
        """Every place for which some parameter states a value."""
        return tuple(sorted({value.place for p in self.parameters.values() for value in p.values}))

    @cached_property
    def _resolved(self) -> dict[tuple[str, ...], Mapping[str, Resolved | None]]:
        return {}

    def questions(self, place: str) -> dict[str, BoundQuestion]:
        """The campaign's questions with the lines of a place, ready to write and read answers."""
        return bind_all(self.pack.questions, self.catalogue.dictionary, self.resolved(place))

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """Every sheet of the notice, and a card per household type that asks all its jobs ask at one visit."""
        return self.pack.sheets | visit_cards(self.pack)

    @cached_property
    def villages(self) -> tuple[Region, ...]:
        """Every village the campaign covers, by code."""
        return self.regions.villages(self.pack.campaign.place)

    def village(self, text: str) -> Region:
        """A village by its 12-digit code or its name; raises ``ShouxianError`` CAMPAIGN_VILLAGE with the nearest."""
        found = [v for v in self.villages if text in (v.code, v.name)]
        if len(found) == 1:
            return found[0]
        near = self.regions.nearest(text, self.pack.campaign.place)
        raise ShouxianError(fault("CAMPAIGN_VILLAGE", name=text, place=self.pack.campaign.place, nearest=near or "—"))

    def chosen(self, names: Iterable[str]) -> tuple[Region, ...]:
        """The villages named, or all of them when none is."""
        listed = tuple(self.village(name) for name in names)
        return listed or self.villages

    def sheets(self, names: Iterable[str]) -> tuple[str, ...]:
        """Sheet ids checked; raises ``ShouxianError`` CAMPAIGN_SHEET for one the campaign has not."""
        listed = tuple(names)
        for name in listed:
            if name not in self.layouts:
                raise ShouxianError(fault("CAMPAIGN_SHEET", name=name, known="、".join(self.layouts)))
        return listed


def open_campaign(name: str, packs: Path | None = None) -> OpenedCampaign:
    """Load and link the packs and pick a campaign by its id; raises ``ShouxianError`` for an unknown id, or with
    everything that does not fit in a broken pack, before any work starts."""
    folder = packs_folder(packs)
    return _opened(name, folder, _state(folder))


def open_packs(packs: Path | None = None) -> Catalogue:
    """The packs loaded and linked; raises ``ShouxianError`` with everything that does not fit. Whoever opens a campaign
    of theirs after that reads nothing again."""
    folder = packs_folder(packs)
    return _packs(folder, _state(folder))[0]


@lru_cache(maxsize=8)
def _opened(name: str, folder: Path, state: State) -> OpenedCampaign:
    """Kept as long as no file of the packs changes."""
    catalogue, regions = _packs(folder, state)
    return OpenedCampaign(catalogue, catalogue.campaign(name), regions)


@lru_cache(maxsize=2)
def _packs(folder: Path, _: State) -> tuple[Catalogue, Regions]:
    """One for all campaigns."""
    catalogue = load_linked(folder)
    return catalogue, load_regions(catalogue.folder)


def _state(folder: Path) -> State:
    files = ((path, path.stat()) for path in folder.rglob("*") if path.is_file())
    return frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in files)
