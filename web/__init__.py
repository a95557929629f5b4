"""The pages: one module per family of screens, each with its table of routes."""

from .app import create_app

__all__ = ["create_app"]
