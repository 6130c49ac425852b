"""The door for a provider's callbacks. Open to the internet; a MAC in the path is the key."""

from uuid import UUID

import structlog
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wallet.services import callbacks

log = structlog.get_logger(__name__)

LARGEST_BODY = 64 * 1024


@csrf_exempt  # there is no session here; the path's MAC is checked instead
@require_POST
def callback(request: HttpRequest, attempt_id: UUID, mac: str) -> HttpResponse:
    """Store what came and say OK; 404 for a wrong MAC, 413 for too much, 503 while it cannot be stored.

    Bitspark sends it again in 2, 4, 6, 8 and 10 minutes unless it reads `OK`.
    """
    if not callbacks.is_ours(attempt_id, mac):
        raise Http404
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse(status=413, content_type="text/plain")
    try:
        stored = callbacks.receive(attempt_id, mac, body)
    except DatabaseError:
        log.exception("callback-not-stored")
        return HttpResponse(status=503, content_type="text/plain")
    if not stored:
        raise Http404
    return HttpResponse("OK", content_type="text/plain")
