"""A small identity provider on this machine: real HTTP, keys of its own, and told what to get wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "cong-thu", "bi-mat-cua-cong"
NUMBER, NAME = "001099012345", "Trần Thị Mơ"


class Provider:
    """What it says, and what it was asked."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.key = RSAKey.generate_key(2048, {"kid": "a"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}  # over what an honest token says; None takes one away
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "a"}
        self.signs_with: Any = self.key
        self.secret = b""
        self.beside: dict[str, Any] | None = None  # what userinfo says, where there is such an address
        self.broken: dict[str, int] = {}  # path to the status it fails with
        self.described: dict[str, Any] = {}
        self.asked: list[str] = []
        self.given: dict[str, dict[str, str]] = {}  # code to what its visit set out with
        self.tokens: list[str] = []

    def description(self) -> dict[str, Any]:
        told = {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize", "jwks_uri": f"{self.address}/keys",
            "token_endpoint": f"{self.address}/token", "id_token_signing_alg_values_supported": ["RS256"],
        }  # fmt: skip
        if self.beside is not None:
            told["userinfo_endpoint"] = f"{self.address}/userinfo"
        return {**told, **self.described}

    def consent(self, address: str) -> str:
        """Where a visitor who agrees is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(16)
        self.given[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def refuse(self, address: str) -> str:
        asked = parse_qs(urlsplit(address).query)
        return f"{asked['redirect_uri'][0]}?{urlencode({'error': 'access_denied', 'state': asked['state'][0]})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A token for a code, once, to whoever set out for it and proves to be the client."""
        asked = self.given.pop(form.get("code", ""), None)
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization != wanted or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked["code_challenge_method"] != "S256" or challenge.decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        token = self.signed(asked["nonce"])
        self.tokens.append(token)
        return 200, {"access_token": "vao-mot-lan", "token_type": "Bearer", "expires_in": 60, "id_token": token}

    def signed(self, nonce: str) -> str:
        now = int(time.time())
        honest = {
            "iss": self.address, "aud": CLIENT, "sub": "u-1", "iat": now, "exp": now + 60, "nonce": nonce, "name": NAME,
            "personal_id": NUMBER,
        }  # fmt: skip
        claims = {name: value for name, value in {**honest, **self.claims}.items() if value is not None}
        if self.header["alg"] in ("none", "HS256"):
            return self._forged(claims)
        return str(jwt.encode(self.header, claims, self.signs_with, algorithms=["RS256", "ES256"]))

    def _forged(self, claims: dict[str, Any]) -> str:
        """A token signed with a secret everybody knows, or not at all: by hand, for libraries refuse to."""
        said = ".".join(_encoded(json.dumps(one).encode()) for one in (self.header, claims))
        if self.header["alg"] == "none":
            return f"{said}."
        return f"{said}.{_encoded(hmac.digest(self.secret, said.encode(), 'sha256'))}"


def _encoded(held: bytes) -> str:
    return base64.urlsafe_b64encode(held).rstrip(b"=").decode()


def handler_of(one: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            one.asked.append(path)
            if path == "/authorize":  # a visitor who agrees at once
                self.send_response(302)
                self.send_header("Location", one.consent(self.path))
                self.end_headers()
                return
            pages = {
                "/.well-known/openid-configuration": one.description(),
                "/keys": self._keys(),
                "/userinfo": one.beside,
            }
            self._say(one.broken.get(path, 200), pages.get(path))

        def do_POST(self) -> None:
            one.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            status, told = one.token(form, self.headers.get("Authorization", ""))
            self._say(one.broken.get(self.path, status), told)

        def _keys(self) -> dict[str, Any]:
            return {"keys": [key.as_dict(private=False) for key in one.published]}

        def _say(self, status: int, told: Any) -> None:
            held = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(held)))
            self.end_headers()
            self.wfile.write(held)

        def log_message(self, *_said: Any) -> None:
            """Nothing on the terminal of the tests."""

    return Handler


@contextmanager
def running() -> Iterator[Provider]:
    """It answers until the test is over."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    one = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = handler_of(one)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
