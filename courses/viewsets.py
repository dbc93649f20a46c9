"""Where editors look after the bank of questions."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import Capability

from .models import BankQuestion


def kind_of(row) -> str:
    """The kind of a bank question, as the picker of blocks calls it."""
    return row.question[0].block.label if row.question else ""


class BankQuestionFilters(WagtailFilterSet):
    """What to narrow the list by: capabilities once, in the site's first language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Capability.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
        self.filters["capability"].queryset = rows

    class Meta:
        model = BankQuestion
        fields = ["capability", "is_open"]


class BankQuestionViewSet(SnippetViewSet):
    model = BankQuestion
    icon = "help"
    menu_label = _("Bank of questions")
    menu_order = 320
    add_to_admin_menu = True
    list_display = [
        "__str__",
        Column("capability", label=_("What it is about"), sort_key="capability"),
        Column("kind", label=_("Kind"), accessor=kind_of),
        BooleanColumn("is_open", label=_("May be drawn"), sort_key="is_open"),
    ]
    filterset_class = BankQuestionFilters
    list_per_page = 50

    def get_queryset(self, request):
        return self.model.objects.select_related("capability", "locale")
