"""Everything in ``packs/`` once loaded: dictionary, code lists, parameters, rules, and each campaign with its parts."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from shouxian.core.kernel.faults import Fault, ShouxianError, Where, fault
from shouxian.core.kernel.text import nearest
from shouxian.core.packs.alternatives import chosen_readings, reread
from shouxian.core.packs.models.base import Label
from shouxian.core.packs.models.campaign import Campaign
from shouxian.core.packs.models.dictionary import CodeList, FactsFile, SubjectFile, Variable
from shouxian.core.packs.models.forms import FormsFile
from shouxian.core.packs.models.imports import ImportSpec
from shouxian.core.packs.models.layouts import Layout
from shouxian.core.packs.models.national import Screen, ScreensFile
from shouxian.core.packs.models.parameters import Parameter, ParameterFile
from shouxian.core.packs.models.questions import Question, QuestionFile
from shouxian.core.packs.models.repairs import Alternative
from shouxian.core.packs.models.rules import Rule
from shouxian.core.packs.models.settings import Settings
from shouxian.core.packs.source import Source, parse_model, read_yaml


@dataclass(frozen=True)
class Dictionary:
    """Subjects, facts and code lists by name. Fact names are unique across subjects; ``places``: where each stands;
    ``topics``: what the file of further facts in which one stands is about, nothing for those of its subject's own."""

    subjects: dict[str, SubjectFile]
    variables: dict[str, Variable]
    subject_of: dict[str, str]
    codelists: dict[str, CodeList]
    places: dict[str, Where] = field(default_factory=dict)
    topics: dict[str, Label] = field(default_factory=dict)

    def variable(self, name: str, where: Where) -> Variable:
        """Raises ``ShouxianError`` PACK_UNKNOWN_NAME with the nearest name."""
        if name not in self.variables:
            raise ShouxianError(unknown("事实 fact", name, self.variables, where))
        return self.variables[name]

    def children(self, subject: str) -> tuple[SubjectFile, ...]:
        return tuple(s for s in self.subjects.values() if s.parent == subject)


@dataclass(frozen=True)
class CampaignPack:
    """One campaign's folder: the notice, its questions, its sheets, and the rules only it has."""

    campaign: Campaign
    questions: dict[str, Question]
    sheets: dict[str, Layout]
    rules: dict[str, Rule]
    folder: Path
    sources: dict[str, Source]  # "campaign", "questions", "sheets/<id>", rule ids → where they came from
    readings: dict[str, Alternative] = field(default_factory=dict)  # repair → the alternative that the county chose
    forms: FormsFile = field(default_factory=FormsFile)  # what it says of its forms for phones


