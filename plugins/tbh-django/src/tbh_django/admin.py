"""The administration: series, therapists, editions, responses and consents."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

import tbh_model as tbh
from tbh_django.models import Consent, Credential, Edition, Response, Series, Therapist
from tbh_model.model import changed_since_approval

if TYPE_CHECKING:  # Django's own classes take no parameters at run time
    SeriesAdminBase = admin.ModelAdmin[Series]
    TherapistAdminBase = admin.ModelAdmin[Therapist]
    EditionAdminBase = admin.ModelAdmin[Edition]
    ResponseAdminBase = admin.ModelAdmin[Response]
    CredentialInlineBase = admin.TabularInline[Credential]
    ResponseInlineBase = admin.StackedInline[Response]
    ConsentInlineBase = admin.StackedInline[Consent]
else:
    SeriesAdminBase = TherapistAdminBase = EditionAdminBase = ResponseAdminBase = admin.ModelAdmin
    CredentialInlineBase = admin.TabularInline
    ResponseInlineBase = ConsentInlineBase = admin.StackedInline


@admin.register(Series)
class SeriesAdmin(SeriesAdminBase):
    """Series."""

    list_display = ("title", "key", "url")
    prepopulated_fields = {"key": ("title",)}


class CredentialInline(CredentialInlineBase):
    """Titles, on the page of a therapist."""

    model = Credential
    extra = 0
    exclude = ("more",)


@admin.register(Therapist)
class TherapistAdmin(TherapistAdminBase):
    """Therapists with their titles."""

    list_display = ("name", "role", "status")
    list_filter = ("status",)
    search_fields = ("name", "role")
    inlines = (CredentialInline,)


class ResponseInline(ResponseInlineBase):
    """Responses, on the page of an edition; each leads to its own page, with consents."""

    model = Response
    extra = 0
    fields = ("therapist", "position", "quote", "answer", "attribution", "language", "verbatim")
    show_change_link = True


@admin.register(Edition)
class EditionAdmin(EditionAdminBase):
    """Editions with their responses."""

    list_display = ("title", "series", "status", "published")
    list_filter = ("series", "status")
    search_fields = ("title", "topic", "prompt")
    prepopulated_fields = {"slug": ("title",)}
    date_hierarchy = "published"
    inlines = (ResponseInline,)
    readonly_fields = ("withheld",)

    @admin.display(description="withheld now")
    def withheld(self, edition: Edition) -> str:
        """Return what the gate withholds of an edition at present, and why."""
        if not edition.pk:
            return "-"
        try:
            series = edition.series.to_series()
        except tbh.ContentError as error:
            return str(error)
        names = {row.key: str(row) for row in edition.responses.all()}
        lines = [
            f"{channel}: {each.kind} “{names.get(each.id, edition.title)}” "
            f"{each.reason.description}"
            for channel in series.all_channels
            for each in tbh.release(series, channel=channel, at=timezone.now()).withheld
            if edition.key in {each.id, each.edition}
        ]
        return "\n".join(lines) or "nothing"


class ConsentInline(ConsentInlineBase):
    """Consents, on the page of a response."""

    model = Consent
    extra = 0
    exclude = ("more",)


@admin.register(Response)
class ResponseAdmin(ResponseAdminBase):
    """Responses with their consents."""

    list_display = ("__str__", "edition", "attribution", "approval", "consent")
    list_filter = ("edition__series", "edition")
    search_fields = ("quote", "answer", "therapist__name")
    inlines = (ConsentInline,)
    actions = ("approve", "withdraw")
    readonly_fields = ("approval",)

    @admin.display(description="approval")
    def approval(self, response: Response) -> str:
        """Return the day of the approval, and what was changed since."""
        if response.approved_on is None:
            return "none"
        changed = changed_since_approval(tbh.from_dict(tbh.Response, response.data()))
        after = f", {' and '.join(changed)} changed since" if changed else ""
        return f"{response.approved_on.isoformat()}{after}"

    @admin.display(description="consent")
    def consent(self, response: Response) -> str:
        """Return the channels that consents of today cover."""
        day = response.edition.series.today()
        records = [tbh.from_dict(tbh.Consent, row.data()) for row in response.consents.all()]
        covered = {
            str(channel)
            for record in records
            for channel in record.uses
            if record.covers(channel, day)
        }
        return ", ".join(sorted(covered)) or "none"

    @admin.action(description="Approve the present wording", permissions=["change"])
    def approve(self, request: HttpRequest, responses: "QuerySet[Response]") -> None:
        """Record the approval of each response in its present wording."""
        for response in responses:
            response.approve(response.edition.series.today())
            self.log_change(request, response, "Approved the present wording.")
        self.message_user(request, f"Approved: {len(responses)}", messages.SUCCESS)

    @admin.action(description="Withdraw all consents", permissions=["change"])
    def withdraw(self, request: HttpRequest, responses: "QuerySet[Response]") -> None:
        """Record that all consents are taken back from today on."""
        for response in responses:
            if response.withdraw(response.edition.series.today()):
                self.log_change(request, response, "Withdrew all consents.")
                self.message_user(request, f"Withdrawn: {response}", messages.SUCCESS)
            else:
                self.message_user(request, f"Nothing to withdraw: {response}", messages.WARNING)
