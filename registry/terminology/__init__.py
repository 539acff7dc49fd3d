"""Released content, compiled: one memory-mapped file per version and one per release, and their readers.

Entry: `registry.terminology.releases.Releases(home)`, with `current()`, `get(number)`, `at(day)` (each a
`ReleaseReader`), `all()` (a tuple of `ReleaseEntry`, newest first) and `version(object_iri, number)` (a
`VersionReader`). What readers can do is told in `registry.terminology.protocol`.
"""
