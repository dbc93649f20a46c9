"""The questions that nobody has to answer: reached from "check your answers", one form each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Term, Wish
from ..queries import MATTERS, listed_mentors, name_with_initial, offered_terms
from .steps import WHO_COORDINATOR, WHO_MATCHING, OfferHelp, OfferMore, StepForm, TermsField, words_field


class Rhythm(StepForm):
    slug = "rhythm"
    heading = _("How often, and for how long?")
    intro = _("Choose what would suit you. The two of you settle it when you meet.")
    who_sees = WHO_MATCHING
    frequency = TermsField(kind=Term.Kind.FREQUENCY, label=_("How often"), required=False)
    length = TermsField(kind=Term.Kind.LENGTH, label=_("How long each time"), required=False)


class Easier(StepForm):
    slug = "easier"
    heading = _("What would make it easier for you?")
    who_sees = _("Your coordinator sees this, and so does the person we suggest to you.")
    plain = ("only_by_phone", "health_varies", "away_words")
    only_by_phone = forms.BooleanField(label=_("I talk only by phone"), required=False)
    health_varies = forms.BooleanField(
        label=_("My health varies, please be flexible"),
        help_text=_("You do not have to give a reason."),
        required=False,
    )
    away_words = forms.CharField(
        label=_("When are you away?"),
        help_text=_("Such as: 1 to 14 August. Leave it empty if you do not know yet."),
        max_length=200,
        required=False,
    )


class AskNeedsShared(StepForm):
    slug = "needs"
    heading = _("Shall your mentor know what you need to take part?")
    intro = _(
        "If you tick nothing, only your coordinator knows. You can change this until we suggest a mentor."
    )
    who_sees = _("With your yes, the mentor we suggest to you. Without it, only your coordinator.")
    plain = ("needs_shared",)
    needs_shared = forms.BooleanField(
        label=_("Yes, tell the person I am matched with what I need"), required=False
    )


class AskGroup(StepForm):
    slug = "group"
    heading = _("Would a small group with one mentor be fine?")
    intro = _("A group can begin sooner when mentors are few.")
    who_sees = WHO_COORDINATOR
    plain = ("group_is_fine",)
    group_is_fine = forms.BooleanField(label=_("Yes, a small group is fine"), required=False)


class Employers(StepForm):
    slug = "employers"
    heading = _("Where do you work, and which boards do you sit on?")
    intro = _("Two people who name the same one are not matched.")
    who_sees = WHO_COORDINATOR
    plain = ("employers",)
    employers = words_field(
        _("Employers and boards"), _("One on each line. Leave it empty if there are none."), 1000, rows=4
    )


class AskMatters(StepForm):
    slug = "matters"
    heading = _("What matters most to you?")
    intro = _("It counts double when we look for your mentor.")
    who_sees = WHO_COORDINATOR
    plain = ("matters_most",)
    matters_most = forms.ChoiceField(
        label=_("What matters most"),
        choices=[(part, words or _("All the same")) for part, words in MATTERS.items()],
        widget=forms.RadioSelect,
        required=False,
    )


class MentorsField(forms.ModelMultipleChoiceField):
    """Mentors by what they wrote for this list: first name and initial, never more."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, offer):
        goals = ", ".join(term.words for term in offer.terms.all() if term.kind == Term.Kind.GOAL)
        return _("%(name)s: %(words)s Can help with: %(goals)s.") % {
            "name": name_with_initial(person=offer.coach),
            "words": offer.profile_words,
            "goals": goals,
        }


class AskMentors(StepForm):
    slug = "mentors"
    heading = _("Is there a mentor you would like?")
    intro = _(
        "Choose up to three. We try, but cannot promise. Mentors who are not here can be suggested too."
    )
    who_sees = _("Only your coordinator sees this. The mentors do not.")
    MOST = 3
    own_rows = ("mentors",)
    mentors = MentorsField(label=_("Mentors"), queryset=Term.objects.none(), required=False)

    def __init__(self, data=None, *, answers, chosen, prefix=None):
        super().__init__(data, answers=answers, chosen=chosen, prefix=prefix)
        self.fields["mentors"].queryset = listed_mentors(request=answers)
        if not self.fields["mentors"].queryset:
            self.intro = _("No mentor is in the list yet. You can come back later.")

    def saved_rows(self, answers):
        return sorted(answers.wishes.filter(by=Wish.By.LEARNER).values_list("offer_id", flat=True))

    def clean_mentors(self):
        mentors = self.cleaned_data["mentors"]
        if len(mentors) > self.MOST:
            raise forms.ValidationError(_("Choose three mentors at most"))
        return mentors


class Conditions(StepForm):
    slug = "conditions"
    heading = _("Is there something that must be so?")
    intro = _(
        "A coordinator talks with you first. It counts only once they agreed it, and can mean a longer wait."
    )
    who_sees = WHO_COORDINATOR
    own_rows = ("conditions",)
    conditions = forms.ModelMultipleChoiceField(
        label=_("The other person must be"),
        queryset=Term.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data=None, *, answers, chosen, prefix=None):
        super().__init__(data, answers=answers, chosen=chosen, prefix=prefix)
        asked = [each.term for each in answers.conditions.select_related("term")] if answers.pk else []
        self.fields["conditions"].queryset = offered_terms(kind=Term.Kind.CONDITION, chosen=asked)

    def saved_rows(self, answers):
        return sorted(answers.conditions.values_list("term_id", flat=True)) if answers.pk else []


class AboutMe(StepForm):
    slug = "about-me"
    heading = _("What is true of you?")
    intro = _("Some people ask for such a person. Nobody is told which of these you ticked.")
    who_sees = WHO_COORDINATOR
    true_of_me = TermsField(kind=Term.Kind.CONDITION, label=_("I am"), required=False)


class OfferProfile(StepForm):
    slug = "profile"
    heading = _("May people choose you from a list?")
    intro = _("People who ask for a mentor see your first name, an initial, these words and your goals.")
    who_sees = _("With your yes, people who ask for a mentor in your programme.")
    plain = ("profile_words", "is_listed")
    profile_words = words_field(
        _("About me"),
        _("What you have done and how you like to help. Leave out your health, and where you live."),
        600,
        rows=4,
    )
    is_listed = forms.BooleanField(label=_("Yes, show me in the list"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_listed") and not cleaned.get("profile_words"):
            self.add_error("profile_words", _("Write a line or two that people can read"))
        return cleaned


class OfferRhythm(Rhythm):
    who_sees = OfferHelp.who_sees


class OfferEmployers(Employers):
    who_sees = OfferMore.who_sees


class OfferConditions(Conditions):
    who_sees = OfferMore.who_sees


class OfferAboutMe(AboutMe):
    who_sees = OfferMore.who_sees


ASK_EXTRAS = (
    Rhythm,
    Easier,
    AskNeedsShared,
    AskMentors,
    AskMatters,
    AskGroup,
    Employers,
    Conditions,
    AboutMe,
)
#: What a coordinator enters from paper as well. Mentors to choose from are shown on the screen only.
PAPER_ASK_EXTRAS = tuple(each for each in ASK_EXTRAS if each is not AskMentors)
OFFER_EXTRAS = (OfferProfile, OfferRhythm, Easier, OfferEmployers, OfferConditions, OfferAboutMe)
