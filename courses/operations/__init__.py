"""Everything that changes what is kept about learning. One use-case a function, one transaction each."""

from .learning import (
    LONGEST_WORDS,
    KeptPlace,
    NoSuchAnswer,
    NotFinished,
    StaleWords,
    TooLong,
    answer_question,
    complete_lesson,
    enrol,
    finish_course,
    save_note,
    save_reflection,
    see_part,
    undo_completion,
)
from .recognition import CODE_ALPHABET, issue_certificate, new_code, share_certificate

__all__ = [
    "CODE_ALPHABET",
    "LONGEST_WORDS",
    "KeptPlace",
    "NoSuchAnswer",
    "NotFinished",
    "StaleWords",
    "TooLong",
    "answer_question",
    "complete_lesson",
    "enrol",
    "finish_course",
    "issue_certificate",
    "new_code",
    "save_note",
    "save_reflection",
    "see_part",
    "share_certificate",
    "undo_completion",
]
