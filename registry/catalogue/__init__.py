"""The static catalogue: values for each page, made from a release, and the builder that writes them as HTML files."""

from registry.catalogue.builder import Built, build
from registry.catalogue.link_check import check_links
from registry.catalogue.links import page_of

__all__ = ["Built", "build", "check_links", "page_of"]
