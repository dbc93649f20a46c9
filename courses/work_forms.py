"""What learners hand in for a lesson."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import WordsForm
from .work_files import ACCEPT, FileRefused, checked


class WorkForm(WordsForm):
    """Words, a file, or both. What the file is, is decided by what is in it."""

    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        max_length=None,
        label=_("Add a file, if you like"),
        help_text=_("A PDF, Word, ODT or text file, or a JPG or PNG picture. 10 MB or less."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, data=None, files=None, *, kept=None):
        super().__init__(data, name="work", label=_("Write about what you did"), kept=kept)
        self.files = files or {}
        self.fields["text"].help_text = _("You and the people who may confirm this lesson can see it.")

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        try:
            return checked(upload)
        except FileRefused as problem:
            raise forms.ValidationError(str(problem)) from None
