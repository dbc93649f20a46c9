"""For the day the secret half of a signing key got out: what it signed must not be believed any more."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses import operations
from courses.models import SigningKey


class Command(BaseCommand):
    help = "Publish a key no more that badges were signed with. Set another CREDENTIAL_SIGNING_KEY first."

    def add_arguments(self, parser):
        parser.add_argument("kid", help="The id of the key, as /credentials/keys/ shows it.")

    def handle(self, *args, kid, **options):
        try:
            operations.withdraw_key(kid=kid, by=None, at=timezone.now())
        except operations.KeyInUse:
            raise CommandError("This key signs now. Set another CREDENTIAL_SIGNING_KEY first.") from None
        except SigningKey.DoesNotExist:
            raise CommandError(f"No badge was signed with a key called {kid}.") from None
        self.stdout.write("Withdrawn. Badges it signed do not verify; people can download theirs again.")
