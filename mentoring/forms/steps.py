"""The questions of a request and of an offer, one form each."""

import hashlib
import json

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from ..models import MentorRequest, Term
from ..queries import offered_terms

IN_PERSON = "in-person-in-a-public-or-nhs-place"


class TermsField(forms.ModelMultipleChoiceField):
    """Ticks for one list. The entries are set when the form is made."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, kind, **options):
        self.kind = kind
        super().__init__(queryset=Term.objects.none(), **options)


class StepForm(forms.Form):
    """One question. `slug` is its address, `kinds` and `plain` say which answers it holds.

    `seen` is a fingerprint of the saved answers when the page was made: an old tab cannot replace newer
    words without its owner seeing them.
    """

    do_not_call_in_templates = True
    slug = ""
    heading = ""
    intro = ""
    who_sees = ""
    is_needed = False
    can_skip = True
    #: Long lists that open on demand.
    folded = ("skills", "roles", "styles", "languages")
    plain: tuple[str, ...] = ()
    #: Answers that are rows of their own (wishes, conditions), by field name.
    own_rows: tuple[str, ...] = ()
    #: Chosen from a list that is too long for a sheet of paper: it has a line to write on.
    written_on_paper: tuple[str, ...] = ()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, answers, chosen, prefix=None):
        """`chosen` holds the saved Terms by kind."""
        self.saved = self._saved(answers, chosen)
        initial = {**self.saved, "seen": self.fingerprint}
        super().__init__(data, initial=initial, label_suffix="", prefix=prefix)
        for name in self.kinds:
            field = self.fields[name]
            field.queryset = offered_terms(kind=field.kind, chosen=chosen.get(field.kind, []))

    @property
    def kinds(self) -> list[str]:
        return [name for name, field in self.base_fields.items() if isinstance(field, TermsField)]

    def _saved(self, answers, chosen) -> dict:
        values = {name: self._plain(getattr(answers, name)) for name in self.plain}
        for name in self.kinds:
            values[name] = [term.pk for term in chosen.get(self.base_fields[name].kind, [])]
        for name in self.own_rows:
            values[name] = self.saved_rows(answers)
        return values

    def saved_rows(self, answers) -> list[int]:
        """The ids that were chosen before, of a question with rows of its own."""
        raise NotImplementedError

    @staticmethod
    def _plain(value):
        return getattr(value, "pk", value)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(self.saved, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_from_old_page(self) -> bool:
        """Something else was saved since this page was opened, and this page would replace it."""
        seen = self.data.get(self.add_prefix("seen"), "")
        return bool(seen) and seen != self.fingerprint and self._posted() != self.saved

    def _posted(self) -> dict:
        posted = {name: self._plain(self.cleaned_data.get(name)) for name in self.plain}
        for name in self.kinds:
            posted[name] = [term.pk for term in self.cleaned_data.get(name, [])]
        for name in self.own_rows:
            posted[name] = sorted(each.pk for each in self.cleaned_data.get(name, []))
        return posted

    def with_new_fingerprint(self):
        """The same words typed, now knowing what is saved: sending this page again replaces it."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.fingerprint
        return self

    def values(self) -> tuple[dict, dict]:
        """What to save: plain fields by name, and Terms by kind."""
        fields = {name: self.cleaned_data[name] for name in self.plain}
        terms = {self.base_fields[name].kind: list(self.cleaned_data[name]) for name in self.kinds}
        return fields, terms

    def rows(self) -> dict:
        """The answers that are rows of their own, by field name."""
        return {name: list(self.cleaned_data[name]) for name in self.own_rows}


def words_field(label, hint, max_length, rows=6):
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


WHO_MATCHING = _("Your coordinator sees this. Your mentor sees it when we suggest you to each other.")
WHO_COORDINATOR = _("Only your coordinator sees this. Your mentor does not.")


