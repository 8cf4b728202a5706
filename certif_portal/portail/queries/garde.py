"""Until when what one file holds is kept, and why, as its page says it: no query more than that of the file."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from candidats.choix import DECIDEES, EtatInscription
from candidats.models import Amenagement
from certif_portal.commun.typographie import jour_de
from certif_portal.portail.queries.conservation import partielle, transmises
from evaluations.models import Appreciation
from jurys.models import Certificat, GelDossier
from jurys.regles.conservation import Fin, Garde, Issue, gardes


def faits_de_garde() -> dict[str, Any]:
    """What a registration is annotated with, to be given to `gardes_du_dossier`."""
    gel = GelDossier.objects.en_vigueur().filter(inscription=OuterRef("pk"))
    certificats = Certificat.objects.filter(presentation__inscription=OuterRef("pk")).order_by("-delivre_le")
    return {
        "gel_motif": Subquery(gel.values("motif")[:1]),
        "gel_pose_le": Subquery(gel.values("pose_le")[:1]),
        "transmise_le": transmises(),
        "en_partie": partielle(),
        "appreciee": Exists(Appreciation.objects.filter(grille__inscription=OuterRef("pk"))),
        "amenagee": Exists(Amenagement.objects.filter(inscription=OuterRef("pk"))),
        "certifiee_le": Subquery(certificats.values("delivre_le")[:1]),
    }


def gardes_du_dossier(inscription: Any) -> list[Garde]:
    """Of a registration annotated with `faits_de_garde`; nothing while it is under way."""
    fin = inscription.decidee_le if inscription.etat in DECIDEES else inscription.abandonnee_le
    if fin is None:
        return []
    certifiee_le = inscription.certifiee_le
    return gardes(
        Fin(
            _issue(inscription),
            fin,
            transmise_le=inscription.transmise_le,
            certificats=(jour_de(certifiee_le),) if certifiee_le else (),
            amenagee=inscription.amenagee,
            appreciee=inscription.appreciee,
        )
    )


def _issue(inscription: Any) -> Issue:
    if inscription.etat == EtatInscription.ADMISE:
        return Issue.ADMISE
    if inscription.etat == EtatInscription.NON_ADMISE:
        return Issue.PARTIELLE if inscription.en_partie else Issue.ECHEC
    return Issue.SANS_JURY
