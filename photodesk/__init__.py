"""Photodesk: a help desk that answers from the order's state and the written terms."""

__version__ = "0.1.0"
