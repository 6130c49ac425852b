"""Acts on one order of ours that are the same for every kind: stopping it, sending it again."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Permission
from accounts.views.base import ShopView
from wallet.models import MoneyCommand
from wallet.selectors import commands as selectors
from wallet.services import approvals, commands, kinds


class OfCommand(ShopView):
    """A view of one order of the person's shops; another shop's is a 404."""

    http_method_names = ["post"]

    def command(self, public_id: UUID) -> MoneyCommand:
        try:
            return selectors.of_public_id(public_id, self.shops)
        except MoneyCommand.DoesNotExist:
            raise Http404 from None

    def back(self, command: MoneyCommand) -> HttpResponse:
        """To the page of what the order moves."""
        shown = kinds.of(command.kind).shown(command, json.loads(command.params_text()))
        return redirect(shown.url_name, shown.object_id)


class StopCommand(OfCommand):
    """Stop an order that has not left, or withdraw one's own while it waits for a second person."""

    may = Permission.STOP_COMMAND

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        command = self.command(public_id)
        with self.saying_why():
            commands.stop(command, version=self.version, actor=self.actor)
        return self.back(command)


class SendAgain(OfCommand):
    """Send the same decision again after an unknown outcome; the provider refuses a second effect."""

    may = Permission.STOP_COMMAND
    moves_money = True

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        command = self.command(public_id)
        with self.saying_why():
            approvals.send_again(command, version=self.version, actor=self.actor)
        return self.back(command)
