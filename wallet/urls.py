from django.urls import URLPattern, URLResolver, path

from .views import callbacks

app_name = "wallet"

urlpatterns: list[URLPattern | URLResolver] = [
    path("callbacks/<uuid:attempt_id>/<str:mac>", callbacks.callback, name="callback"),
]