class AskHelp(StepForm):
    slug = "help"
    heading = _("What would you like help with?")
    who_sees = WHO_MATCHING
    is_needed = True
    goals = TermsField(
        kind=Term.Kind.GOAL,
        label=_("I would like to"),
        help_text=_("Choose one or more. You can change your mind later."),
        error_messages={"required": _("Choose at least one thing you would like help with")},
    )
    skills = TermsField(
        kind=Term.Kind.SKILL, label=_("Skills to work on"), required=False, help_text=_("You can skip this.")
    )
    roles = TermsField(
        kind=Term.Kind.ROLE,
        label=_("It would help if my mentor knew one of these roles"),
        required=False,
        help_text=_("You can skip this."),
    )


class AskTimes(StepForm):
    slug = "times"
    heading = _("When is best for you?")
    intro = _("If you choose nothing, we take it that any time is fine.")
    who_sees = WHO_MATCHING
    times = TermsField(kind=Term.Kind.TIME, label=_("Best times"), required=False)
    styles = TermsField(
        kind=Term.Kind.STYLE,
        label=_("How would you like to work?"),
        required=False,
        help_text=_("You can skip this."),
    )


class Talking(StepForm):
    """Shared by both sides: meeting in person needs a place."""

    def clean(self):
        cleaned = super().clean()
        in_person = any(term.key == IN_PERSON for term in cleaned.get("modes", []))
        if in_person and not cleaned.get("place"):
            self.add_error("place", _("Tell us the town or area where you can meet"))
        if cleaned.get("in_person_needed") and not in_person:
            self.add_error("modes", _("Tick “in person” too, or untick “I can only meet in person”"))
        return cleaned


