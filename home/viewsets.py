"""Where editors look after the labels and the register of sources."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Aim, Capability, Rung, Source


class LabelViewSet(SnippetViewSet):
    list_display = ["name", "code", "order", "locale"]
    list_per_page = 50
    ordering = ["order"]
    search_fields = ["name", "description"]


class AimViewSet(LabelViewSet):
    model = Aim
    icon = "thumbtack"


class CapabilityViewSet(LabelViewSet):
    model = Capability
    icon = "pick"


class RungViewSet(LabelViewSet):
    model = Rung
    icon = "bars"


class LabelsGroup(SnippetViewSetGroup):
    items = [AimViewSet, CapabilityViewSet, RungViewSet]
    menu_label = _("Labels")
    menu_icon = "tag"
    menu_order = 300


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "link"
    menu_label = _("Sources")
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "title",
        "code",
        "publisher",
        DateColumn("checked_on_date", label=_("Checked on"), sort_key="checked_on_date"),
    ]
    list_per_page = 50
    search_fields = ["title", "code", "publisher", "note"]
