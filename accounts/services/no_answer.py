"""What went wrong with a reading at a provider, in words for people."""

from django.utils.translation import gettext as _

from accounts.providers.bitspark.client import BitsparkError, MalformedReply, Refused


def why_not(error: BitsparkError) -> str:
    """What went wrong with a reading, without quoting the provider."""
    match error:
        case Refused(http_status=401):
            return _("Bitspark does not accept the key of this connection (401).")
        case Refused():
            return _("Bitspark refused to say (%(status)s).") % {"status": error.http_status}
        case MalformedReply():
            return _("Bitspark answered with something its documents do not describe.")
    if error.http_status:
        return _("Bitspark is not available now (%(status)s).") % {"status": error.http_status}
    return _("Bitspark did not answer.")
