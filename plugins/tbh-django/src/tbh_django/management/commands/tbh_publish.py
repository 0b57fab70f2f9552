"""Write the feeds and pages of a series into a folder."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

import tbh_model as tbh
from tbh_django.serving import exporters, load_series, setting


class Command(BaseCommand):
    """`manage.py tbh_publish --to public`."""

    help = "Write the feeds and pages of a series into a folder, and list what is withheld."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the options."""
        parser.add_argument("series", nargs="?", help="its key; not needed if there is only one")
        parser.add_argument("--to", help="the folder; TBH['PUBLISH_TO'] by default")
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="a datetime with time zone; now by default"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Publish, and print one line for each thing that somebody must know.

        Raises:
            CommandError: If the series cannot be published, or an exporter fails.
        """
        folder = options["to"] or setting("PUBLISH_TO")
        if folder is None:
            message = "There is no folder: give --to FOLDER, or set TBH['PUBLISH_TO']."
            raise CommandError(message)
        try:
            series = load_series(options["series"])
            report = tbh.publish(
                series, folder, at=options["at"] or timezone.now(), exporters=list(exporters())
            )
        except ObjectDoesNotExist as error:
            raise CommandError(str(error)) from None
        except tbh.TBHError as error:
            raise CommandError(str(error)) from error
        for withheld in report.withheld:
            self.stderr.write(f"withheld from {withheld.channel}: {withheld}")
        if report.failures:
            raise CommandError("\n".join(map(str, report.failures)))
        counts = f"{len(report.written)} written, {len(report.removed)} removed"
        self.stdout.write(self.style.SUCCESS(f"{series.title}: {counts} in {folder}"))
