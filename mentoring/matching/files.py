"""Cohorts and results as JSON: strict to read, lossless to write (docs/matching-format.md).

The readers follow the annotations of the dataclasses in ``people``, so a new field there is a new field of
the format. Every error is one line that says where: ``mentees[3].times[0]: needs a text``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from hashlib import sha256
from pathlib import Path

from .people import (
    Bar,
    Cohort,
    CohortError,
    Condition,
    Mentee,
    Mentor,
    PairIds,
    Weights,
    check_cohort,
    id_key,
    pair_key,
)
from .reasons import Reason, sentence
from .results import LeftOut, Pair, Result

FORMAT = 1
MOST_BYTES = 256 * 2**20
MOST_PEOPLE = 100_000
MOST_PAIRS = 1_000_000
MOST_IN_LIST = 1000
MOST_LETTERS = 200
MOST_NUMBER = 2**53


class CohortFileError(CohortError):
    """The file is not a cohort. The message is one line with the place in the file."""


def read_cohort(path: str | Path) -> Cohort:
    """The cohort in a file. Raises CohortError with one line, or OSError."""
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise CohortFileError(f"the file is larger than {MOST_BYTES // 2**20} MiB")
    return cohort_from_json(path.read_bytes())


def cohort_from_json(text: str | bytes) -> Cohort:
    """The cohort in a JSON text, checked through and through."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except CohortFileError:
        raise
    except RecursionError:
        raise CohortFileError("the file nests too deeply") from None
    except ValueError as error:
        raise CohortFileError(f"the file is not JSON: {error}".splitlines()[0]) from None
    cohort = _cohort(data)
    check_cohort(cohort)
    return cohort


def cohort_as_dict(cohort: Cohort) -> dict:
    """Everything the rules use, in one order whatever the order of rows: ready for JSON, and for the hash."""
    return {
        "format": FORMAT,
        "starts_on": cohort.starts_on.isoformat(),
        "weights": _plain(cohort.weights),
        "needs_met_for_all": sorted(cohort.needs_met_for_all),
        "labels": dict(sorted(cohort.labels.items())),
        "mentees": [_plain(mentee) for mentee in cohort.mentees],
        "mentors": [_plain(mentor) for mentor in cohort.mentors],
        **{name: _pairs_as_list(getattr(cohort, name)) for name in _PAIR_LISTS},
        "bars": [
            _plain(bar)
            for bar in sorted(
                cohort.bars, key=lambda bar: (pair_key((bar.mentee_id, bar.mentor_id)), bar.reason)
            )
        ],
    }


def write_cohort(cohort: Cohort, path: str | Path) -> None:
    _write(cohort_as_dict(cohort), path)


def result_as_dict(result: Result, labels: Mapping[str, str] | None = None) -> dict:
    """Pairs with score parts and reasons, who is left out and why, and the run record: ready for JSON."""
    run = result.run
    return {
        "format": FORMAT,
        "run": {
            "code_version": run.code_version,
            "solver": run.solver,
            "starts_on": run.starts_on.isoformat(),
            "weights": _plain(run.weights),
            "input_hash": run.input_hash,
            "result_hash": run.result_hash,
            "counts": dict(run.counts),
        },
        "pairs": [pair_as_dict(pair, labels) for pair in result.pairs],
        "left_out": [left_out_as_dict(each, labels) for each in result.left_out],
    }


def pair_as_dict(pair: Pair, labels: Mapping[str, str] | None = None) -> dict:
    return {
        "mentee_id": pair.mentee_id,
        "mentor_id": pair.mentor_id,
        "how": pair.how,
        "total": pair.total,
        "strength": pair.strength,
        "warning": pair.is_warning,
        "parts": dict(pair.parts),
        "reasons_for": [reason_as_dict(reason, labels) for reason in pair.reasons_for],
        "reasons_against": [reason_as_dict(reason, labels) for reason in pair.reasons_against],
    }


