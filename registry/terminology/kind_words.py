"""What people call the kinds of thing, in bokmål, nynorsk and English, when they search for a thing by name."""

from typing import Final

from registry.domain import Kind
from registry.terminology.kinds import MemberKind

KIND_WORDS: Final[dict[str, str]] = {
    MemberKind.CONCEPT: "begrep omgrep term definisjon definere betydning betyr tyder concept definition meaning",
    Kind.CODE_LIST: "kodeverk kodeliste koder verdisett kodesett code list codes codelist value set",
    MemberKind.CODE: "kode verdi kodeverk code value",
    Kind.EXCHANGE: "melding utveksling meldingstype meldingsutveksling sende motta message exchange",
    Kind.INFORMATION_MODEL: "informasjonsmodell meldingsmodell modell xml skjema struktur model schema",
    Kind.CONCEPT_SCHEME: "begrepsliste begrepskatalog terminologi ordliste scheme terminology glossary",
    Kind.PATHWAY: "forløp pasientforløp pathway",
    Kind.MAPPING_SET: "kobling koblinger mapping map",
    Kind.REGISTER: "register",
    Kind.REQUIREMENT_SET: "krav kravsett minstekrav minimumskrav anskaffelse bilag requirements procurement",
    MemberKind.CARE_LEVEL: "nivå omsorgsnivå tjenestenivå level",
    MemberKind.PHASE: "fase phase",
    MemberKind.ACTOR_ROLE: "rolle aktør role actor",
    MemberKind.STANDARD: "standard spesifikasjon his hits hisd specification",
    MemberKind.REQUIREMENT: "krav minstekrav minimumskrav requirement",
    MemberKind.ORGANIZATION: "organisasjon virksomhet organization",
    MemberKind.CONTACT_POINT: "kontakt kontaktpunkt contact",
    MemberKind.COLLECTION: "gruppe samling utvalg collection group",
    MemberKind.TYPE: "type klasse element class",
    MemberKind.ELEMENT: "element felt attributt field attribute",
    MemberKind.MAPPING: "kobling mapping",
}
