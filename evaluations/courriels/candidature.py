"""Mails to a professional who offers to evaluate."""

from datetime import datetime
from typing import Any

from certif_portal.centre.models import parametres
from certif_portal.commun.courriels import deposer_courriel
from certif_portal.commun.models import Courriel
from evaluations.models import CandidatureEvaluateur


def demander_confirmation(candidature: CandidatureEvaluateur, lien: str, a: datetime) -> Courriel:
    return _ecrire(candidature, "candidature_a_confirmer", a, confidentiel=True, lien=lien)


def refuser_par_courriel(candidature: CandidatureEvaluateur, a: datetime) -> Courriel:
    return _ecrire(candidature, "candidature_refusee", a)


def _ecrire(
    candidature: CandidatureEvaluateur, acte: str, a: datetime, *, confidentiel: bool = False, **contexte: Any
) -> Courriel:
    return deposer_courriel(
        destinataire=candidature.courriel,
        acte=acte,
        contexte={"candidature": candidature, "centre": parametres(), **contexte},
        a=a,
        dossier=candidature,
        confidentiel=confidentiel,
    )
