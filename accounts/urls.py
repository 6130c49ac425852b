"""People, shops, connections, devices, the audit log; and the desk's own health."""

from django.urls import URLPattern, URLResolver, path

from .views import (
    active_shop,
    audit,
    connections,
    devices,
    health,
    invitations,
    kept_page,
    notes,
    people,
    profiles,
    settings,
    shops,
)

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("active-shop/", active_shop.ChooseShop.as_view(), name="active-shop"),
    path("audit/", audit.AuditLog.as_view(), name="audit"),
    path("audit/<slug:noun>/<uuid:object_id>/", audit.AuditOfObject.as_view(), name="audit-object"),
    path("devices/", devices.MyDevices.as_view(), name="devices"),
    path("devices/<uuid:public_id>/renew/", devices.RenewMyDevice.as_view(), name="device-renew"),
    path("devices/<uuid:public_id>/revoke/", devices.RevokeMyDevice.as_view(), name="device-revoke"),
    path("invitations/<str:token>/", invitations.AcceptInvitation.as_view(), name="invitation"),
    path("livez", health.livez, name="livez"),
    path("notes/<slug:noun>/<uuid:public_id>/", notes.WriteNote.as_view(), name="note"),
    path("readyz", health.readyz, name="readyz"),
    path("profile/", profiles.ProfilePage.as_view(), name="profile"),
    path("profile/edit/", profiles.EditProfile.as_view(), name="profile-edit"),
    path("profile/unmask/", profiles.UnmaskProfile.as_view(), name="profile-unmask"),
    path("settings/", settings.Settings.as_view(), name="settings"),
    path("settings/connections/", connections.Connections.as_view(), name="connections"),
    path("settings/connections/new/", connections.NewConnection.as_view(), name="connection-new"),
    path("settings/connections/<uuid:public_id>/", connections.ConnectionPage.as_view(), name="connection"),
    path(
        "settings/connections/<uuid:public_id>/edit/",
        connections.EditConnection.as_view(),
        name="connection-edit",
    ),
    path(
        "settings/connections/<uuid:public_id>/key/", connections.RotateKey.as_view(), name="connection-key"
    ),
    path(
        "settings/connections/<uuid:public_id>/pause/",
        connections.PauseConnection.as_view(),
        name="connection-pause",
    ),
    path(
        "settings/connections/<uuid:public_id>/resume/",
        connections.ResumeConnection.as_view(),
        name="connection-resume",
    ),
    path(
        "settings/connections/<uuid:public_id>/shop/",
        connections.ShopAtProvider.as_view(),
        name="connection-shop",
    ),
    path(
        "settings/connections/<uuid:public_id>/retire/",
        connections.RetireConnection.as_view(),
        name="connection-retire",
    ),
    path(
        "settings/connections/<uuid:public_id>/test/",
        connections.TestConnection.as_view(),
        name="connection-test",
    ),
    path("settings/devices/", devices.AllDevices.as_view(), name="all-devices"),
    path(
        "settings/devices/<uuid:public_id>/revoke/", devices.RevokeDevice.as_view(), name="any-device-revoke"
    ),
    path("settings/operator/", settings.NameOperator.as_view(), name="operator"),
    path("settings/people/", people.People.as_view(), name="people"),
    path("settings/people/invite/", people.Invite.as_view(), name="invite"),
    path(
        "settings/people/invitations/<uuid:public_id>/withdraw/",
        people.WithdrawInvitation.as_view(),
        name="invitation-withdraw",
    ),
    path("settings/people/<uuid:public_id>/", people.Person.as_view(), name="person"),
    path(
        "settings/people/<uuid:public_id>/deactivate/", people.Deactivate.as_view(), name="person-deactivate"
    ),
    path("settings/people/<uuid:public_id>/link/", people.GivePasswordLink.as_view(), name="person-link"),
    path(
        "settings/people/<uuid:public_id>/reactivate/", people.Reactivate.as_view(), name="person-reactivate"
    ),
    path("settings/people/<uuid:public_id>/role/give/", people.GiveRole.as_view(), name="role-give"),
    path("settings/people/<uuid:public_id>/role/take/", people.TakeRole.as_view(), name="role-take"),
    path("settings/shops/", shops.Shops.as_view(), name="shops"),
    path("settings/shops/new/", shops.NewShop.as_view(), name="shop-new"),
    path("settings/shops/<uuid:public_id>/", shops.EditShop.as_view(), name="shop"),
    path("signed-in-again/<str:name>/", kept_page.Kept.as_view(), name="kept"),
]
