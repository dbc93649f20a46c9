"""People in the Wagtail admin: only administrators see them. A person is never deleted here."""

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from .models import User

FIELDS = ["email", "preferred_name", "organisation", "groups"]


class _PersonForm:
    """Wagtail's form without what we do not have or do not give away: two names, and superuser."""

    first_name = None
    last_name = None
    is_superuser = None

    def separate_username_field(self):
        return False

    def clean_email(self):
        """Sign-in looks for the address in small letters."""
        return self.cleaned_data["email"].lower()


class AddPersonForm(_PersonForm, UserCreationForm):
    class Meta:
        model = User
        fields = FIELDS
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class EditPersonForm(_PersonForm, UserEditForm):
    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]

    class Meta:
        model = User
        fields = [*FIELDS, "is_active"]
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PeopleViewSet(UserViewSet):
    create_template_name = "accounts/admin/person_create.html"
    edit_template_name = "accounts/admin/person_edit.html"

    def get_form_class(self, for_update=False):
        return EditPersonForm if for_update else AddPersonForm
