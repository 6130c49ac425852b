"""What lists are measured against: the same rows by plain SQL, and an empty page, both signed in."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from accounts.views.base import ShopView

FIRST = """
    SELECT public_id, created_at, reference, transaction_number, state, counter_status, amount, currency,
           destination_name, recipient_name
    FROM remittance_transfer WHERE shop_id = %s ORDER BY created_at DESC, id DESC LIMIT 51
"""
DEEP = """
    SELECT public_id, created_at, reference, transaction_number, state, counter_status, amount, currency,
           destination_name, recipient_name
    FROM remittance_transfer WHERE shop_id = %s AND created_at <= %s AND (created_at < %s OR id < %s)
    ORDER BY created_at DESC, id DESC LIMIT 51
"""


class Empty(ShopView):
    may = None

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "base.html")


class Raw(ShopView):
    """The rows of a page by one plain query, as JSON; no counting, no template."""

    may = None

    def get(self, request: HttpRequest) -> JsonResponse:
        shop = self.shop.pk
        with connection.cursor() as cursor:
            if "at" in request.GET:
                moment, row = request.GET["at"].split("|")
                cursor.execute(DEEP, [shop, moment, moment, row])
            else:
                cursor.execute(FIRST, [shop])
            return JsonResponse({"rows": [[str(value) for value in row] for row in cursor.fetchall()]})


urlpatterns = [
    path("bench/empty/", Empty.as_view()),
    path("bench/raw/", Raw.as_view()),
    path("", include("config.urls")),
]
