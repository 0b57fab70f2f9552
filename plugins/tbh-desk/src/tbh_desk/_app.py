"""ASGI application of the desk: its forms at `/_desk/`, and the preview at every other path."""

from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from hmac import compare_digest
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qs

from attrs import evolve, frozen
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

import tbh_model as tbh
from tbh_desk import _forms, _pages
from tbh_desk._access import PREFIX, Access, RefusedError
from tbh_desk._folder import ChangedFileError, Content, Folder
from tbh_desk._forms import Control, FormError, Message, Texts
from tbh_desk._pages import Form, FormPage
from tbh_model.preview import STYLE_SHEET, Preview, app as preview_app

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with none, a browser would not name the origin of a form
    "X-Content-Type-Options": "nosniff",
}
# Largest form in bytes.
_MAX_FORM: Final = 4 * 2**20
_CONFLICT: Final = "Your words are still here, beside those of the file. Save again to keep them."
_MISSING: Final = RefusedError(404, "There is no such page", "It may have another address now.")

Respond = Callable[[Request, Texts | None, str], Response]
"""Answers a request with the texts of a form, if one was sent, and the token for the next one."""


def app(preview: Preview, access: Access) -> Starlette:
    """Return an application with the desk, and a preview at every other path.

    Args:
        preview: The preview of the content folder that is edited.
        access: Who is let in.
    """
    desk = _Desk(preview, Folder(preview.content, preview.refresh), access)
    forms = ((path, desk.endpoint(partial(desk.form, page))) for path, page in _pages.FORMS.items())
    routes = [
        Route("/", desk.endpoint(desk.index)),
        Route("/open/", desk.open),
        Route("/style.css", _style),
        *(Route(path, endpoint, methods=["GET", "POST"]) for path, endpoint in forms),
        Route("/{rest:path}", desk.endpoint(_missing)),
    ]
    return Starlette(
        routes=[
            Route(PREFIX, lambda _: RedirectResponse(f"{PREFIX}/")),
            Mount(PREFIX, routes=routes),
            Mount("/", app=preview_app(preview)),
        ],
        exception_handlers={RefusedError: _refusal, tbh.TBHError: _broken},
    )


