"""The library of Omforent: concepts, code lists and the information structure, with no HTTP server."""

__version__ = "0.1.0"
