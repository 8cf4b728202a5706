"""Who is presented to a jury, despite what, and who leaves it."""

import pytest

from candidats.services.incident import abandonner_inscription
from certif_portal.commun.erreurs import ErreurMetier, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from jurys.choix import NaturePiece
from jurys.models import Certificat, CompteurCertificat
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.presentation import detacher, passer_outre
from tests.jurys.cloture import textes
from tests.jurys.factories import AVANT, CE_JOUR, creer_jury_compose, dossier_pret, jury_clos, ouvrir, presenter

pytestmark = pytest.mark.django_db


def test_une_cloture_qui_echoue_rend_ses_numeros(agent, referentiel, monkeypatch):
    """The last file was abandoned meanwhile: nothing is awarded, no number is burnt."""
    jury = creer_jury_compose()
    partie = dossier_pret(referentiel=referentiel)
    presentations = presenter(jury, dossier_pret(referentiel=referentiel), partie, par=agent)
    ouvrir(jury, par=agent)
    for presentation in presentations:
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    abandonner_inscription(inscription=partie, motif="Départ.", par=agent, a=CE_JOUR)
    with pytest.raises(TransitionInterdite):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert (Certificat.objects.count(), CompteurCertificat.objects.count()) == (0, 0)
    detacher(presentation=presentations[1], motif="Abandon.", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert list(Certificat.objects.values_list("numero", flat=True)) == ["MC 000001"]


def test_le_passage_outre_est_annexe_au_pv(agent, responsable, referentiel):
    jury, inscription = creer_jury_compose(), dossier_pret(referentiel=referentiel)
    inscription.livret.delete()
    passer_outre(jury=jury, inscription=inscription, motif="Livret perdu.", par=responsable, a=AVANT)
    ouvrir(jury, par=agent)
    decider(presentation=jury.presentations.get(), decision="A", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    texte = textes(octets_de(jury.pieces.get(nature=NaturePiece.PV).document.fichier))
    assert "candidats présentés malgré une pièce manquante" in texte
    assert "Livret perdu." in texte
    assert "Décidé par Hervé Quéméneur." in texte


def test_un_candidat_ne_se_detache_plus_d_un_jury_clos(agent, referentiel):
    jury = jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with pytest.raises(ErreurMetier, match="ne s’en détache plus"):
        detacher(presentation=jury.presentations.get(), motif="Erreur.", par=agent, a=CE_JOUR)
    assert jury.presentations.count() == 1
