"""Where editors look after the bank of questions."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import BankQuestion


def kind_of(row) -> str:
    """The kind of a bank question, as the picker of blocks calls it."""
    return row.question[0].block.label if row.question else ""


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
    list_filter = ["capability", "is_open"]
    list_per_page = 50

    def get_queryset(self, request):
        return self.model.objects.select_related("capability", "locale")
