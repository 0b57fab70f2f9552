"""Publish a page that embeds an edition, and print what a reader and an editor see as JSON."""

import json
from datetime import date

import django

django.setup()

from django.contrib.auth.models import User
from django.test import Client
from home.models import HomePage
from wagtail.models import Page, Site

from rows import roundup

answer = roundup()
body = [{"type": "edition", "value": f"off-the-clock/{answer.edition.key}"}]
page = Page.objects.get(depth=1).add_child(instance=HomePage(title="Home", slug="us", body=body))
Site.objects.update(root_page=page)
client = Client()
client.force_login(User.objects.create_superuser("editor"))
before = client.get("/").content.decode()
form = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
answer.withdraw(date(2026, 6, 1))
after = client.get("/").content.decode()
print(
    json.dumps(
        {
            "chosen": "Off the Clock: Running Late" in form,
            "before": "How late I am." in before,
            "after": "How late I am." in after,
        }
    )
)
