"""The outbox kept shut: what is due stays due, nothing leaves but what a person waits for to sign in."""

from datetime import datetime
from typing import Any

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import ArretEnvois


def arret_en_cours() -> ArretEnvois | None:
    return ArretEnvois.objects.filter(en_cours=True).first()


@acte
def arreter(raison: str, *, a: datetime) -> ArretEnvois:
    """Played again while they are stopped, the first reason stays."""
    if arret := arret_en_cours():
        return arret
    arret = ArretEnvois.objects.create(raison=raison, arretes_le=a)
    journaliser(arret, "envois_arretes", f"Les courriels ne partent plus : {raison}.", par=None, par_nom="Portail", a=a)
    return arret


@acte
def reprendre(*, par: Any, a: datetime, par_nom: str = "") -> ArretEnvois:
    """Raises ErreurMetier when nothing is stopped: somebody did it meanwhile."""
    arret = ArretEnvois.objects.select_for_update(no_key=True).filter(en_cours=True).first()
    if arret is None:
        raise ErreurMetier("Les courriels partent déjà : rien n’était à reprendre.")
    arret.en_cours, arret.repris_le = False, a
    arret.save(update_fields=["en_cours", "repris_le"])
    journaliser(arret, "envois_repris", "Les courriels partent de nouveau.", par=par, par_nom=par_nom, a=a)
    return arret
