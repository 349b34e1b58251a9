"""The campaign check: what a notice says against itself, said before anyone is sent out.

Each check is a small function over a :class:`Notice`, named in :data:`CHECKS`; every one is silent on a sound notice.
"""

from collections.abc import Callable, Iterable, Iterator

from shouxian.core.packs.catalogue import CampaignPack, Catalogue
from shouxian.core.packs.checks import clauses, contents, dates, values
from shouxian.core.packs.checks.notice import Finding, Notice

Check = Callable[[Notice], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    dates.two_dates,
    dates.outside_the_campaign,
    dates.over_before_the_issue,
    dates.begins_before_the_issue,
    dates.out_of_order,
    dates.summed_up_early,
    dates.limits_that_cannot_fit,
    contents.announced_count,
    contents.not_enumerated,
    contents.two_option_lists,
    contents.village_without_inspection,
    contents.other_number_of_villages,
    contents.empty_stage,
    clauses.without_place,
    clauses.numbering_gap,
    values.disagreement_at_a_line,
    values.missing_parameter,
    contents.doubtful_repair,
    contents.repaired_silently,
)


def check_campaign(catalogue: Catalogue, pack: CampaignPack, villages: Iterable[str] = ()) -> list[Finding]:
    """Everything the notice contradicts or leaves open, in the order of :data:`CHECKS`; nothing here is fatal.

    ``villages`` are the codes of all villages the campaign covers.
    """
    notice = Notice(catalogue, pack, tuple(villages))
    return [finding for check in CHECKS for finding in check(notice)]