def left_out_as_dict(left_out: LeftOut, labels: Mapping[str, str] | None = None) -> dict:
    return {
        "mentee_id": left_out.mentee_id,
        "eligible": left_out.eligible,
        "rules": dict(left_out.rules),
        "reasons": [reason_as_dict(reason, labels) for reason in left_out.reasons],
        "changes": [reason_as_dict(reason, labels) for reason in left_out.changes],
        "scarcity_cost": left_out.scarcity_cost,
        "waiting_cost": left_out.waiting_cost,
    }


def reason_as_dict(reason: Reason, labels: Mapping[str, str] | None = None) -> dict:
    """Key and parameters to keep, and the English sentence to read. ``reason_from_dict`` turns it back."""
    params = {
        name: list(value) if isinstance(value, tuple) else value for name, value in reason.params.items()
    }
    return {"key": reason.key, "params": params, "text": sentence(reason, labels=labels)}


def reason_from_dict(data: Mapping) -> Reason:
    params = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["params"].items()
    }
    return Reason(data["key"], params)


def write_result(result: Result, path: str | Path, labels: Mapping[str, str] | None = None) -> None:
    _write(result_as_dict(result, labels), path)


def hash_of_cohort(cohort: Cohort) -> str:
    """The same for any order of rows and lists. Labels are left out: they are words only."""
    data = cohort_as_dict(cohort)
    del data["labels"]
    return _hash(data)


def hash_of_outcome(pairs: Iterable[Pair], left_out: Iterable[LeftOut]) -> str:
    """Who is with whom, how, with which parts, and who is left out."""
    return _hash(
        {
            "pairs": [
                [pair.mentee_id, pair.mentor_id, pair.how, pair.total, dict(pair.parts)] for pair in pairs
            ],
            "left_out": [each.mentee_id for each in left_out],
        }
    )


def _hash(data: dict) -> str:
    return sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _write(data: dict, path: str | Path) -> None:
    """Whole or not at all: written beside the target first, then put in its place."""
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _plain(thing) -> dict:
    """A frozen dataclass as plain JSON values; sets become sorted lists."""
    return {each.name: _plain_value(getattr(thing, each.name)) for each in fields(thing)}


def _plain_value(value):
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        if all(isinstance(each, Condition) for each in value):
            return [_plain(each) for each in sorted(value, key=lambda each: (each.key, each.agreed))]
        return sorted(value, key=id_key)
    return value


def _pairs_as_list(pairs: Iterable[PairIds]) -> list[dict]:
    return [
        {"mentee_id": mentee_id, "mentor_id": mentor_id}
        for mentee_id, mentor_id in sorted(pairs, key=pair_key)
    ]


# Reading. Each reader takes a value and where it stands, and returns what it means or raises CohortFileError.


