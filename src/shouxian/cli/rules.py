"""``shouxian rules``: list, document and test the rules."""

from pathlib import Path

import click

from shouxian.cli.boundary import fault_json, terminal
from shouxian.core.campaigns.opened import open_campaign
from shouxian.core.campaigns.rulebook import every_rule, rulebook, try_rules
from shouxian.core.kernel.faults import ExitCode, ShouxianError
from shouxian.core.packs.catalogue import load_catalogue
from shouxian.core.packs.locate import packs_folder


@click.group()
def rules() -> None:
    """规则 The rules: each with its basis, its message and its cases."""


@rules.command("list")
@click.option("--campaign", "-c", "name", help="只列某项排查用的规则 Only those of one campaign.")
@click.pass_context
def list_(context: click.Context, name: str | None) -> None:
    """列出规则 List rules."""
    here = terminal(context)
    catalogue = load_catalogue(packs_folder(here.packs))
    found = every_rule(catalogue) if name is None else every_rule(catalogue, open_campaign(name, here.packs))
    rows = [(r.id, r.subject, r.kind, r.severity, r.problem or "", r.message.of(here.lang)) for r in found.values()]
    heads = here.word("编号 对象 性质 轻重 问题 提示", "id subject kind severity problem message").split()
    here.table("", heads, rows)
    here.give([dict(zip(("id", "subject", "kind", "severity", "problem", "message"), r, strict=True)) for r in rows])


@rules.command()
@click.option("--into", type=click.Path(path_type=Path), help="写到文件 Write to a file instead of the terminal.")
@click.pass_context
def doc(context: click.Context, into: Path | None) -> None:
    """规则手册 The readable catalogue of all rules, as Markdown."""
    here = terminal(context)
    text = rulebook(load_catalogue(packs_folder(here.packs)), here.lang)
    if into is None:
        click.echo(text)
    else:
        into.write_text(text, "utf-8")
        here.say(f"已写出 {into}", f"Written: {into}")


@rules.command("test")
@click.option("--mutate", is_flag=True, help="改动规则,看用例能否发现 Mutate every rule; its own cases must notice.")
@click.pass_context
def test(context: click.Context, mutate: bool) -> int:
    """用规则自带的用例检验规则 Run the cases of every rule through both engines."""
    here = terminal(context)
    tried = try_rules(load_catalogue(packs_folder(here.packs)), mutate=mutate)
    here.give({"rules": tried.rules, "cases": tried.cases, "mutants": tried.mutants,
               "faults": [fault_json(f) for f in tried.faults]})  # fmt: skip
    if tried.faults:
        raise ShouxianError(tried.faults)
    here.say(
        f"{tried.rules} 条规则、{tried.cases} 个用例在两个引擎中全部通过"
        + (f";{tried.mutants} 处改动全部被用例发现" if mutate else ""),
        f"{tried.rules} rules, {tried.cases} cases pass in both engines"
        + (f"; all {tried.mutants} mutants are killed by their cases" if mutate else ""),
    )
    return int(ExitCode.OK)
