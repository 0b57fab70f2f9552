"""A real project with a real database: SQLite, or the PostgreSQL of `TBH_TEST_POSTGRESQL`."""

import os
import tempfile
from collections.abc import Iterator

import django
import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
os.environ.setdefault("TBH_TEST_FOLDER", tempfile.mkdtemp())
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

from tbh_django.serving import clear_cache


@pytest.fixture(scope="session", autouse=True)
def project() -> Iterator[None]:
    """Create the tables as somebody does who installs the app."""
    setup_test_environment(debug=True)
    call_command("migrate", verbosity=0)
    yield
    connection.close()
    teardown_test_environment()


@pytest.fixture(autouse=True)
def database() -> Iterator[None]:
    """Undo whatever a test writes."""
    clear_cache()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def editor() -> Client:
    """Return a client that has logged in to the administration."""
    client = Client()
    client.force_login(User.objects.create_superuser("editor"))
    return client