@dataclass(frozen=True)
class Catalogue:
    """The packs of one folder. ``hash`` changes with any byte of any file that is read."""

    folder: Path
    dictionary: Dictionary
    parameters: dict[str, Parameter]
    rules: dict[str, Rule]
    campaigns: dict[str, CampaignPack]
    sources: dict[str, Source]
    imports: dict[str, ImportSpec] = field(default_factory=dict)
    screens: tuple[Screen, ...] = ()  # of the national system, in order

    def campaign(self, name: str) -> CampaignPack:
        if name not in self.campaigns:
            raise ShouxianError(fault("PACK_CAMPAIGN_UNKNOWN", name=name, known="、".join(sorted(self.campaigns))))
        return self.campaigns[name]

    @cached_property
    def hash(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix in (".yaml", ".csv"):
                digest.update(path.relative_to(self.folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def load_catalogue(folder: Path) -> Catalogue:
    """Load every pack below ``folder``; raises ``ShouxianError`` with all faults of the first broken layer."""
    sources: dict[str, Source] = {}
    dictionary = _dictionary(folder, sources)
    parameters = _parameters(folder, sources)
    rules = dict(_rules(folder / "rules", folder, sources))
    campaigns = {}
    for path in sorted((folder / "campaigns").glob("*/campaign.yaml")):
        pack = _campaign(path.parent, folder)
        campaigns[pack.campaign.id] = pack
    imports = _imports(folder, dictionary, sources)
    screens = _screens(folder, dictionary, sources)
    return Catalogue(folder, dictionary, parameters, rules, campaigns, sources, imports, screens)


def unknown(kind: str, name: str, known: Iterable[str], where: Where) -> Fault:
    return fault("PACK_UNKNOWN_NAME", where, kind=kind, name=name, nearest=nearest(name, known) or "—")


def _read(path: Path, root: Path) -> Source:
    return read_yaml(path, shown_as=path.relative_to(root.parent).as_posix())


def _once(name: str, source: Source, sources: dict[str, Source], path: tuple[str | int, ...] = ()) -> None:
    if name in sources:
        raise ShouxianError(fault("PACK_DUPLICATE", source.where(path), name=name, first=sources[name].file))
    sources[name] = source


def _dictionary(folder: Path, sources: dict[str, Source]) -> Dictionary:
    subjects: dict[str, SubjectFile] = {}
    topics: dict[str, Label] = {}
    facts = _Facts(sources)
    for path in sorted((folder / "dictionary").glob("*.yaml")):
        source = _read(path, folder)
        part = parse_model(source, SubjectFile)
        _once(f"subject:{part.subject}", source, sources)
        subjects[part.subject] = part
        facts.add(source, part.subject, part.variables)
    for path in sorted((folder / "dictionary" / "facts").glob("*.yaml")):
        source = _read(path, folder)
        more = parse_model(source, FactsFile)
        if more.subject not in subjects:
            raise ShouxianError(unknown("主体 subject", more.subject, subjects, source.where(("subject",))))
        facts.add(source, more.subject, more.variables)
        topics |= dict.fromkeys((variable.name for variable in more.variables), more.topic)
        whole = (*subjects[more.subject].variables, *more.variables)
        subjects[more.subject] = subjects[more.subject].model_copy(update={"variables": whole})
    codelists = {}
    for path in sorted((folder / "dictionary" / "codelists").glob("*.yaml")):
        source = _read(path, folder)
        codelist = parse_model(source, CodeList)
        _once(f"codelist:{codelist.id}", source, sources)
        codelists[codelist.id] = codelist
    return Dictionary(subjects, facts.variables, facts.subject_of, codelists, facts.places, topics)


@dataclass
class _Facts:
    """Facts as their files are read."""

    sources: dict[str, Source]
    variables: dict[str, Variable] = field(default_factory=dict)
    subject_of: dict[str, str] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)

    def add(self, source: Source, subject: str, variables: Iterable[Variable]) -> None:
        for number, variable in enumerate(variables):
            path = ("variables", number)
            _once(f"fact:{variable.name}", source, self.sources, path)
            self.variables[variable.name] = variable
            self.subject_of[variable.name] = subject
            self.places[variable.name] = source.where(path)


def _parameters(folder: Path, sources: dict[str, Source]) -> dict[str, Parameter]:
    parameters = {}
    for path in sorted((folder / "parameters").glob("*.yaml")):
        source = _read(path, folder)
        for number, parameter in enumerate(parse_model(source, ParameterFile).parameters):
            _once(f"parameter:{parameter.name}", source, sources, ("parameters", number))
            parameters[parameter.name] = parameter
    return parameters


def _imports(folder: Path, dictionary: Dictionary, sources: dict[str, Source]) -> dict[str, ImportSpec]:
    """Layouts of foreign lists; raises ``ShouxianError`` PACK_UNKNOWN_NAME for a fact that does not exist."""
    specs = {}
    for path in sorted((folder / "imports").glob("*.yaml")):
        source = _read(path, folder)
        spec = parse_model(source, ImportSpec)
        _once(f"import:{spec.id}", source, sources)
        for number, column in enumerate(spec.columns):
            for fact in sorted(column.facts()):
                dictionary.variable(fact, source.where(("columns", number)))
        specs[spec.id] = spec
    return specs


def _screens(folder: Path, dictionary: Dictionary, sources: dict[str, Source]) -> tuple[Screen, ...]:
    """The screens of the national system, none without their file; raises PACK_UNKNOWN_NAME for an unknown fact."""
    path = folder / "national" / "screens.yaml"
    if not path.exists():
        return ()
    source = _read(path, folder)
    sources["screens"] = source
    screens = parse_model(source, ScreensFile).screens
    for number, screen in enumerate(screens):
        for fact in screen.facts:
            dictionary.variable(fact, source.where(("screens", number)))
    return screens


def _rules(folder: Path, root: Path, sources: dict[str, Source]) -> Iterator[tuple[str, Rule]]:
    for path in sorted(folder.rglob("*.yaml")):
        source = _read(path, root)
        rule = parse_model(source, Rule)
        _once(f"rule:{rule.id}", source, sources)
        yield rule.id, rule


def _campaign(folder: Path, root: Path) -> CampaignPack:
    sources: dict[str, Source] = {}
    source = _read(folder / "campaign.yaml", root)
    sources["campaign"] = source
    campaign = parse_model(source, Campaign)
    questions: dict[str, Question] = {}
    sources["questions"] = _read(folder / "questions.yaml", root)
    for number, question in enumerate(parse_model(sources["questions"], QuestionFile).questions):
        _once(f"question:{question.id}", sources["questions"], sources, ("questions", number))
        questions[question.id] = question
    sheets: dict[str, Layout] = {}
    for path in sorted((folder / "sheets").glob("*.yaml")):
        layout_source = _read(path, root)
        layout = parse_model(layout_source, Layout)
        _once(f"sheet:{layout.id}", layout_source, sources)
        sheets[layout.id] = layout
    rules = dict(_rules(folder / "rules", root, sources))
    readings: dict[str, Alternative] = {}
    if (folder / "settings.yaml").exists():
        sources["settings"] = _read(folder / "settings.yaml", root)
        readings = chosen_readings(campaign, parse_model(sources["settings"], Settings), sources["settings"])
        questions = reread(questions, readings, sources["settings"])
    forms = FormsFile()
    if (folder / "forms.yaml").exists():
        sources["forms"] = _read(folder / "forms.yaml", root)
        forms = parse_model(sources["forms"], FormsFile)
    return CampaignPack(campaign, questions, sheets, rules, folder, sources, readings, forms)
