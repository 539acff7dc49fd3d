"""Where a thing is used, told through the models between it and the exchanges that carry it."""

from pathlib import Path

import pytest

from registry.catalogue import Built
from registry.catalogue.links import stem
from registry.domain import Kind
from registry.terminology.protocol import ReleaseReader


@pytest.mark.parametrize("kind", [Kind.CODE_LIST, Kind.INFORMATION_MODEL])
def test_pages_name_the_exchanges_that_carry_a_thing_through_their_models(
    catalogue_site: tuple[Path, ReleaseReader, Built], kind: Kind
) -> None:
    site, reader, _ = catalogue_site
    told = 0
    for version in reader.versions(kind):
        uses = reader.where_used(version.object, indirect=True)
        carriers = {use.subject for use in uses if use.kind is Kind.EXCHANGE and use.via}
        page = (site / "nb" / f"{stem(version.object, kind)}.html").read_text("utf-8")
        assert ("har det med gjennom modellene sine" in page) == bool(carriers), version.object
        for exchange in carriers:
            assert f"exchange/{exchange.rpartition('/')[2]}.html" in page
            told += 1
    assert told
