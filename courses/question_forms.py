"""The form of a check question: one class for each kind. Its rows stand in this learner's own order.

A form belongs to one question. `given()` is the answer in the shape that `questions` gives for the kind.
Names start with the question's key where several stand in one form (`prefix`). Each form sends along the
wording that the learner read: when an editor has changed it since, the form says so and keeps what fits.
"""

import uuid

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .capability_blocks import CONFIDENCE_STEPS
from .progress import option_order
from .questions import Kind, Question, grade

#: The most that fits into a short answer, in characters.
LONGEST_TEXT = 200
CHANGED = _(
    "This question has changed since you opened the page. Here it is as it is now. Please answer again."
)
NEW = _("This question is new in the quiz since you opened the page. Please answer it too.")
AGAIN = _("You can try as many times as you like.")
CHOOSE = _("Choose an answer")


class AnswerForm(forms.Form):
    """What every kind shares. `given` is the answer shown at first, if it still fits."""

    #: How to answer this kind, in a few words.
    how = ""

    wording = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, question: Question, learner_id: int | None, given=None, prefix=None):
        super().__init__(data, auto_id=f"question-{question.key}-%s", prefix=prefix)
        self.question, self.learner_id = question, learner_id
        self.initial = {"form_key": uuid.uuid4()}
        if prefix:
            del self.fields["form_key"]
        shown = given if grade(question, given).fits else None
        self.ask(shown)

    def ask(self, shown):
        """Add the fields of this kind; `shown` is the answer they start with, or None."""
        raise NotImplementedError

    def given(self) -> dict:
        """The answer sent, of a valid form."""
        raise NotImplementedError

    @property
    def hint_words(self) -> str:
        """How to answer. A quiz says once for all its questions that one may try again."""
        return self.how if self.prefix else f"{self.how} {AGAIN}"

    def shuffled(self, keys):
        return option_order(list(keys), question_key=self.question.key, learner_id=self.learner_id)

    def _shuffled_choices(self, options):
        text_of = {option.key: option.text for option in options}
        return [(str(key), text_of[key]) for key in self.shuffled(text_of)]

    @property
    def wording_name(self) -> str:
        return self.add_prefix("wording")

    def clean(self):
        cleaned = super().clean()
        sent = cleaned.get("wording")
        if self.prefix and not sent:
            self._errors.clear()
            raise forms.ValidationError(NEW)
        if sent and sent != self.question.wording:
            self._errors.clear()
            raise forms.ValidationError(CHANGED)
        return cleaned

    def as_typed(self) -> "AnswerForm":
        """The form with what was sent in it and without a word on what is missing."""
        self._errors = ErrorDict()
        return self

    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        names = set(self.fields) - {"wording", "form_key"}
        return not any(self[name].data for name in names)


class OneForm(AnswerForm):
    """One answer, or true or false."""

    how = _("Choose one.")

    def ask(self, shown):
        choices = [(str(option.key), option.text) for option in self.question.options]
        if self.question.kind == Kind.ONE:
            choices = self._shuffled_choices(self.question.options)
        self.fields["answer"] = forms.ChoiceField(
            label=self.question.text,
            help_text=self.hint_words,
            widget=forms.RadioSelect,
            choices=choices,
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )
        self.initial["answer"] = shown and shown["chosen"]

    def given(self):
        return {"chosen": self.cleaned_data["answer"]}


class SeveralForm(AnswerForm):
    """Several answers."""

    how = _("Tick all that fit.")

    def ask(self, shown):
        self.fields["answer"] = forms.MultipleChoiceField(
            label=self.question.text,
            help_text=self.hint_words,
            widget=forms.CheckboxSelectMultiple,
            choices=self._shuffled_choices(self.question.options),
            error_messages={"required": _("Tick at least one answer"), "invalid_choice": CHOOSE},
        )
        self.initial["answer"] = shown and shown["chosen"]

    def given(self):
        return {"chosen": sorted(set(self.cleaned_data["answer"]))}


