"""Matches a whole round from a file, with no database: for trials, audits and benchmarks."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mentoring.matching import CohortError, read_cohort, solve, write_result


class Command(BaseCommand):
    help = "Matches the cohort in a JSON file and writes the pairs to another (see docs/matching-format.md)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("cohort", metavar="COHORT.json", help="People, offers, weights, pins and locks.")
        parser.add_argument("--out", metavar="PAIRS.json", required=True, help="Where the result goes.")

    def handle(self, *args, cohort, out, **options):
        if Path(out).resolve() == Path(cohort).resolve():
            raise CommandError("--out: would overwrite the cohort; give another file")
        try:
            people = read_cohort(cohort)
            result = solve(people)
            write_result(result, out, people.labels)
        except CohortError as error:
            raise CommandError(f"{cohort}: {error}") from error
        except OSError as error:
            raise CommandError(f"{error.filename or cohort}: {error.strerror}") from error
        counts = result.run.counts
        self.stdout.write(f"{counts['paired']} paired, {counts['left_out']} left out. Written to {out}.")
