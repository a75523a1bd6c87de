#!/bin/sh
# uv sync, trusting the certificate pip is told to trust: behind a proxy that inspects TLS, one setting is enough.
cert=${PIP_CERT:-$(.venv/bin/python -m pip config get global.cert 2>/dev/null)}
if [ -n "$cert" ] && [ -z "$SSL_CERT_FILE" ]; then export SSL_CERT_FILE="$cert"; fi
exec .venv/bin/uv sync --frozen --quiet --inexact "$@"
