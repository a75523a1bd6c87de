"""Signing in by an identity provider that speaks OpenID Connect: authorisation code with PKCE, state and nonce.

provider() -> Provider | None                       as the settings name it; nothing is fetched
set_out(provider, back, next_page, at) -> SetOut     where to send the visitor, and what their browser keeps meanwhile
come_back(provider, kept, answer, back, at) -> Proven

Tokens live as long as `come_back` runs: none is stored, logged or handed on.
"""

from namro.web.portal.oidc.discovery import Provider, provider
from namro.web.portal.oidc.way import Answer, SetOut, Unreachable, come_back, next_page_of, set_out

__all__ = ["Answer", "Provider", "SetOut", "Unreachable", "come_back", "next_page_of", "provider", "set_out"]