def _object(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise CohortFileError(f"the name {twice[:MOST_LETTERS]!r} is there twice in one object")
    return found


def _refuse_constant(name: str):
    raise CohortFileError(f"{name} is not a number that a cohort may hold")


def _text(value, where: str) -> str:
    if not isinstance(value, str):
        raise CohortFileError(f"{where}: needs a text")
    if not value or len(value) > MOST_LETTERS or not value.isprintable():
        raise CohortFileError(f"{where}: needs 1 to {MOST_LETTERS} printable letters")
    return value


def _whole(value, where: str, least: int = 0, most: int = 1000) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CohortFileError(f"{where}: needs a whole number")
    if not least <= value <= most:
        raise CohortFileError(f"{where}: needs a whole number from {least} to {most}")
    return value


def _id(value, where: str) -> int | str:
    if isinstance(value, int) and not isinstance(value, bool):
        return _whole(value, where, -MOST_NUMBER, MOST_NUMBER)
    if not isinstance(value, str):
        raise CohortFileError(f"{where}: needs a text or a whole number")
    return _text(value, where)


def _yes_or_no(value, where: str) -> bool:
    if not isinstance(value, bool):
        raise CohortFileError(f"{where}: needs true or false")
    return value


def _date(value, where: str) -> date:
    try:
        if len(_text(value, where)) == len("2026-03-02"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CohortFileError(f"{where}: needs a date such as 2026-03-02")


def _or_none(read: Callable) -> Callable:
    return lambda value, where: None if value is None else read(value, where)


def _list(read: Callable, most: int = MOST_IN_LIST) -> Callable:
    def read_list(value, where: str) -> list:
        if not isinstance(value, list):
            raise CohortFileError(f"{where}: needs a list")
        if len(value) > most:
            raise CohortFileError(f"{where}: has more than {most} entries")
        return [read(each, f"{where}[{number}]") for number, each in enumerate(value)]

    return read_list


def _set(read: Callable, most: int = MOST_IN_LIST) -> Callable:
    read_list = _list(read, most)

    def read_set(value, where: str) -> frozenset:
        found = read_list(value, where)
        if len(set(found)) < len(found):
            raise CohortFileError(f"{where}: has an entry twice")
        return frozenset(found)

    return read_set


def _fields(value, where: str, readers: Mapping[str, Callable], required: Iterable[str]) -> dict:
    """The named fields of an object, each read by its reader. ``where`` is "" for the file itself."""
    if not isinstance(value, dict):
        raise CohortFileError(f"{where or 'the file'}: needs an object {{…}}")
    dot = f"{where}." if where else ""
    for name in value:
        if name not in readers:
            raise CohortFileError(f"{dot}{name[:MOST_LETTERS]}: there is no such field")
    for name in required:
        if name not in value:
            raise CohortFileError(f"{dot}{name}: is missing")
    return {name: readers[name](each, f"{dot}{name}") for name, each in value.items()}


def _dataclass(kind: type) -> Callable:
    def read_dataclass(value, where: str):
        return kind(**_fields(value, where, readers, required))

    readers = {each.name: _BY_TYPE[each.type] for each in fields(kind)}
    required = [
        each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING
    ]
    return read_dataclass


def _pair(value, where: str) -> PairIds:
    found = _fields(value, where, {"mentee_id": _id, "mentor_id": _id}, ("mentee_id", "mentor_id"))
    return found["mentee_id"], found["mentor_id"]


def _labels(value, where: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise CohortFileError(f"{where}: needs an object {{…}}")
    return {_text(term, where): _text(label, f"{where}.{term}") for term, label in value.items()}


def _format(value, where: str) -> int:
    if value != FORMAT or isinstance(value, bool):
        raise CohortFileError(f"{where}: needs to be {FORMAT}")
    return value


def _cohort(data) -> Cohort:
    found = _fields(data, "", _COHORT, ("format", "starts_on", "mentees", "mentors"))
    del found["format"]
    return Cohort(**found)


_PAIR_LISTS = ("pins", "forbids", "live_pairs")
_BY_TYPE: dict[str, Callable] = {
    "Id": _id,
    "Id | None": _or_none(_id),
    "str": _text,
    "str | None": _or_none(_text),
    "int": _whole,
    "bool": _yes_or_no,
    "date | None": _or_none(_date),
    "frozenset[str]": _set(_text),
    "frozenset[Id]": _set(_id),
}
_BY_TYPE["frozenset[Condition]"] = _set(_dataclass(Condition))
_COHORT: dict[str, Callable] = {
    "format": _format,
    "starts_on": _date,
    "weights": _dataclass(Weights),
    "needs_met_for_all": _set(_text),
    "labels": _labels,
    "mentees": _list(_dataclass(Mentee), MOST_PEOPLE),
    "mentors": _list(_dataclass(Mentor), MOST_PEOPLE),
    **{name: _set(_pair, MOST_PAIRS) for name in _PAIR_LISTS},
    "bars": _set(_dataclass(Bar), MOST_PAIRS),
}
