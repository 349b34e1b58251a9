"""What the office has to know: contradictions of the notice itself, parameters nobody stated, facts nobody collects."""

from shouxian.core.campaigns.asking import Asking
from shouxian.core.campaigns.opened import OpenedCampaign
from shouxian.core.kernel.faults import Fault
from shouxian.core.packs.checks.campaign import check_campaign


def campaign_findings(opened: OpenedCampaign) -> list[Fault]:
    """The general checks of the notice against itself."""
    return list(check_campaign(opened.catalogue, opened.pack, [v.code for v in opened.villages]))


def office_notes(opened: OpenedCampaign, asking: Asking) -> list[str]:
    """One Chinese sentence each: notice first, then missing parameters, then what this campaign does not collect."""
    notes = [finding.text("zh") for finding in campaign_findings(opened)]
    for name, rules in asking.parameters.items():
        label = opened.parameters[name].zh if name in opened.parameters else name
        notes.append(
            f"缺少参数“{label}”({name}),{len(rules)} 条规则因此无法判断;请按文件补上并注明来源,系统不借用别处标准。"
        )
    if asking.not_collected:
        variables = opened.catalogue.dictionary.variables
        told = "、".join(f"{variables[fact].zh}({count})" for fact, count in list(asking.not_collected.items())[:12])
        notes.append(f"下列信息本次排查不采集,有关判断保持“未知”(括号内为等待判断的次数):{told}。")
    return notes
