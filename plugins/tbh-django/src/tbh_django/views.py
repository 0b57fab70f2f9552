"""The view of feeds and pages, with conditional requests."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tbh_django.serving import find_artifact
from tbh_model.exporters import http_response


@require_safe
def serve(request: HttpRequest, path: str = "", series: str | None = None) -> HttpResponse:
    """Return a feed, a page or one of its files, or 304 if the client has it already.

    Args:
        request: The request.
        path: The path below the home page of the series.
        series: The key of the series; not needed if there is only one.
    """
    try:
        artifact = find_artifact(series, path)
    except ObjectDoesNotExist as error:
        raise Http404(str(error)) from None
    if artifact is None:
        raise Http404(path)
    response = http_response(artifact, request.headers)
    return HttpResponse(response.body, status=response.status, headers=dict(response.headers))
