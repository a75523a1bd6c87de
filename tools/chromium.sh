#!/bin/sh
# Chromium for the browser tests: used if present, installed where this machine allows it, else said loudly.
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    if apt-get update -qq >/dev/null 2>&1 && \
       DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1; then
        exit 0
    fi
fi
cat <<'TEXT'
**********************************************************************
*  NO CHROMIUM: THE BROWSER TESTS (tests/browser) WILL NOT RUN.      *
*  Install it (Debian: apt-get install chromium), then: make test    *
**********************************************************************
TEXT
exit 0
