"""What the editor's forms for courses, modules and lessons check beyond what Wagtail checks."""

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _

from home.forms import CheckedPageForm

from .prerequisites import circular

TABLES = ("CoursePrerequisite", "ModulePrerequisite", "LessonPrerequisite")
#: Stands for the place of a page that has none yet.
NEW = "(new)"


class OrderedPageForm(CheckedPageForm):
    """What comes first may not go round in circles, and is written with the English pages."""

    def clean(self):
        cleaned = super().clean()
        rows = self.formsets.get("prerequisites")
        if rows is not None and rows.is_valid():
            self._refuse_circles([row for row in rows.forms if _is_kept(row)])
        return cleaned

    def _refuse_circles(self, rows):
        own = self.instance.path or f"{self.parent_page.path}{NEW}"
        links = {(own, row.cleaned_data["needed"].path) for row in rows}
        circles = circular(links | _other_links(own))
        for row in rows:
            needed = row.cleaned_data["needed"]
            if needed.locale.language_code != settings.LANGUAGE_CODE:
                row.add_error("needed", _("Choose the English page. The other languages follow it."))
            elif (own, needed.path) in circles:
                row.add_error(
                    "needed",
                    _("“%(title)s” has to wait for this page itself. Nobody could begin. Choose another.")
                    % {"title": needed.title},
                )


def _is_kept(row) -> bool:
    return bool(row.cleaned_data.get("needed")) and not row.cleaned_data.get("DELETE")


def _other_links(own: str) -> set[tuple[str, str]]:
    """What comes first on all other pages."""
    links = set()
    for name in TABLES:
        rows = apps.get_model("courses", name).objects.exclude(page__path=own)
        links.update(rows.order_by().values_list("page__path", "needed__path"))
    return links


class LessonForm(OrderedPageForm):
    """A lesson's address leaves out the module, so the slug is checked over the whole course."""

    def clean(self):
        cleaned = super().clean()
        slug = cleaned.get("slug")
        if slug and self.parent_page and self.instance.same_slug_in_course(self.parent_page.path, slug):
            self.add_error("slug", _("Another lesson of this course has this address. Choose another."))
        return cleaned
