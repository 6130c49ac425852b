"""Error pages in the desk's own look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from accounts.models import Permission
from accounts.services.errors import NotAllowed, ProviderDown, ServiceError
from accounts.views import kept
from accounts.views.permission_words import WORDS


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever broke, this page asks nothing of the database."""
    words = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(loader.render_to_string("errors/500.html", words), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is out of date, or came from elsewhere; kept if it was surely this person's."""
    found = kept.keep_after_csrf_failure(request)
    if found is not None:
        return kept.lead_to(request, found)
    return render(request, "errors/csrf.html", status=403)


def missing(request: HttpRequest, permission: Permission) -> HttpResponse:
    """403 that names, in words, what this person may not do here."""
    context = {"missing": WORDS[permission], "permission": permission.value}
    return render(request, "errors/403.html", context, status=403)


def not_allowed(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """A service's own refusal for want of a permission."""
    named = refusal.detail.get("permission", "")
    known = WORDS[Permission(named)] if named in set(Permission) else ""
    context = {"missing": known, "permission": named, "message": refusal.message}
    return render(request, "errors/403.html", context, status=403)


def provider_down(request: HttpRequest, refusal: ProviderDown) -> HttpResponse:
    """A provider is needed for this page and does not answer; nothing was sent."""
    retry_after = int(refusal.detail.get("retry_after", 30))
    context = {
        "message": refusal.message,
        "retry_after": retry_after,
        "good_at": refusal.detail.get("good_at"),
    }
    response = render(request, "errors/provider_down.html", context, status=503)
    response["Retry-After"] = str(retry_after)
    return response


def say_when(response: HttpResponse, refusal: ServiceError | None) -> HttpResponse:
    """The header that says when to try again, on a page that says a refusal beside its form."""
    if refusal is not None and "retry_after" in refusal.detail:
        response["Retry-After"] = str(refusal.detail["retry_after"])
    return response


def refused(request: HttpRequest, refusal: ServiceError) -> HttpResponse:
    """A refusal that a view did not say beside its form."""
    context = {"message": refusal.message, "code": refusal.code, "title": _("This was not done")}
    return render(request, "errors/refused.html", context, status=refusal.status)
