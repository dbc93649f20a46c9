"""What administrators look after in the Wagtail admin: programmes, lists and
the wording of agreements. No requests, offers or pairs."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from .models import Programme, Term
from .viewsets import AgreementTextViewSet


class ProgrammeViewSet(ModelViewSet):
    model = Programme
    icon = "group"
    form_fields = [
        "name",
        "slug",
        "organisation",
        "is_open",
        "next_round_words",
        "needs_met",
        "supervision_months",
        "coordinators",
    ]
    list_display = ["name", "is_open", "next_round_words"]
    search_fields = ["name"]
    copy_view_enabled = False


class TermViewSet(ModelViewSet):
    model = Term
    icon = "list-ul"
    form_fields = ["kind", "key", "label", "label_cy", "label_ur", "order", "is_retired"]
    list_display = ["label", "kind", "key", "is_retired"]
    list_filter = ["kind", "is_retired"]
    search_fields = ["label", "key"]
    copy_view_enabled = False


class MentoringGroup(ModelViewSetGroup):
    menu_label = _("Mentoring")
    menu_icon = "group"
    items = (ProgrammeViewSet, TermViewSet, AgreementTextViewSet)


@hooks.register("register_admin_viewset")
def register_mentoring():
    return MentoringGroup()
