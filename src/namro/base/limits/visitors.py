"""Where a request comes from, as far as it can be believed."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

HOME = 64  # of IPv6: one household or one telephone has that many bits to choose from


def address_of(request: HttpRequest) -> str:
    """The visitor's address: behind NAMRO_PROXIES proxies of ours, what the outermost of them saw; IPv6 by its network."""
    said = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if proxies and len(passed) >= proxies:
        said = passed[-proxies]
    try:
        known = ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, HOME), strict=False))
    return str(known)
