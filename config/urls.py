"""Where each address leads."""

from django.contrib import admin
from django.urls import include, path

from accounts.views import errors
from remittance.views.follow_ups import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("", include("accounts.urls")),
    path("", include("wallet.urls")),
    path("", include("remittance.urls")),
    # An address for resets is the administrator's to set: at an unlocked desk anybody could add theirs.
    path("accounts/email/", errors.not_found),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.permission_denied"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
