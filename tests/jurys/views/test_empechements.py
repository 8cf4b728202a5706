"""A page offered by its address says at once why its act is refused today: nobody types for nothing."""

import pytest
from django.urls import reverse

from jurys.models import Certificat
from jurys.services.certificat import revoquer_certificat
from jurys.services.lettre import envoyer_lettres
from jurys.services.rectification import ouvrir_rectification
from tests.jurys.factories import CE_JOUR, creer_jury_compose, dossier_pret, jury_edite
from tests.jurys.gtp import dossier_prepare, dossier_transmis, signer_les_pieces
from tests.jurys.views.lecture import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def clos(agent, referentiel):
    return jury_edite(dossier_pret(referentiel=referentiel), par=agent)


def dites(client, pages):
    """Those whose page does not say the reason, or leaves its button."""
    lues = {nom: client.get(reverse(nom, args=[cle])) for nom, (cle, _) in pages.items()}
    return [
        nom
        for nom, (_, raison) in pages.items()
        if raison not in texte(lues[nom]) or 'aria-disabled="true"' not in lues[nom].content.decode()
    ]


def test_apres_la_cloture(clos, agent, responsable, connecte):
    signer_les_pieces(clos, par=agent)
    envoyer_lettres(jury=clos, par=agent, a=CE_JOUR)
    dossier, certificat = dossier_transmis(clos, par=agent), Certificat.objects.get()
    revoquer_certificat(certificat=certificat, motif="Fraude.", par=responsable, a=CE_JOUR)
    ouvrir_rectification(jury=clos, motif="Erreur.", par=responsable, a=CE_JOUR)
    piece = clos.pieces.first()
    dite = texte(connecte(responsable).get(reverse("jury_clore", args=[clos.pk])))
    assert "les décisions ne changent plus" not in dite  # what a second closing would do: it does nothing
    assert (
        dites(
            connecte(responsable),
            {
                "jury_clore": (clos.pk, "C’est déjà fait"),
                "jury_signes": (clos.pk, "Aucun document édité n’attend"),
                "jury_rectifier": (clos.pk, "est déjà en cours"),
                "piece_jury_deposer": (piece.pk, "C’est déjà fait"),
                "dossiergtp_lettre": (dossier.pk, "il n’attend pas sa lettre"),
                "dossiergtp_envoyer": (dossier.pk, "« Transmis, accusé attendu »"),
                "dossiergtp_transmettre": (dossier.pk, "C’est déjà fait"),
                "dossiergtp_abandonner": (dossier.pk, "Cela n’est pas possible ici"),
                "actioncorrective_creer": (dossier.pk, "n’a pas répondu par des observations"),
                "certificat_revoquer": (certificat.pk, "est révoqué depuis le"),
                "certificat_duplicata": (certificat.pk, "est révoqué depuis le"),
                "certificat_remplacer": (certificat.pk, "est révoqué depuis le"),
                "certificat_retour": (certificat.pk, "n’est pas remplacé"),
            },
        )
        == []
    )


def test_avant_ce_qui_precede(clos, agent, responsable, connecte, referentiel):
    ouvert, dossier = creer_jury_compose(), dossier_prepare(clos, par=agent)
    assert (
        dites(
            connecte(responsable),
            {
                "jury_clore": (ouvert.pk, "Cela n’est pas possible ici"),
                "jury_remettre": (ouvert.pk, "Le jury n’est pas clos."),
                "jury_gtp_preparer": (clos.pk, "est déjà en préparation"),
                "jury_rectifier": (ouvert.pk, "il se corrige encore"),
                "piece_jury_remplacer": (clos.pieces.first().pk, "Aucun document signé"),
                "dossiergtp_envoyer": (dossier.pk, "Cela n’est pas possible ici"),
                "dossiergtp_accuser": (dossier.pk, "Cela n’est pas possible ici"),
                "dossiergtp_repondre": (dossier.pk, "Cela n’est pas possible ici"),
            },
        )
        == []
    )
    # negative control: what may be done is offered
    page = connecte(responsable).get(reverse("dossiergtp_lettre", args=[dossier.pk]))
    assert "n’attend pas sa lettre" not in texte(page)
