"""The tables."""

import django.db.models.deletion
from django.db import migrations, models

import tbh_django.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=tbh_django.models.new_key,
                        editable=False,
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("slug", models.SlugField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                (
                    "status",
                    models.CharField(
                        choices=tbh_django.models.edition_statuses, default="draft", max_length=20
                    ),
                ),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "published",
                    models.DateTimeField(
                        blank=True, help_text="In the future: scheduled.", null=True
                    ),
                ),
                (
                    "updated",
                    models.DateTimeField(
                        blank=True, help_text="The last change of substance.", null=True
                    ),
                ),
                ("embargo_until", models.DateTimeField(blank=True, null=True)),
                ("expires", models.DateTimeField(blank=True, null=True)),
                ("topic", models.CharField(max_length=200)),
                (
                    "prompt",
                    models.TextField(
                        help_text="The question to the panel, without quotation marks."
                    ),
                ),
                ("background", models.TextField(blank=True, help_text="Markdown.")),
                ("summary", models.TextField(blank=True)),
                ("introduction", models.TextField(blank=True, help_text="Markdown.")),
                (
                    "tags",
                    models.CharField(
                        blank=True, help_text="With commas between them.", max_length=500
                    ),
                ),
            ],
            options={
                "ordering": ("-published", "-pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                ("key", models.SlugField(help_text="Its name in URLs and commands.", unique=True)),
                (
                    "uri",
                    models.CharField(
                        help_text="A URI that never changes, such as tag:example.org,2026:off-the-clock",
                        max_length=200,
                        verbose_name="permanent id",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "url",
                    models.CharField(
                        help_text="The home page.", max_length=500, verbose_name="URL"
                    ),
                ),
                ("language", models.CharField(default="en", max_length=35)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("description", models.TextField(blank=True)),
                ("publisher", models.CharField(max_length=200)),
                (
                    "publisher_url",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="URL of the publisher"
                    ),
                ),
                (
                    "jurisdiction",
                    models.CharField(blank=True, help_text="Such as CA-ON.", max_length=10),
                ),
                (
                    "challengers",
                    models.CharField(
                        help_text="Such as Psychotherapists.", max_length=200, verbose_name="panel"
                    ),
                ),
                ("sign_off", models.TextField(blank=True)),
                ("next_time", models.TextField(blank=True)),
                ("consent_required", models.BooleanField(default=True)),
                ("approval_required", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ("title",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Therapist",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=tbh_django.models.new_key,
                        editable=False,
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("pronouns", models.CharField(blank=True, max_length=50)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("location", models.CharField(blank=True, max_length=200)),
                ("bio", models.TextField(blank=True, help_text="Markdown.")),
                ("url", models.CharField(blank=True, max_length=500, verbose_name="URL")),
                (
                    "booking_url",
                    models.CharField(blank=True, max_length=500, verbose_name="URL for bookings"),
                ),
                ("email", models.CharField(blank=True, help_text="Private.", max_length=254)),
                (
                    "status",
                    models.CharField(
                        choices=tbh_django.models.therapist_statuses,
                        default="active",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=tbh_django.models.new_key,
                        editable=False,
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "quote",
                    models.TextField(blank=True, help_text="The words that are printed large."),
                ),
                ("answer", models.TextField(blank=True, help_text="The full answer, in Markdown.")),
                (
                    "attribution",
                    models.CharField(
                        choices=tbh_django.models.attributions, default="full", max_length=20
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=35)),
                (
                    "verbatim",
                    models.TextField(blank=True, help_text="The words as received. Private."),
                ),
                ("approved_on", models.DateField(editable=False, null=True)),
                ("approval_digest", models.CharField(blank=True, editable=False, max_length=100)),
                ("approval_parts", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="tbh_django.edition",
                    ),
                ),
                (
                    "therapist",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="tbh_django.therapist",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                ("web", models.BooleanField(default=True)),
                ("feed", models.BooleanField(default=True)),
                ("newsletter", models.BooleanField(default=True)),
                ("social", models.BooleanField(default=False)),
                ("granted", models.DateField(default=tbh_django.models.today)),
                ("expires", models.DateField(blank=True, null=True)),
                ("withdrawn", models.DateField(blank=True, null=True)),
                (
                    "attribution",
                    models.CharField(
                        choices=tbh_django.models.attributions,
                        default="full",
                        help_text="The most that may be shown of the person.",
                        max_length=20,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=tbh_django.models.consent_bases, default="explicit", max_length=20
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        blank=True, help_text="Where the proof is kept. Private.", max_length=500
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="tbh_django.response",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="editions",
                to="tbh_django.series",
            ),
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "more",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Fields of tbh_model that have no column, by name, as JSON.",
                        verbose_name="other fields",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("abbreviation", models.CharField(max_length=100)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("number", models.CharField(blank=True, help_text="Private.", max_length=100)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "therapist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credentials",
                        to="tbh_django.therapist",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("series", "slug"), name="tbh_one_edition_a_slug"
            ),
        ),
    ]
