"""What two people who work together send: agreement, meetings, goals, notes, messages, shared progress."""

import uuid
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Goal, Meeting, ProgressShare, Term
from ..queries import aims, offered_terms

ONE_TO_TEN = [("", _("I would rather not say")), *((number, str(number)) for number in range(11))]
MINUTES = [(15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("1 hour"))]
NO_HEALTH = _("Please write nothing about anybody’s health.")
#: The ways a day and a time are asked for, with the words for what cannot be read.
DAY = {
    "widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "error_messages": {"invalid": _("Enter a day such as 2027-03-01"), "required": _("Enter the day")},
}
TIME = {
    "widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    "error_messages": {"invalid": _("Enter a time such as 14:30"), "required": _("Enter the time")},
}


def own_words(label, hint="", *, most, rows=6, required="") -> forms.CharField:
    """A box whose limit no browser cuts at: what is too long is kept. `required`: the error without words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        error_messages={"required": required},
        validators=[
            MaxLengthValidator(
                most, _("That is too long: %(limit_value)s letters at most. You wrote %(show_value)s.")
            )
        ],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def one_line(label, hint="", *, most=250, required="") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=most,
        error_messages={"required": required},
    )


class PairForm(forms.Form):
    """A form on a page of two people: no colon after labels."""

    def __init__(self, data=None, **options):
        super().__init__(data, label_suffix="", **options)


class KeyedForm(PairForm):
    """Carries its own number, so that sending it twice writes one row."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, initial=None, **options):
        super().__init__(data, initial={"form_key": uuid.uuid4(), **(initial or {})}, **options)


# --- Meetings ---------------------------------------------------------------------------------------------


def moment(day, time) -> datetime:
    """The moment on London clocks. Raises ValidationError in the two hours of the year that are not clear."""
    try:
        return from_current_timezone(datetime.combine(day, time))
    except ValidationError as error:
        raise ValidationError(
            _("The clocks change in that hour. Choose another time."), code="clock_change"
        ) from error


class TimesForm(PairForm):
    """One to three days with a time."""

    day_1 = forms.DateField(label=_("Day"), **DAY)
    time_1 = forms.TimeField(label=_("Time"), **TIME)
    day_2 = forms.DateField(label=_("Second day"), required=False, **DAY)
    time_2 = forms.TimeField(label=_("Second time"), required=False, **TIME)
    day_3 = forms.DateField(label=_("Third day"), required=False, **DAY)
    time_3 = forms.TimeField(label=_("Third time"), required=False, **TIME)

    def clean(self):
        found = []
        for number in (1, 2, 3):
            day, time = (self.cleaned_data.get(f"{part}_{number}") for part in ("day", "time"))
            if day and time:
                found += self._moment(number, day, time)
            elif day and f"time_{number}" not in self.errors:
                self.add_error(f"time_{number}", _("Enter the time"))
            elif time and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("Enter the day"))
        self.cleaned_data["times"] = found

    def _moment(self, number, day, time):
        try:
            starts_at = moment(day, time)
        except ValidationError as error:
            self.add_error(f"time_{number}", error)
            return []
        if starts_at <= timezone.now():
            self.add_error(f"day_{number}", _("That time has passed. Choose one that is still to come."))
            return []
        return [starts_at]

    @property
    def pairs(self):
        """The fields that belong together: a day and its time."""
        return [(self[f"day_{number}"], self[f"time_{number}"]) for number in (1, 2, 3)]


class HowForm(PairForm):
    """How long, how and where."""

    way = forms.ChoiceField(
        label=_("How do you talk?"),
        choices=Meeting.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you talk")},
    )
    where = one_line(
        _("Phone number, link or place"),
        _("Who rings whom, the link of the video call, or a public place. Never a private home."),
    )
    minutes = forms.TypedChoiceField(label=_("How long?"), choices=MINUTES, coerce=int)

    def clean(self):
        super().clean()
        way, where = self.cleaned_data.get("way"), self.cleaned_data.get("where", "")
        if way == Meeting.Way.PLACE and not where:
            self.add_error("where", _("Say where you meet"))
        if way == Meeting.Way.VIDEO and where and not where.startswith("https://"):
            self.add_error("where", _("A link to a video call begins with https://"))


