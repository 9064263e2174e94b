"""Mounts the features' routers under one described interface (OpenAPI at /api/v1/openapi.json)."""

from ninja import NinjaAPI

from upstander.features.reporting.api_bodies import StrictParser

from . import errors

api = NinjaAPI(
    title="Upstander",
    version="1",
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
    description="The doors of Upstander for programs. What is sealed travels as base64 of age files.",
)
errors.register(api)
