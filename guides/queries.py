"""What this room knows about guides and the steps people ticked. The only door for other rooms."""

from dataclasses import dataclass
from itertools import groupby

from home.models import Rung, Source
from home.queries import in_own_words, visible_pages

from .models import CaseStudy, Guide, StepTick, Tool


@dataclass(frozen=True)
class Step:
    """One step of a guide as one person sees it. `key` names it for good; `number` is its place today."""

    key: str
    number: int
    title: str
    text: str
    is_ticked: bool


@dataclass(frozen=True)
class GuideProgress:
    """How far somebody is in a guide: steps ticked of those it has today."""

    guide: Guide
    done: int
    total: int

    @property
    def is_finished(self):
        return self.done == self.total


def ticked_keys(*, person, guide):
    """The keys of the steps that `person` ticked in `guide`, in any language; empty for visitors."""
    if not person.is_authenticated:
        return frozenset()
    ticks = StepTick.objects.filter(person=person, guide_key=guide.translation_key)
    return frozenset(str(key) for key in ticks.values_list("step_key", flat=True))


def steps_for(*, guide, person):
    """The steps of a guide with this person's own ticks."""
    ticked = ticked_keys(person=person, guide=guide)
    return [
        Step(
            key=str(block.id),
            number=number,
            title=block.value["title"],
            text=block.value["text"],
            is_ticked=str(block.id) in ticked,
        )
        for number, block in enumerate(guide.steps, start=1)
    ]


def guides_by_verb(*, locale_id):
    """`[(kind of task, [guide, …])]` in the order of the pages, of guides that anybody may see."""
    guides = visible_pages(model=Guide, locale_id=locale_id).order_by("path")
    verbs = list(dict.fromkeys(guide.verb for guide in guides))
    in_groups = sorted(guides, key=lambda guide: verbs.index(guide.verb))
    return [(verb, list(group)) for verb, group in groupby(in_groups, lambda guide: guide.verb)]


def tools(*, locale_id):
    """Every form to print that anybody may see, in the order of the pages."""
    return list(visible_pages(model=Tool, locale_id=locale_id).order_by("path"))


def guides_with_tool(*, tool):
    """Visible guides that use this form."""
    return list(visible_pages(model=Guide).filter(tool_page=tool.pk).order_by("path"))


def case_studies(*, locale_id):
    """Every case study that anybody may see, in the order of the pages, its rung in the reader's language."""
    studies = list(
        visible_pages(model=CaseStudy, locale_id=locale_id).order_by("path").select_related("rung")
    )
    on_a_rung = [study for study in studies if study.rung]
    rungs = in_own_words(labels=[study.rung for study in on_a_rung], model=Rung)
    for study, rung in zip(on_a_rung, rungs, strict=True):
        study.rung = rung
    return studies


def visible_or_none(*, page):
    """The page that another page points at, or None where not everybody may see it."""
    return visible_pages(model=type(page)).filter(pk=page.pk).first() if page else None


def facts_of(*, case_study):
    """`[{value, source}]` for the numbers of a case study; `source` is None if it is not registered."""
    codes = {block.value["source"] for block in case_study.numbers}
    sources = Source.objects.in_bulk(codes, field_name="code")
    return [
        {"value": block.value, "source": sources.get(block.value["source"])} for block in case_study.numbers
    ]


def guides_using(*, case_study):
    """Visible guides that tell this case study as their example."""
    return list(visible_pages(model=Guide).filter(example_page=case_study.pk).order_by("path"))


def guides_in_progress(*, person, locale_id):
    """`[GuideProgress]` of the guides in which `person` ticked a step, the latest first."""
    ticks = list(
        StepTick.objects.filter(person=person).order_by("-ticked_at").values_list("guide_key", "step_key")
    )
    latest_first = list(dict.fromkeys(guide_key for guide_key, _step in ticks))
    ticked = {(guide_key, str(step_key)) for guide_key, step_key in ticks}
    guides = visible_pages(model=Guide, locale_id=locale_id).filter(translation_key__in=latest_first)
    found = []
    for guide in sorted(guides, key=lambda guide: latest_first.index(guide.translation_key)):
        keys = guide.step_keys
        done = sum((guide.translation_key, key) in ticked for key in keys)
        found.append(GuideProgress(guide=guide, done=done, total=len(keys)))
    return found


def first_guide(*, locale_id, but_not=()):
    """A guide to suggest: the first that is not among the keys `but_not`; None when there is none left."""
    guides = visible_pages(model=Guide, locale_id=locale_id).exclude(translation_key__in=but_not)
    return guides.order_by("path").first()