class TextForm(AnswerForm):
    """A word or two to type."""

    how = _("A word or two. Capital letters do not matter.")

    def ask(self, shown):
        self.fields["answer"] = forms.CharField(
            label=self.question.text,
            help_text=self.hint_words,
            max_length=LONGEST_TEXT,
            error_messages={
                "required": _("Type an answer"),
                "max_length": _("Use %(limit_value)d letters or fewer"),
            },
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        # The browser must not cut what somebody pastes: they would not see it.
        self.fields["answer"].widget.attrs.pop("maxlength", None)
        self.initial["answer"] = shown and shown["text"]

    def given(self):
        return {"text": self.cleaned_data["answer"]}


class RowsForm(AnswerForm):
    """A question with a list to choose from in each row. The name of a field is the key of its row."""

    #: What is said beside a row after an answer, by its name.
    marks: dict[str, object] = {}

    def row_choices(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def row_error(self, option) -> str:
        """What to say of a row without a choice."""
        raise NotImplementedError

    def add_rows(self, options, shown):
        choices = [("", _("Choose")), *self.row_choices()]
        for option in options:
            name, missing = str(option.key), self.row_error(option)
            self.fields[name] = forms.ChoiceField(
                label=option.text,
                choices=choices,
                error_messages={"required": missing, "invalid_choice": missing},
            )
            self.initial[name] = shown.get(name, "")

    @property
    def rows(self):
        """The fields of the rows in the order shown, each with the mark beside it, if any."""
        names = [name for name in self.fields if name not in {"wording", "form_key"}]
        return [(self[name], self.marks.get(name)) for name in names]


class MatchForm(RowsForm):
    """For each row, what goes with it."""

    how = _("Choose one for each.")

    def ask(self, shown):
        options = [
            self.question.option(key) for key in self.shuffled(row.key for row in self.question.options)
        ]
        self.add_rows(options, shown["pairs"] if shown else {})

    def row_choices(self):
        return self._shuffled_choices(self.question.partners)

    def row_error(self, option):
        return gettext("Choose what goes with “%(text)s”") % {"text": option.text}

    def given(self):
        return {"pairs": {str(row.key): self.cleaned_data[str(row.key)] for row in self.question.options}}


class OrderForm(RowsForm):
    """Lines to put in order: a number for each, or buttons that move a line up or down.

    `lines` are the keys in the order shown, sent along so that a button starts from what the person sees.
    """

    how = _("Give each line a number, or move it with the buttons.")

    def ask(self, shown):
        numbers = {}
        if self.is_bound:
            keys = self._lines_sent()
        elif shown:
            keys = [uuid.UUID(key) for key in shown["order"]]
            numbers = {str(key): str(number) for number, key in enumerate(keys, start=1)}
        else:
            keys = self._lines_at_first()
        self.lines = keys
        self.add_rows([self.question.option(key) for key in keys], numbers)

    def _lines_at_first(self):
        """This learner's own order; one that happens to be right would be no question."""
        right = [option.key for option in self.question.options]
        keys = self.shuffled(right)
        return [*keys[1:], keys[0]] if keys == right else keys

    def _lines_sent(self):
        known = {str(option.key): option.key for option in self.question.options}
        data, name = self.data, self.add_prefix("lines")
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        keys = dict.fromkeys(known[key] for key in sent if key in known)
        return list(keys | dict.fromkeys(self._lines_at_first()))

    @property
    def lines_name(self) -> str:
        return self.add_prefix("lines")

    def row_choices(self):
        return [(str(number), str(number)) for number in range(1, len(self.question.options) + 1)]

    def row_error(self, option):
        return gettext("Choose a number for “%(text)s”") % {"text": option.text}

    def clean(self):
        cleaned = super().clean()
        taken = {}
        for option in self.question.options:
            number = cleaned.get(str(option.key))
            if number in taken:
                words = gettext("“%(one)s” and “%(two)s” both have number %(number)s. Change one of them.")
                self.add_error(
                    str(option.key),
                    words % {"one": taken[number], "two": option.text, "number": number},
                )
            elif number:
                taken[number] = option.text
        return cleaned

    def given(self):
        keys = [str(option.key) for option in self.question.options]
        return {"order": sorted(keys, key=lambda key: int(self.cleaned_data[key]))}

    def moved(self, key: uuid.UUID, *, up: bool) -> "OrderForm":
        """The form as it stands after one line moved by one place: every line has the number of its place.

        Numbers that were chosen before count first; a line without one keeps its place.
        """
        lines = sorted(self.lines, key=self._number)
        place = lines.index(key)
        other = min(max(place + (-1 if up else 1), 0), len(lines) - 1)
        lines[place], lines[other] = lines[other], lines[place]
        form = OrderForm(
            question=self.question,
            learner_id=self.learner_id,
            given={"order": [str(line) for line in lines]},
            prefix=self.prefix,
        )
        words = gettext("“%(text)s” is now number %(number)s of %(total)s.")
        form.moved_words = words % {
            "text": self.question.option(key).text,
            "number": other + 1,
            "total": len(lines),
        }
        return form

    moved_words = ""

    def _number(self, key):
        chosen = self[str(key)].data or ""
        return int(chosen) if chosen in dict(self.row_choices()) else self.lines.index(key) + 1


FORM_OF = {
    Kind.ONE: OneForm,
    Kind.TRUE_FALSE: OneForm,
    Kind.SEVERAL: SeveralForm,
    Kind.TEXT: TextForm,
    Kind.MATCH: MatchForm,
    Kind.ORDER: OrderForm,
}


def form_for(question: Question, data=None, *, learner_id: int | None, given=None, prefix=None) -> AnswerForm:
    """The form for a question of any kind."""
    form = FORM_OF[question.kind]
    return form(data, question=question, learner_id=learner_id, given=given, prefix=prefix)


def after_move(forms_sent, button: str) -> OrderForm | None:
    """The form of the question in which a button moves a line, as it stands after the move.

    `button` is its value: "up:" or "down:", the key of the question, ":" and the key of the line. None when
    it moves nothing in these forms.
    """
    direction, _colon, keys = button.partition(":")
    for form in forms_sent:
        if isinstance(form, OrderForm) and direction in {"up", "down"}:
            line = next((key for key in form.lines if keys == f"{form.question.key}:{key}"), None)
            if line:
                return form.moved(line, up=direction == "up")
    return None


class ConfidenceForm(forms.Form):
    """How sure somebody feels, in five steps."""

    value = forms.TypedChoiceField(
        coerce=int,
        choices=CONFIDENCE_STEPS,
        widget=forms.RadioSelect,
        help_text=_("There is no right answer. Only you can see it."),
        error_messages={
            "required": _("Choose how sure you feel"),
            "invalid_choice": _("Choose how sure you feel"),
        },
    )

    def __init__(self, data=None, *, name: str, label: str, said: int | None = None):
        """`name` sets the ids apart on the page; `said` is what the person chose before."""
        super().__init__(data, auto_id=f"{name}-%s", initial={"value": said})
        self.fields["value"].label = label
