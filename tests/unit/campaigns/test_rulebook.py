"""All rules tried by their own cases, and written down to be read."""

from dataclasses import replace

from tests.unit.two_villages import Town

from shouxian.core.campaigns.rulebook import every_rule, rulebook, try_rules


def test_every_case_of_every_rule_holds(zhanqiao_founded: Town) -> None:
    tried = try_rules(zhanqiao_founded.opened.catalogue, mutate=False)
    assert tried.faults == ()
    assert tried.rules == len(every_rule(zhanqiao_founded.opened.catalogue))
    assert tried.cases > tried.rules
    assert tried.mutants == 0


def test_a_rule_whose_cases_miss_a_boundary_is_told(zhanqiao_founded: Town) -> None:
    """Only one rule is left, with one case for each verdict: the change of < to <= goes unnoticed."""
    catalogue = zhanqiao_founded.opened.catalogue
    rule = catalogue.rules["income.below_line"]
    few = rule.model_copy(update={"cases": tuple({c.expect: c for c in rule.cases}.values())})
    alone = replace(catalogue, rules={rule.id: few}, campaigns={})
    tried = try_rules(alone, mutate=True)
    assert (tried.rules, tried.cases) == (1, 3)
    assert 0 < len(tried.faults) < tried.mutants
    assert try_rules(replace(alone, rules={rule.id: rule}), mutate=True).faults == ()


def test_the_rules_of_one_campaign_are_its_own_and_the_shared(zhanqiao_founded: Town) -> None:
    opened = zhanqiao_founded.opened
    rules = every_rule(opened.catalogue, opened)
    assert rules.keys() == opened.catalogue.rules.keys() | opened.pack.rules.keys()
    assert not [name for name in rules if name.startswith("shenmu.")]


def test_the_rulebook_reads_in_both_languages(zhanqiao_founded: Town) -> None:
    catalogue = zhanqiao_founded.opened.catalogue
    zh, en = rulebook(catalogue, "zh"), rulebook(catalogue, "en")
    assert zh.startswith(f"# 规则手册({len(every_rule(catalogue))} 条)")
    assert en.count("### `") == zh.count("### `") == len(every_rule(catalogue))
    assert "- 性质:风险,须核实" in zh
    assert "- kind:" in en
