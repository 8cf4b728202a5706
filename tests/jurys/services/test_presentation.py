"""Who is presented to a jury, despite what, and who leaves it."""

from datetime import timedelta

import pytest
from pypdfium2 import PdfDocument

from candidats.models import Reprise
from candidats.services.incident import abandonner_inscription
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from jurys.choix import NaturePiece
from jurys.models import Certificat, CompteurCertificat, Jury
from jurys.queries.presentation import FiltrePresentables, presentables
from jurys.services import suivi
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider, ouvrir_deliberation
from jurys.services.presentation import detacher, passer_outre
from referentiels.models import Competence
from tests.jurys.cloture import textes
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    JOUR_JURY,
    clore_et_editer,
    creer_jury_compose,
    dossier_pret,
    jury_clos,
    ouvrir,
    presenter,
)

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
    Jury.objects.update(
        convoque_le=JOUR_JURY, convocation_retard_motif="Poste en grève.", convocation_retard_par=responsable
    )
    passer_outre(jury=jury, inscription=inscription, motif="Livret perdu.", par=responsable, a=AVANT)
    ouvrir(jury, par=agent)
    decider(presentation=jury.presentations.get(), decision="A", par=agent, a=CE_JOUR)
    clore_et_editer(jury, par=agent)
    pv = octets_de(jury.pieces.get(nature=NaturePiece.PV).document.fichier)
    texte = textes(pv)
    assert "Annexe — organisation du jury" in texte
    assert len(PdfDocument(pv)) == 2  # the annexes follow one another
    assert "candidats présentés malgré une pièce manquante" in texte
    assert "Livret de suivi validé : Le livret de suivi n’est pas validé." in texte.replace("\u00a0", " ")
    assert "Motif : Livret perdu." in texte.replace("\u00a0", " ")
    assert "Décidé par Hervé Quéméneur." in texte


def test_un_candidat_ne_se_detache_plus_d_un_jury_clos(agent, referentiel):
    jury = jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    with pytest.raises(ErreurMetier, match="ne s’en détache plus"):
        detacher(presentation=jury.presentations.get(), motif="Erreur.", par=agent, a=CE_JOUR)
    assert jury.presentations.count() == 1


@pytest.mark.parametrize(("expire_le", "tient"), [(JOUR_JURY, True), (JOUR_JURY - timedelta(days=1), False)])
def test_sans_seance_le_benefice_court_encore_le_jour_du_jury(agent, referentiel, expire_le, tient):
    """ACQUIS-SEANCE: everything was acquired, nothing is evaluated; the last day counts."""
    inscription = dossier_pret(referentiel=referentiel)
    inscription.tout_acquis = True
    inscription.save()
    Reprise.objects.create(
        inscription=inscription,
        origine=dossier_pret(referentiel=referentiel),
        competence=Competence.objects.first(),
        acquise_le=expire_le - timedelta(days=700),
        expire_le=expire_le,
    )
    jury = creer_jury_compose()
    if tient:
        presenter(jury, inscription, par=agent)
        Jury.objects.filter(pk=jury.pk).update(date=JOUR_JURY + timedelta(days=1))
        jury.refresh_from_db()
        with pytest.raises(RegleNonRespectee, match="ACQUIS-SEANCE"):
            ouvrir_deliberation(
                jury=jury,
                presents=list(jury.membres.values_list("pk", flat=True)),
                par=agent,
                a=CE_JOUR + timedelta(days=1),
            )
        return
    with pytest.raises(RegleNonRespectee, match=r"trop tard pour .*ACQUIS-SEANCE"):
        presenter(jury, inscription, par=agent)
    assert jury.presentations.count() == 0


def test_detache_en_deliberation_il_est_de_nouveau_pret_pour_un_autre_jury(agent, referentiel):
    """Among those ready at once; while it was attached, it was offered to no other."""
    jury, autre = creer_jury_compose(), creer_jury_compose()
    inscription, reste = (dossier_pret(referentiel=referentiel) for _ in range(2))
    suivi.refaire_tout()
    presentation, _ = presenter(jury, inscription, reste, par=agent)
    ouvrir(jury, par=agent)
    assert list(presentables(autre, FiltrePresentables())) == []
    presentation.refresh_from_db()
    detacher(presentation=presentation, motif="Non examiné.", par=agent, a=CE_JOUR)
    assert list(presentables(autre, FiltrePresentables())) == [inscription]
