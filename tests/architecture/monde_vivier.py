"""The pool of evaluators in the world of the walks: one invited to a sitting, two who offer to evaluate."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from evaluations.models import CandidatureEvaluateur, Commission, InvitationCommission
from tests.evaluations.factories import EvaluateurFactory


def vivier(commission: Commission, jeton: str, a: datetime) -> dict[str, Any]:
    """Their links open by the same token."""
    empreinte, fin = hashlib.sha256(jeton.encode()).hexdigest(), a + timedelta(days=30)
    profil = {
        "prenom": "Un",
        "nom": "Professionnel",
        "courriel": "pro@exemple.fr",
        "contact": "courriel",
        "entreprise_nom": "Forges",
        "fonction": "Régleur",
        "metier": "Régleur",
        "origine": "metallurgie",
        "charte_le": a,
        "recue_le": a,
        "expire_le": fin,
    }
    CandidatureEvaluateur.objects.create(**profil, jeton_sha256=empreinte)
    return {
        "candidature_evaluateur": CandidatureEvaluateur.objects.create(
            **profil, etat="a_traiter", confirmee_le=a, jeton_sha256="3" * 64
        ),
        "invitation_commission": InvitationCommission.objects.create(
            commission=commission,
            evaluateur=EvaluateurFactory(),
            destinataire="evaluateur@exemple.fr",
            jeton_sha256=empreinte,
            cree_le=a,
            expire_le=fin,
        ),
    }
