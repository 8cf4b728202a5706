"""What an OF told during its accreditation, and the certifications it works with today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from certif_portal.commun.sql import SansAccents
from habilitations.choix import SensDeclaration
from habilitations.models import (
    DeclarationCertification,
    DossierHabilitation,
    EnqueteOrganisme,
    OrganismeFormation,
    PresenceReunion,
    ReunionInformation,
)


@dataclass(frozen=True)
class VieHabilitation:
    """The three facts that feed criteria 1 and 6."""

    declarations: tuple[DeclarationCertification, ...]
    enquetes: tuple[EnqueteOrganisme, ...]
    presences: tuple[PresenceReunion, ...]


def vie_de(organisme: OrganismeFormation, depuis: date | None = None, jusqu_au: date | None = None) -> VieHabilitation:
    """Everything the OF told and came to, the latest first, or what falls between two days: 3 queries."""

    def entre(champ: str) -> dict[str, Any]:
        bornes = {f"{champ}__gte": depuis, f"{champ}__lte": jusqu_au}
        return {cle: borne for cle, borne in bornes.items() if borne is not None}

    return VieHabilitation(
        tuple(organisme.declarations.select_related("certification").filter(**entre("le"))),
        tuple(organisme.enquetes.select_related("fichier").filter(**entre("fin"))),
        tuple(
            organisme.presences.select_related("reunion")
            .filter(**entre("reunion__date"))
            .order_by("-reunion__date", "-pk")
        ),
    )


def certifications_apres(
    dossier: DossierHabilitation, declarations: QuerySet[DeclarationCertification]
) -> tuple[set[int], list[str]]:
    """What the last file named, as the declarations made since left it: keys of the catalogue, and other titles."""
    catalogue = set(dossier.certifications.values_list("pk", flat=True))
    autres = [ligne for ligne in dossier.autres_certifications.splitlines() if ligne]
    depuis = declarations.filter(saisie_le__gt=dossier.cree_le).order_by("le", "pk")
    for declaration in depuis:
        ajoutee = declaration.sens == SensDeclaration.AJOUT
        if declaration.certification_id:
            (catalogue.add if ajoutee else catalogue.discard)(declaration.certification_id)
        else:
            autres = [titre for titre in autres if titre != declaration.autre]
            autres += [declaration.autre] if ajoutee else []
    return catalogue, autres


COLONNES_REUNIONS = {
    "date": "date",
    "sujet": SansAccents("sujet"),
    "lieu": SansAccents("lieu"),
    "organismes": "organismes",
}


def reunions() -> QuerySet[ReunionInformation]:
    """Meetings, the latest first, with how many OFs came."""
    return ReunionInformation.objects.annotate(organismes=Count("presences")).order_by("-date", "-pk")