class NewMeetingForm(TimesForm, HowForm, KeyedForm):
    field_order = [f"{part}_{number}" for number in (1, 2, 3) for part in ("day", "time")]

    def clean(self):
        TimesForm.clean(self)
        HowForm.clean(self)


class ChooseTimeForm(PairForm):
    time = forms.TypedChoiceField(
        label=_("Which time suits you?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a time"),
            "invalid_choice": _("That time is no longer there to choose. Look at the times below."),
        },
    )

    def __init__(self, data=None, *, times, **options):
        super().__init__(data, **options)
        self.fields["time"].choices = times


class WhenForm(KeyedForm):
    """A day and a time, which make `starts_at`."""

    day = forms.DateField(label=_("Day"), **DAY)
    time = forms.TimeField(label=_("Time"), **TIME)

    def clean(self):
        super().clean()
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        if day and time:
            try:
                self.cleaned_data["starts_at"] = moment(day, time)
            except ValidationError as error:
                self.add_error("time", error)


class MetForm(WhenForm):
    """A meeting that was arranged elsewhere."""

    way = forms.ChoiceField(
        label=_("How did you talk?"),
        choices=Meeting.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you talked")},
    )
    minutes = forms.TypedChoiceField(label=_("How long?"), choices=MINUTES, coerce=int, initial=45)


# --- Notes ------------------------------------------------------------------------------------------------


class OurNoteForm(KeyedForm):
    """What both keep of a meeting, with up to three steps."""

    leave_with = one_line(_("What did the learner want to leave with?"))
    text = own_words(_("What we did"), NO_HEALTH, most=4000, rows=6, required=_("Write a line or two"))
    confidence = forms.TypedChoiceField(
        label=_("How sure is the learner about the next step?"),
        help_text=_("0 is not sure at all, 10 is completely sure."),
        choices=ONE_TO_TEN,
        coerce=int,
        empty_value=None,
        required=False,
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, *, people, there, room, initial=None):
        """`people`: (id, name) of the two; `there`: how many steps there are; `room`: how many more fit."""
        super().__init__(data, initial=initial)
        self.numbers = range(1, room + 1)
        for number in self.numbers:
            self.fields[f"words_{number}"] = one_line(_("Step %(number)s") % {"number": there + number})
            self.fields[f"owner_{number}"] = forms.TypedChoiceField(
                label=_("Who does it?"), choices=people, coerce=int
            )
            self.fields[f"due_{number}"] = forms.DateField(label=_("By when?"), required=False, **DAY)

    @property
    def steps(self):
        """The fields of each step that can be added."""
        return [[self[f"{part}_{number}"] for part in ("words", "owner", "due")] for number in self.numbers]

    def new_steps(self):
        """The steps that were written: dicts of words, owner (an id) and due date."""
        found = (
            {
                "words": self.cleaned_data[f"words_{number}"],
                "owner": self.cleaned_data[f"owner_{number}"],
                "due_date": self.cleaned_data[f"due_{number}"],
            }
            for number in self.numbers
        )
        return [step for step in found if step["words"]]


class MyNoteForm(PairForm):
    text = own_words(_("What I want to remember"), _("Only you can see this."), most=4000)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SupervisionNoteForm(KeyedForm):
    text = own_words(
        _("What I want to bring"),
        _("No names, and nothing about anybody’s health. Write about yourself: what was hard, what helped."),
        most=4000,
        required=_("Write a line or two"),
    )
    met_on_date = forms.DateField(label=_("Day of the supervision, if you know it"), required=False, **DAY)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)


