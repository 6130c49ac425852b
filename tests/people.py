"""People as tests meet them: signed in, with a device, or as the actor of a service."""

from collections.abc import Callable

from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Actor, Device, Shop, User
from accounts.selectors import access

PASSWORD = "correct horse battery 7"
SignIn = Callable[..., Client]
GiveDevice = Callable[..., APIClient]


def actor_of(user: User, shop: Shop | None) -> Actor:
    """The person acting in this shop (None: as head office), in the role they have there."""
    return Actor(user=user, role=access.role_in(user, shop), shop=shop, address="127.0.0.1")


def client_of(user: User, shop: Shop | None = None) -> Client:
    """A browser with the person signed in; in `shop`, or where they land by themselves."""
    client = Client()
    client.force_login(user)
    if shop is not None:
        session = client.session
        session["active_shop"] = str(shop.public_id)
        session.save()
    return client


def device_of(user: User, shop: Shop, name: str = "Counter phone") -> APIClient:
    """An API client holding a fresh token for the person in this shop."""
    device, token = Device.objects.create(user=user, shop=shop, name=name)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    client.device = device
    return client
