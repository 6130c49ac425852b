"""The answer under every address the API does not have."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView


@extend_schema(exclude=True)
class NotFound(APIView):
    """404 as a problem, whoever asks."""

    authentication_classes = ()
    permission_classes = ()

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        raise Http404

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        raise Http404
