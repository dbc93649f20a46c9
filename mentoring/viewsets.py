"""The wording of agreements in the Wagtail admin: a change is a new version, and nothing is ever deleted."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from . import operations
from .agreement import BLANKS, NAMES, unknown_markers
from .models import AgreementText


def _in_braces(names) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


class AgreementTextForm(WagtailAdminModelForm):
    text = forms.CharField(
        label=gettext_lazy("agreement"),
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    class Meta:
        model = AgreementText
        fields = ["programme", "text"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        words = _("A line that begins with # is a heading. These words in braces are filled in: %(markers)s.")
        self.fields["text"].help_text = words % {"markers": _in_braces(NAMES + BLANKS)}

    def clean_text(self):
        text = self.cleaned_data["text"]
        unknown = unknown_markers(text)
        if unknown:
            words = _("Nothing is filled in for: %(markers)s.")
            raise ValidationError(words % {"markers": _in_braces(unknown)})
        return text


class _SavesAVersion:
    """Saving writes a new version; earlier ones stay as they are."""

    def save_instance(self):
        words = self.form.cleaned_data
        return operations.save_agreement_text(
            programme=words["programme"], text=words["text"], by=self.request.user, at=timezone.now()
        )


class AgreementTextCreateView(_SavesAVersion, CreateView):
    pass


class AgreementTextEditView(_SavesAVersion, EditView):
    pass


class NothingIsDeleted(ModelPermissionPolicy):
    """A wording that somebody signed is never taken away."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)


class AgreementTextViewSet(ModelViewSet):
    model = AgreementText
    icon = "doc-full"
    menu_label = gettext_lazy("Agreement wordings")
    list_display = ["__str__", "programme", "made_at", "made_by"]
    list_filter = ["programme"]
    ordering = ["-made_at"]
    copy_view_enabled = False
    add_view_class = AgreementTextCreateView
    edit_view_class = AgreementTextEditView

    def get_form_class(self, for_update=False):
        return AgreementTextForm


register_permission_policy(AgreementText, NothingIsDeleted(AgreementText))