@frozen
class _Desk:
    preview: Preview
    folder: Folder
    access: Access

    def endpoint(self, respond: Respond) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that answers whoever was let in."""

        async def endpoint(request: Request) -> Response:
            token = self.access.form_token(request, request.cookies.get(_cookie(request), ""))
            texts = await _texts(request) if request.method == "POST" else None
            sent = "" if texts is None else texts.get("form-token", ("",))[0]
            if texts is not None and not compare_digest(sent.encode(), token.encode()):
                raise RefusedError(403, "This form is too old, or not ours", "Open the page again.")
            request.state.texts = texts or {}
            return await run_in_threadpool(respond, request, texts, token)

        return endpoint

    async def open(self, request: Request) -> Response:
        """Let a browser in that opens the link."""
        session = self.access.begin_session(request)
        response = RedirectResponse(f"{PREFIX}/", 303, _HEADERS)
        response.set_cookie(
            _cookie(request), session, path=PREFIX, httponly=True, samesite="strict"
        )
        return response

    def index(self, _: Request, __: Texts | None, ___: str) -> Response:
        """Show what there is to edit."""
        series, now = self.folder.read().series, self.preview.clock()
        owed, problems = _pages.owed(series, now), self.folder.problems()
        return _page("index.html", series=series, now=now, owed=owed, problems=problems)

    def form(self, page: FormPage, request: Request, texts: Texts | None, token: str) -> Response:
        """Show a form, or save it."""
        now = self.preview.clock()

        def build(content: Content) -> Form:
            try:
                return page(content, request.path_params, now)
            except tbh.UnknownIdError:
                raise _MISSING from None

        if texts is not None:
            return self._save(build, texts, token)
        content = self.folder.read()
        form, zone = build(content), content.series.time_zone
        prefix = f"{form.path}.".lstrip(".")
        found = [
            evolve(_forms.message(problem, form.fields, form.path), href=_href(form, problem.path))
            for problem in self.folder.problems()
            if problem.file == form.file and f"{problem.path}.".startswith(prefix)
        ]
        shown = _forms.controls(form.fields, lambda field: field.shown(form.data, zone), found)
        is_saved = "saved" in request.query_params
        return _form_page(content, form, shown, found, token=token, is_saved=is_saved)

    def _save(self, build: Callable[[Content], Form], texts: Texts, token: str) -> Response:
        forms: list[Form] = []

        def edit(content: Content) -> tbh.Series:
            forms.append(build(content))
            if content.digests.get(forms[-1].file, "") != texts.get("digest", ("",))[0]:
                raise ChangedFileError(forms[-1].file)
            return _edited(content.series, forms[-1], texts)

        try:
            self.folder.change(edit)
        except ChangedFileError as error:
            content = self.folder.read()
            form, zone = build(content), content.series.time_zone
            seen = texts.get("seen", ("",))[0]
            shown = tuple(_forms.merged_controls(form.fields, form.data, texts, zone, seen))
            found = [Message(str(error), _CONFLICT)]
            found += (message for control in shown for message in control.messages)
            return _form_page(content, form, shown, found, token=token, status=409)
        except FormError as error:
            form = forms[-1]
            shown = _forms.controls(form.fields, lambda field: field.sent(texts), error.args)
            return _form_page(self.folder.read(), form, shown, error.args, token=token, status=422)
        return RedirectResponse(f"{PREFIX}{forms[-1].next}?saved", 303, _HEADERS)


def _edited(series: tbh.Series, form: Form, texts: Texts) -> tbh.Series:
    """Return the series with what was entered.

    Raises:
        FormError: If it cannot be.
    """
    missing = _forms.required(form.fields, texts)
    found: tuple[Message, ...] = ()
    try:
        edited = form.apply(_forms.merge(form.fields, form.data, texts, series.time_zone))
        if not missing:
            return edited
    except tbh.ContentError as error:
        found = tuple(_forms.message(problem, form.fields) for problem in error.problems)
    except tbh.InvalidValueError as error:
        found = tuple(_forms.violation_message(item, form.fields) for item in error.violations)
    except tbh.TBHError as error:
        found = (Message(str(error)),)
    named = {message.field for message in missing}
    raise FormError(*missing, *(message for message in found if message.field not in named))


def _form_page(
    content: Content, form: Form, shown: Sequence[Control], found: Sequence[Message], **more: Any
) -> Response:
    zone = content.series.time_zone
    more |= {"seen": _forms.fingerprints(form.fields, form.data, zone), "form": form}
    more |= {"digest": content.digests.get(form.file, ""), "series": content.series}
    return _page("form.html", controls=shown, messages=found, **more)


def _href(form: Form, path: str) -> str:
    """Return the page of the response that a problem of an edition is in."""
    edition, part = form.more.get("edition"), path.rpartition("responses[")[2].partition("]")[0]
    if edition is None or not part.isdigit():
        return ""
    return _pages.response_path(edition, edition.responses[int(part)])


async def _texts(request: Request) -> Texts:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_FORM:
            raise RefusedError(413, "This is too much for one form", "Put it in a file.")
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=999)
    except ValueError:
        raise RefusedError(400, "This is no form", "Use the forms of the desk.") from None


def _cookie(request: Request) -> str:
    # cookies know no ports: another desk on this machine has one of its own
    return f"tbh-desk-{request.url.port or 80}"


def _missing(_: Request, __: Texts | None, ___: str) -> Response:
    raise _MISSING


async def _refusal(_: Request, error: Exception) -> Response:
    status, title, remedy = error.args
    return _page("refused.html", status, title=title, remedy=remedy)


async def _broken(request: Request, error: Exception) -> Response:
    problems = [(item.file, _forms.message(item, ())) for item in getattr(error, "problems", ())]
    context = {"problems": problems or [("", Message(str(error)))], "entered": request.state.texts}
    title, remedy = "Nothing can be saved now", "Put this right, and open the page again."
    return _page("refused.html", 500, title=title, remedy=remedy, **context)


def _style(_: Request) -> Response:
    style = files("tbh_desk").joinpath("style.css").read_bytes()
    return Response(style, headers={**_HEADERS, "Content-Type": "text/css; charset=utf-8"})


def _page(template: str, status: int = 200, **context: Any) -> Response:
    text = _environment().get_template(template).render(context, status=status)
    return Response(text, status, {**_HEADERS, "Content-Type": "text/html; charset=utf-8"})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tbh_desk"), autoescape=True, undefined=StrictUndefined
    )
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals |= {"root": PREFIX, "pages": _pages, "style_sheet": STYLE_SHEET}
    environment.filters["rich"] = lambda text: Markup(tbh.write_html(text))  # noqa: S704 - it escapes
    return environment
