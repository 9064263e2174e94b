"""Mounts the features' routers under one described interface (OpenAPI at /api/v1/openapi.json)."""

from ninja import NinjaAPI

api = NinjaAPI(title="Upstander", version="1", urls_namespace="api", docs_url=None)