class ShowToForm(PairForm):
    """Which coordinator may read one note for supervision."""

    supervisor = forms.TypedChoiceField(
        label=_("Who may read this?"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, data=None, *, coordinators, initial=None):
        super().__init__(data, initial=initial)
        self.fields["supervisor"].choices = [("", _("Nobody but me")), *coordinators]


# --- Goals ------------------------------------------------------------------------------------------------


class GoalForm(KeyedForm):
    words = one_line(
        _("I want to"),
        _("In your own words. Such as: speak up in our PPG."),
        required=_("Say what you want to do"),
    )
    first_step = one_line(_("My first step"))
    by_date = forms.DateField(label=_("By when?"), required=False, **DAY)
    know_when = one_line(_("I will know when"), _("What will be different?"))
    confidence_at_start = forms.TypedChoiceField(
        label=_("How sure are you now?"),
        help_text=_("0 is not sure at all, 10 is completely sure."),
        choices=ONE_TO_TEN,
        coerce=int,
        empty_value=None,
        required=False,
    )
    skill = forms.ModelChoiceField(
        label=_("A skill it belongs to"),
        queryset=Term.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )
    aim_code = forms.ChoiceField(label=_("One of our four aims"), required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, initial=0)

    def __init__(self, data=None, *, goal=None, **options):
        names = [name for name in self.base_fields if name != "form_key"]
        initial = {name: getattr(goal, name) for name in names} if goal else None
        super().__init__(data, initial=initial, **options)
        chosen = [goal.skill] if goal and goal.skill else []
        self.fields["skill"].queryset = offered_terms(kind=Term.Kind.SKILL, chosen=chosen)
        self.fields["aim_code"].choices = [("", _("None of these")), *aims()]

    def words_of_goal(self) -> dict:
        """The fields of Goal."""
        left_out = ("form_key", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class CloseGoalForm(PairForm):
    CHOICES = [
        (Goal.State.REACHED, _("Reached")),
        (Goal.State.DROPPED, _("Let go: something else matters more")),
    ]

    state = forms.ChoiceField(
        label=_("How did it go?"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went")},
    )
    confidence = forms.TypedChoiceField(
        label=_("How sure are you now?"), choices=ONE_TO_TEN, coerce=int, empty_value=None, required=False
    )


class ActionForm(KeyedForm):
    words = one_line(_("The step"), required=_("Say what the step is"))
    owner = forms.TypedChoiceField(label=_("Who does it?"), coerce=int)
    due_date = forms.DateField(label=_("By when?"), required=False, **DAY)

    def __init__(self, data=None, *, people, **options):
        super().__init__(data, **options)
        self.fields["owner"].choices = people


# --- Messages and shared progress -------------------------------------------------------------------------


class MessageForm(KeyedForm):
    text = own_words(
        _("Your message"),
        _("Only the two of you can read it."),
        most=4000,
        rows=4,
        required=_("Write your message"),
    )


class ReportForm(PairForm):
    because = own_words(
        _("What does not feel right?"),
        _("A few words are enough."),
        most=1000,
        rows=3,
        required=_("Say in a few words what does not feel right"),
    )


class ShareForm(PairForm):
    """How much of one course the mentor sees, and until when."""

    CHOICES = [
        ("", _("Nothing")),
        (ProgressShare.Level.DONE, _("Only whether I have finished it")),
        (ProgressShare.Level.DETAIL, _("How many lessons I have started and finished")),
    ]
    level = forms.ChoiceField(
        label=_("What can your mentor see?"), choices=CHOICES, widget=forms.RadioSelect, required=False
    )
    until_date = forms.DateField(
        label=_("Until when?"), help_text=_("Leave it empty: until you take it back."), required=False, **DAY
    )

    def clean_until_date(self):
        day = self.cleaned_data["until_date"]
        if day and day < timezone.localdate():
            raise ValidationError(_("That day has passed. Choose one that is still to come."))
        return day
