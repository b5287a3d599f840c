"""Turns a call into the JSON and the curl line of `storyboard request`. Holds names of secrets only."""

from __future__ import annotations

import json
import shlex

from pipeline.model import JSON, Call, Request
from pipeline.ports import Provider


def as_json(request: Request, call: Call, provider: Provider, origin: str) -> dict[str, JSON]:
    """The whole object of `request`: everything that would be sent, the key as its variable's name."""
    return {
        "format_version": "1.0",
        "provider": request.provider,
        "model": request.model,
        "method": call.method,
        "url": origin + call.path,
        "headers": {
            "Authorization": f"Bearer ${provider.key_variable}",
            "Content-Type": "application/json",
        },
        "json": call.json,
    }


def as_curl(call: Call, provider: Provider, origin: str) -> str:
    """The same as a line for a POSIX shell; the key stays a variable of that shell."""
    body = json.dumps(call.json, ensure_ascii=False, indent=2)
    return (
        f"curl --request {call.method} --url {shlex.quote(origin + call.path)} \\\n"
        f'  --header "Authorization: Bearer ${provider.key_variable}" \\\n'
        f"  --header 'Content-Type: application/json' \\\n"
        f"  --data {shlex.quote(body)}\n"
    )
