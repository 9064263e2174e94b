"""What happens on the server or on the offline computer meanwhile, each in a process of its own."""

from __future__ import annotations

import json
import textwrap

from tests.installation import Installation

_SIGN = """
    import json
    from pathlib import Path
    from django.conf import settings
    from upstander.core.sealing import manifest, wire
    from upstander.foundation.entities.models import Team
    from upstander.foundation.vault.services import draft_manifest, publish_manifest
    team = Team.objects.get(entity__code="{entity}")
    seed = wire.decode((Path(settings.DATA) / "demo/keys/{entity}/root.key").read_text().strip())
    envelope = manifest.sign(draft_manifest("system", team), seed)
    publish_manifest("system", json.dumps(envelope.to_json()).encode())
"""
_NEW_HANDLER = """
    from dataclasses import asdict
    from upstander.config.installation import example
    from upstander.foundation.access.services import ensure_roles
    from upstander.foundation.entities.models import Entity, Team
    entity = Entity.objects.get(code="{entity}")
    team = Team.objects.get(entity=entity)
    roles = ensure_roles(entity)
    made = example.make_account(
        entity, team, roles, "handler", "Focal point", "handler{number}", "Handler {number}"
    )
    example.write_accounts([*example.read_accounts(), made])
"""
_FORGET_PROOFS = """
    from django.contrib.sessions.models import Session
    from django.contrib.sessions.backends.db import SessionStore
    for row in Session.objects.all():
        store = SessionStore(row.session_key)
        for step in store.get("account_authentication_methods", []):
            step["at"] = 0
        store.modified = True
        store.save()
"""
_TAMPER = """
    from upstander.foundation.vault.models import Item
    item = Item.objects.get(compartment="{compartment}", sequence={sequence})
    signature = bytearray(item.signature)
    signature[5] ^= 1
    Item.objects.filter(pk=item.pk).update(signature=bytes(signature))
"""
_EXPIRE = """
    from datetime import timedelta
    from django.utils import timezone
    from upstander.foundation.vault.models import Manifest
    yesterday = timezone.now() - timedelta(days=1)
    Manifest.objects.filter(team__entity__code="{entity}").update(expires_at=yesterday)
"""
_TRAIL = """
    import json
    from upstander.foundation.trail.models import Entry
    print(json.dumps([[entry.verb, entry.detail] for entry in Entry.objects.order_by("pk")], default=str))
"""


def run_there(live: Installation, code: str) -> str:
    return live.upstander("shell", "--no-imports", "--command", textwrap.dedent(code))


def sign_manifest(live: Installation, entity: str = "UNHCR") -> None:
    """The administrator drafts, the keeper of the root key signs, the administrator publishes."""
    run_there(live, _SIGN.format(entity=entity))


def hire(live: Installation, number: int, entity: str = "UNHCR") -> str:
    """A new handler of the team, without keys; her user name."""
    run_there(live, _NEW_HANDLER.format(entity=entity, number=number))
    return f"handler{number}.{entity.lower()}"


def forget_proofs(live: Installation) -> None:
    """As if everybody had signed in longer ago than a step-up lasts."""
    run_there(live, _FORGET_PROOFS)


def tamper(live: Installation, compartment: str, sequence: int) -> None:
    """Change a signature in the database, as someone who runs the server could."""
    run_there(live, _TAMPER.format(compartment=compartment, sequence=sequence))


def expire_manifest(live: Installation, entity: str = "UNHCR") -> None:
    run_there(live, _EXPIRE.format(entity=entity))


def trail(live: Installation) -> list[tuple[str, dict[str, str]]]:
    """Verbs and details of the trail, oldest first."""
    return [(verb, detail) for verb, detail in json.loads(run_there(live, _TRAIL).splitlines()[-1])]
