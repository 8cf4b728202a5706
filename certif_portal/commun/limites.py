"""How often one place may ask a public page something. Counted in the cache: a page that is read writes no row."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def permis(request: HttpRequest, action: str, *, maximum: int, secondes: int) -> bool:
    """Count one more try of this address; False beyond `maximum` within `secondes` of the first."""
    origine = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()
    cle = f"limite:{action}:{origine}"
    cache.add(cle, 0, secondes)
    try:
        return cache.incr(cle) <= maximum
    except ValueError:  # its time ended between the two: a new one begins
        return True
