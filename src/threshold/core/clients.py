"""From which address does a request come? Asked by every limit on how much one place may do.

Whoever counts by address asks here, so that sign-in and the public form believe the same thing.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

#: All requests whose address cannot be read are counted as one place.
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """One address, or for IPv6 one household's network.

    Each proxy adds the address that it was called from at the end of X-Forwarded-For. Only the entries of our own
    proxies (`PROXIES_IN_FRONT`) are believed: whatever stands before them, anybody can have made up.
    """
    entry = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES_IN_FRONT:
        entries = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        # Fewer entries than proxies: somebody came past the outer ones. The last entry is the nearest proxy's own.
        is_whole = len(entries) >= settings.PROXIES_IN_FRONT
        entry = entries[-settings.PROXIES_IN_FRONT if is_whole else -1] or entry
    try:
        address = ipaddress.ip_address(_without_port(entry))
        if isinstance(address, ipaddress.IPv6Address):
            # The same IPv4 address may be written in the longer way.
            return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))
    except ValueError:
        return UNKNOWN
    return str(address)


def _without_port(entry: str) -> str:
    """Some proxies write the port too: `192.0.2.1:5000` or `[2001:db8::1]:5000`."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
