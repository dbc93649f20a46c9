"""What the pages that several rooms build together cost, on the whole demonstration.

That a page stays flat as data grows tenfold is tested in its room.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("populated_database")]

LESSON = "/learn/stepping-up/what-a-patient-leader-is/"


@pytest.mark.parametrize(
    ("address", "person", "most"),
    [
        ("/", "", 20),
        ("/", "learner", 30),
        ("/", "learner2", 30),
        ("/", "coach", 30),
        ("/", "coordinator", 30),
        ("/learn/", "", 25),
        ("/learn/", "learner", 25),
        (LESSON, "", 20),
        (LESSON, "learner", 25),
        ("/coach/", "coach", 35),
        ("/search/?q=committee", "", 25),
        ("/search/?q=comitee", "learner", 25),
        ("/guides/take-part-in-your-own-care/", "learner", 30),
        ("/glossary/", "", 20),
        ("/rounds/", "coordinator", 25),
    ],
)
def test_a_page_costs_no_more_queries_than_promised(client, address, person, most):
    if person:
        client.force_login(User.objects.get(email=f"{person}@demo.example"))
    assert client.get(address).status_code == 200  # what is remembered between requests is now in the cache
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) <= most, "\n".join(query["sql"][:200] for query in queries)