class AskTalking(Talking):
    slug = "talking"
    heading = _("How would you like to talk?")
    who_sees = _(
        "Your coordinator sees all of this. Your mentor sees ways to talk and language, "
        "never what you need to take part."
    )
    is_needed = True
    plain = ("place", "in_person_needed", "language_needed", "place_wish")
    modes = TermsField(
        kind=Term.Kind.MODE,
        label=_("Ways to talk"),
        help_text=_("Choose every way that is fine for you. More ways make it easier to find somebody."),
        error_messages={"required": _("Choose at least one way to talk")},
    )
    place = forms.CharField(
        label=_("Which town or area are you in?"),
        help_text=_("Needed only for meeting in person. Not your address."),
        required=False,
        max_length=80,
    )
    in_person_needed = forms.BooleanField(label=_("I can only meet in person"), required=False)
    place_wish = forms.ChoiceField(
        label=_("Would you like somebody near you?"),
        choices=MentorRequest.PlaceWish.choices,
        widget=forms.RadioSelect,
    )
    language_needed = forms.ModelChoiceField(
        label=_("Which language would you like to talk in?"),
        help_text=_("Is yours not here? Tell us on the next page."),
        queryset=Term.objects.none(),
        required=False,
        empty_label=None,
    )
    needs = TermsField(
        kind=Term.Kind.NEED,
        label=_("What do you need to take part?"),
        help_text=_("Tell us what helps. You do not have to say why."),
        required=False,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        spoken = offered_terms(kind=Term.Kind.LANGUAGE).exclude(key="other")
        self.fields["language_needed"].queryset = spoken
        if not self.saved["language_needed"]:
            english = spoken.filter(key="en").first()
            self.initial["language_needed"] = english.pk if english else None


class AskMore(StepForm):
    slug = "more"
    heading = _("Is there anything we should know?")
    who_sees = WHO_COORDINATOR
    plain = ("anything_else",)
    anything_else = words_field(
        _("In your own words"),
        _("Such as: my health varies, so please be flexible. You do not have to give a reason."),
        4000,
    )


class NotWith(StepForm):
    slug = "not-with"
    plain = ("not_with_words", "practice", "same_practice_ok")
    written_on_paper = ("practice",)
    practice = forms.ModelChoiceField(
        label=_("Which GP practice are you with?"),
        help_text=_("We do not match two people of one practice unless both say it is fine."),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("I would rather not say, or it is not in the list"),
    )
    same_practice_ok = forms.BooleanField(label=_("Somebody from my own practice is fine"), required=False)

    field_order = ("not_with_words", "practice", "same_practice_ok")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["practice"].queryset = Organisation.objects.filter(kind=Organisation.Kind.PRACTICE)


class AskNotWith(NotWith):
    heading = _("Is there anybody we should not match you with?")
    who_sees = _("Only your coordinator sees this. The people you name are never told.")
    not_with_words = words_field(
        _("People or places"),
        _("Such as a relative, your doctor, somebody you complained about, your manager. No reason needed."),
        2000,
        rows=4,
    )


class OfferHelp(StepForm):
    slug = "help"
    heading = _("What can you help with?")
    who_sees = _("Your coordinator sees this. A learner sees it when we suggest you to each other.")
    is_needed = True
    goals = TermsField(
        kind=Term.Kind.GOAL,
        label=_("I can help people to"),
        help_text=_("Choose what you have done yourself, or helped others to do."),
        error_messages={"required": _("Choose at least one thing you can help with")},
    )
    skills = TermsField(
        kind=Term.Kind.SKILL, label=_("Skills I can share"), required=False, help_text=_("You can skip this.")
    )
    roles = TermsField(
        kind=Term.Kind.ROLE,
        label=_("Roles I know from the inside"),
        required=False,
        help_text=_("You can skip this."),
    )


class OfferTimes(StepForm):
    slug = "times"
    heading = _("When can you talk?")
    who_sees = OfferHelp.who_sees
    can_skip = False
    times = TermsField(
        kind=Term.Kind.TIME,
        label=_("Times that suit you"),
        error_messages={"required": _("Choose at least one time")},
    )
    styles = TermsField(
        kind=Term.Kind.STYLE,
        label=_("How do you like to work?"),
        required=False,
        help_text=_("You can skip this."),
    )


class OfferTalking(Talking):
    slug = "talking"
    heading = _("How can you talk with people?")
    who_sees = OfferHelp.who_sees
    is_needed = True
    plain = ("place",)
    modes = TermsField(
        kind=Term.Kind.MODE,
        label=_("Ways to talk"),
        error_messages={"required": _("Choose at least one way to talk")},
    )
    place = forms.CharField(
        label=_("Which towns or areas can you meet in?"),
        help_text=_("Your own first, others after a comma. Needed only for meeting in person."),
        required=False,
        max_length=80,
    )
    languages = TermsField(
        kind=Term.Kind.LANGUAGE,
        label=_("Languages you can mentor in"),
        help_text=_("If you choose none, we take it that you speak English."),
        required=False,
    )
    needs = TermsField(
        kind=Term.Kind.NEED,
        label=_("Needs you can meet"),
        help_text=_("What you can do yourself. The programme arranges the rest."),
        required=False,
    )


class OfferMore(AskMore):
    heading = _("Is there anything we should know about you?")
    who_sees = _("Only your coordinator sees this. Learners do not.")
    anything_else = words_field(
        _("In your own words"), _("Such as what you have done, or times you are away."), 4000
    )


class OfferNotWith(NotWith):
    heading = _("Is there anybody we should not match you with?")
    who_sees = AskNotWith.who_sees
    not_with_words = words_field(
        _("People or places"),
        _("Such as relatives, people you treat or manage, people at your workplace. No reason needed."),
        2000,
        rows=4,
    )


class OfferPlaces(StepForm):
    slug = "places"
    heading = _("How many people can you mentor at one time?")
    intro = _("Most mentors begin with one. You can change this at any time.")
    who_sees = _("Your coordinator sees this.")
    can_skip = False
    plain = ("places",)
    places = forms.TypedChoiceField(
        label=_("People at one time"),
        choices=[(number, str(number)) for number in range(6)],
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("0 means that you are having a break."),
    )


ASK_STEPS = (AskHelp, AskTimes, AskTalking, AskMore, AskNotWith)
OFFER_STEPS = (OfferHelp, OfferTimes, OfferTalking, OfferMore, OfferNotWith, OfferPlaces)
