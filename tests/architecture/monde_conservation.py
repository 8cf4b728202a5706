"""A purge to approve, the archive of a person to check, that of certificates: what the walk of the addresses opens."""

from typing import Any

from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.types_fichiers import ARCHIVE
from jurys.models import ArchiveCertificats, DemandeAcces, LignePurge, Purge


def creer_conservation(objets: dict[str, Any], personnes: dict[str, Any], a: Any) -> dict[str, Any]:
    """Asked for by the agent, or by the portal: the responsable is the second person."""
    agent = personnes["agent"]
    purge = Purge.objects.create(le=a.date(), demandee_le=a)
    LignePurge.objects.create(purge=purge, rang=1, regle="JETON", cible="sessions", prevues=1, depuis=a.date())
    fichiers = [
        enregistrer_fichier(nom=nom, octets=b"PK\x05\x06" + bytes(18), type_mime=ARCHIVE, par=agent, a=a)
        for nom in ("acces.zip", "certificats.zip")
    ]
    acces = DemandeAcces.objects.create(
        candidat=objets["inscription"].candidat,
        etat="a_controler",
        demandee_par=agent,
        demandee_le=a,
        composee_le=a,
        fichier=fichiers[0],
    )
    archive = ArchiveCertificats.objects.create(
        du=a.date(), au=a.date(), etat="prete", demandee_par=agent, demandee_le=a, nombre=1, fichier=fichiers[1]
    )
    return {"purge": purge, "acces": acces, "archive_certificats": archive}
