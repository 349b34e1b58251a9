"""Small things of pages: icons, fields of forms, names of places and posts."""

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, SelectMultiple
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouxian.core.kernel.faults import Lang
from shouxian.server.accounts.roles import ROLES
from shouxian.server.campaigns.posts import named_post
from shouxian.server.jobs.models import Job
from shouxian.server.regions import queries as regions
from shouxian.server.web.desk.jobs.kinds import KIND_PAGES
from shouxian.server.web.frame import asset_version

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a style or script, changing with its content."""
    return f"{static('desk/' + name)}?v={asset_version()}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration, unless it has a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, asset("icons.svg"), name)


@register.inclusion_tag("desk/_field.html")
def field(bound: BoundField, autocomplete: str = "") -> dict[str, object]:
    """A field with its label, help and faults; told to a screen reader as one."""
    widget = bound.field.widget
    many = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    kind = "form-check-input" if isinstance(widget, CheckboxInput) else "form-control"
    kind = "form-select" if isinstance(widget, Select | SelectMultiple) and not many else kind
    attrs: dict[str, str | bool] = {"class": "" if many else kind + (" is-invalid" if bound.errors else "")}
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    return {
        "bound": bound, "made": bound.as_widget(attrs=attrs), "many": many,
        "check": isinstance(widget, CheckboxInput),
    }  # fmt: skip


@register.filter
def place(code: str) -> str:
    return regions.name_of(code)


@register.filter
def full_place(code: str) -> str:
    return regions.full_name_of(code)


@register.filter
def role(code: str, lang: Lang = "zh") -> str:
    """The name of a role, of several joined as the log keeps them."""
    known = [ROLES[part] for part in code.split("、") if part in ROLES]
    return "、".join(r.zh if lang == "zh" else r.en for r in known) or code


@register.simple_tag
def post_word(role_code: str, named: str, lang: Lang = "zh") -> str:
    """A post in the notice's own word, else by its role."""
    post = named_post(named) if named else None
    return role(role_code, lang) if post is None else post.zh if lang == "zh" else post.en


@register.filter
def kind_of_job(job: Job) -> str:
    page = KIND_PAGES.get(job.kind)
    return str(page.label) if page else job.kind


@register.simple_tag
def trail(*steps: str) -> SafeString:
    """Where a page lies: pairs of address and words, from the top."""
    pairs = format_html_join(" › ", '<a href="{}">{}</a>', zip(steps[::2], steps[1::2], strict=True))
    return format_html('<nav class="trail" aria-label="{}">{}</nav>', _("Where you are"), pairs)
