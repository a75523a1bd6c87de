#!/bin/sh
# uv sync, trusting the certificate pip is told to trust: behind a proxy that inspects TLS, one setting is enough.
# Where files cannot be linked from uv's cache (some file systems and containers), they are copied.
cert=${PIP_CERT:-$(.venv/bin/python -m pip config list 2>/dev/null | sed -n "s/^[a-z:.]*cert='\(.*\)'$/\1/p" | head -1)}
if [ -n "$cert" ] && [ -z "$SSL_CERT_FILE" ]; then export SSL_CERT_FILE="$cert"; fi
.venv/bin/uv sync --frozen --quiet --inexact "$@" || exec .venv/bin/uv sync --frozen --quiet --inexact --link-mode copy "$@"
