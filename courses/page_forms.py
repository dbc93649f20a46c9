"""What the editor's form for a lesson checks beyond what Wagtail checks."""

from django.utils.translation import gettext as _

from home.forms import CheckedPageForm


class LessonForm(CheckedPageForm):
    """A lesson's address leaves out the module, so the slug is checked over the whole course."""

    def clean(self):
        cleaned = super().clean()
        slug = cleaned.get("slug")
        if slug and self.parent_page and self.instance.same_slug_in_course(self.parent_page.path, slug):
            self.add_error("slug", _("Another lesson of this course has this address. Choose another."))
        return cleaned
