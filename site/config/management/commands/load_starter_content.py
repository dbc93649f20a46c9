"""Put the starter content on the site. Safe to run again: an editor's change always wins."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult

from accounts.starter import ensure_roles, load_organisations
from courses.starter import load_courses
from guides.starter import load_guides
from home.starter import Loader, load_glossary, load_labels, load_site, load_standard_pages, read
from mentoring.starter import load_agreement, load_terms

INDEX_TASKS = ("wagtail.tasks.update_reference_index_task", "modelsearch.tasks.insert_or_update_object_task")


class Command(BaseCommand):
    help = "Load content/*.yaml. Adds what is new, updates what is as shipped, leaves what an editor changed."

    def handle(self, *args, **options):
        ensure_roles()
        load_organisations(read("organisations"))
        loader = Loader()
        load_labels(loader)
        home = load_site(loader, base_url=settings.BASE_URL)
        load_glossary(loader, home)
        load_standard_pages(loader, home)
        load_courses(loader, home)
        load_guides(loader, home)
        load_terms(loader)
        load_agreement(loader)
        if loader.added or loader.updated:
            index_everything()
        self.stdout.write(f"Starter content: {loader.added} added, {loader.updated} updated.")
        if loader.left:
            self.stdout.write(f"Left alone, because an editor changed them: {', '.join(loader.left)}")


def index_everything():
    """One pass over all pages, instead of a thousand tasks that the first mail would have to wait behind."""
    DBTaskResult.objects.ready().filter(task_path__in=INDEX_TASKS).delete()
    call_command("update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
