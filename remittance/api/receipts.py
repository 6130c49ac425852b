"""Receipts: as lines for an app's own printer, and as HTML in three widths."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from accounts.api.fields import Asked, Told
from accounts.models import Permission
from remittance.models import Transfer
from remittance.selectors.receipts import WIDTHS, Receipt
from remittance.services import receipts

from .transfer_shapes import LineShape
from .transfers import OfTransfer, line_shown

WIDTH_WORDS = _("Choose 58, 80 or a4.")
WIDTH = OpenApiParameter("width", str, enum=WIDTHS, description="Of the paper, for HTML: 80 unless told.")


class ReceiptShape(Told):
    heading = serializers.CharField(help_text="What is true at this moment.")
    advice = serializers.ListField(child=serializers.CharField())
    reference = serializers.CharField(help_text="Also the text of the QR code.")
    operator = serializers.CharField()
    shop = serializers.CharField()
    shop_address = serializers.CharField()
    test = serializers.BooleanField(help_text="Print TEST on it.")
    taken_at = serializers.DateTimeField()
    served_by = serializers.CharField()
    lines = LineShape(many=True)
    printing = serializers.IntegerField(help_text="The number of this printing.")
    copy = serializers.BooleanField(help_text="Print COPY on it.")


class WidthQuery(Asked):
    width = serializers.ChoiceField(
        [(width, width) for width in WIDTHS], required=False, error_messages={"invalid_choice": WIDTH_WORDS}
    )


class PrintBody(WidthQuery):
    """Which paper."""


class HTMLRenderer(BaseRenderer):
    """Lets `Accept: text/html` through; the view makes the page itself."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> Any:
        # only problems come here: a refusal is JSON whatever was asked for
        return JSONRenderer().render(data, accepted_media_type, renderer_context)


class TransferReceipt(OfTransfer):
    """GET: what the next printing would say. POST: one printing, counted."""

    may = Permission.SEND_MONEY
    renderer_classes = (JSONRenderer, HTMLRenderer)

    @extend_schema(
        operation_id="transfers_receipt",
        tags=["transfers"],
        summary="What the next printing would say",
        description="JSON lines, or with `Accept: text/html` a page for the paper. Counts nothing. "
        "422 `no-receipt`: refused and stopped orders have none.",
        parameters=[WIDTH],
        responses={
            (200, "application/json"): ReceiptShape,
            (200, "text/html"): OpenApiResponse(OpenApiTypes.STR),
        },
    )
    def get(self, request: Any, public_id: UUID) -> Any:
        transfer = self.transfer(public_id)
        width = self.query(WidthQuery).get("width", "80")
        return self.shown(transfer, receipts.preview(transfer), width, 200)

    @extend_schema(
        operation_id="transfers_print_receipt",
        tags=["transfers"],
        summary="Print: counted, and a copy from the second on",
        request=PrintBody,
        responses={
            (201, "application/json"): ReceiptShape,
            (201, "text/html"): OpenApiResponse(OpenApiTypes.STR),
        },
    )
    def post(self, request: Any, public_id: UUID) -> Any:
        transfer = self.transfer(public_id)
        width = self.body(PrintBody).get("width", "80")
        return self.shown(transfer, receipts.issue(transfer, width=width, actor=self.actor), width, 201)

    def shown(self, transfer: Transfer, receipt: Receipt, width: str, status: int) -> Any:
        if self.request.accepted_renderer.format != "html":
            return Response(receipt_shown(receipt), status=status)
        context = {"transfer": transfer, "receipt": receipt, "width": width}
        text = render_to_string("remittance/receipt.html", context, self.request._request)
        return HttpResponse(text, status=status)


def receipt_shown(receipt: Receipt) -> dict[str, Any]:
    return {
        "heading": str(receipt.heading),
        "advice": [str(sentence) for sentence in receipt.advice],
        "reference": receipt.reference,
        "operator": receipt.operator,
        "shop": receipt.shop.name,
        "shop_address": receipt.shop.address,
        "test": receipt.is_test,
        "taken_at": receipt.moment,
        "served_by": receipt.served_by,
        "lines": [line_shown(line) for line in receipt.lines],
        "printing": receipt.copy,
        "copy": receipt.is_copy,
    }
