"""Mounts the features' routers under one described interface (OpenAPI at /api/v1/openapi.json)."""

from ninja import NinjaAPI

from upstander.features.hub import api as api_hub
from upstander.features.reporting import api_compartments, api_handlers, api_mailbox, api_public
from upstander.features.reporting.api_bodies import StrictParser

from . import errors, keys

api = NinjaAPI(
    title="Upstander",
    version="1",
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
    description="The doors of Upstander for programs. What is sealed travels as base64 of age files.",
)
api.add_router("", api_public.router)
api.add_router("mailbox/", api_mailbox.router)
api.add_router("", api_handlers.router)
api.add_router("compartments/", api_compartments.router)
api.add_router("keys", keys.router)
api.add_router("hub/", api_hub.router)
errors.register(api)
