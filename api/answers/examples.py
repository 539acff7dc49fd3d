"""Answers as the description shows them; made of the models, so that they cannot say what these do not hold."""

from typing import Final

from api.answers.finding import FacetValue, Hit, HitPage, Suggestion, SuggestionList
from registry.domain import Kind
from registry.namespaces import BASE
from registry.terminology.protocol import MemberKind
from registry.terminology.search_query import Field, Tier

_HENVISNING: Final = {"nb": "henvisning", "nn": "tilvising", "en": "referral"}

FOUND: Final = HitPage(
    items=[
        Hit(
            iri=BASE + "concept/henvisning",
            kind=MemberKind.CONCEPT,
            object=BASE + "concept-scheme/pasientforlop",
            object_title={"nb": "Pasientforløp", "nn": "Pasientforløp", "en": "Patient pathway"},
            title=_HENVISNING,
            display="henvisning",
            active=True,
            label="tilvising",
            lang="nn",
            match=Tier.EXACT,
            field=Field.PREFERRED,
            highlights=[(0, 9)],
        )
    ],
    total=31,
    next="/api/v1/search?q=tilvising&limit=1&cursor=eyJyIjoiMjAyNi4xIn0",
    facets={"kind": [FacetValue(value=str(Kind.EXCHANGE), things=9)]},
    corrections=[],
    complete=True,
    nearest=[],
    hints=[],
    not_held=[],
)
SUGGESTIONS: Final = SuggestionList(
    items=[
        Suggestion(text="henvisning", lang="nb", iri=BASE + "concept/henvisning", kind=MemberKind.CONCEPT),
        Suggestion(text="henvisningsdato", lang="nb", iri=BASE + "concept/henvisningsdato", kind=MemberKind.CONCEPT),
    ]
)
