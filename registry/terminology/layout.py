"""Where released content lies in the data folder.

objects/ab/<digest>.nt.zst   a version's canonical statements, named by their digest: the truth
objects/ab/<digest>.idx      the same, compiled
releases/<number>/           release.json (what it pins), release.idx (compiled), omforent-<number>.zip,
                             audit.json (the newest entry of the audit log when it was made)
releases/current             the number of the current release: the pointer that readers follow
release-store/               the current release as a union, for what crosses objects
drafts/                      large drafts as the lines that were read, until they are released or read anew
draft-search/                the index of drafts: made anew from the working store where it is missing
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """The places in one data folder."""

    home: Path

    @property
    def objects(self) -> Path:
        """Canonical files and compiled versions."""
        return self.home / "objects"

    @property
    def releases(self) -> Path:
        """One folder a release, and the pointer."""
        return self.home / "releases"

    @property
    def pointer(self) -> Path:
        """Names the current release."""
        return self.releases / "current"

    @property
    def release_store(self) -> Path:
        """The current release as one graph."""
        return self.home / "release-store"

    @property
    def snapshots(self) -> Path:
        """Large drafts as lines."""
        return self.home / "drafts"

    @property
    def draft_search(self) -> Path:
        """The index of drafts."""
        return self.home / "draft-search"

    def release(self, number: str) -> Path:
        """The folder of a release."""
        return self.releases / number

    def manifest(self, number: str) -> Path:
        """What a release pins, from which its compiled file can be made anew."""
        return self.release(number) / "release.json"

    def index(self, number: str) -> Path:
        """The compiled release."""
        return self.release(number) / "release.idx"

    def package(self, number: str) -> Path:
        """Everything in a release as one ZIP."""
        return self.release(number) / f"omforent-{number}.zip"
