"""Plan, proofs, due date, what is lifted."""

from datetime import timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from habilitations.choix import EtatNonConformite
from habilitations.models import NonConformite
from habilitations.services.audit import engager_contradictoire
from habilitations.services.non_conformite import (
    fixer_echeance,
    lever_non_conformite,
    planifier_correction,
    refuser_preuve,
)
from tests.habilitations.audit import LE, LIMITE, code
from tests.habilitations.dossier import midi
from tests.navigateur.scene import texte_du_pdf


def test_une_echeance_ne_depasse_jamais_six_mois(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    commun = {"nc": nc, "reaudit": True, "par": scene.agent, "a": midi(LE)}
    for faute in (LIMITE + timedelta(days=1), LE - timedelta(days=1)):
        with pytest.raises(RegleNonRespectee):
            fixer_echeance(**commun, echeance=faute)
    fixer_echeance(**commun, echeance=LIMITE - timedelta(days=30))
    scene.prouve(nc, LE)
    with pytest.raises(ErreurMetier, match="sur place"):
        scene.leve(nc, LE)
    lever_non_conformite(nc=nc, commentaire="Vu.", reaudit_le=LE, par=scene.agent, a=midi(LE))
    nc.refresh_from_db()
    assert (nc.etat, nc.reaudit_le) == (EtatNonConformite.LEVEE, LE)


def test_une_preuve_refusee_ne_leve_rien(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    with pytest.raises(ErreurMetier, match="Aucune preuve"):
        scene.leve(nc, LE)
    scene.prouve(nc, LE)
    refuser_preuve(nc=nc, motif="Le délai n’y est pas.", par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="Aucune preuve"):
        scene.leve(nc, LE)
    scene.prouve(nc, LIMITE)
    scene.leve(nc, LIMITE)
    nc.refresh_from_db()
    assert nc.etat == EtatNonConformite.LEVEE


def test_rien_ne_se_refuse_tant_qu_une_preuve_deposee_a_temps_attend(scene):
    """ACTIONS-CORRECTIVES: the centre that reads late does not refuse for its own delay, nor before the day it set."""
    audit = scene.notifie(LE, {"2.1": "majeure", "2.2": "mineure"})
    tenue, autre = audit.non_conformites.order_by("constat__code")
    scene.prouve(tenue, LIMITE)
    le = LIMITE + timedelta(days=1)
    engager = {"audit": audit, "motif": "Rien.", "par": scene.responsable, "a": midi(le)}
    with pytest.raises(RegleNonRespectee, match=r"à examiner, indicateur 2\.1") as erreur:
        engager_contradictoire(**engager)
    assert code(erreur) == "ACTIONS-CORRECTIVES"
    refuser_preuve(nc=tenue, motif="Illisible.", par=scene.agent, a=midi(le))
    audit = engager_contradictoire(**engager)
    tard = le + timedelta(days=16)
    NonConformite.objects.filter(pk=autre.pk).update(echeance=tard)
    scene.prouve(autre, tard)
    with pytest.raises(RegleNonRespectee, match=r"2\.2"):
        scene.decide(audit, tard, favorable=False, motif="Rien.")
    refuser_preuve(nc=autre, motif="Hors sujet.", par=scene.agent, a=midi(tard))
    audit = scene.decide(audit, tard, favorable=False, motif="Rien.")
    lettre = " ".join(texte_du_pdf(octets_de(audit.lettre.fichier)).split())
    assert ("2.1, attendu le" in lettre, "2.2, attendu le" in lettre) == (True, False)


def test_un_plan_se_dit_tant_que_la_non_conformite_est_ouverte(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    plan = {"porteur": "Inès Baron", "par": scene.of, "a": midi(LE)}
    nc = planifier_correction(**plan, nc=nc, plan="Procédure à revoir.")
    nc.refresh_from_db()
    assert (nc.porteur, nc.plan) == ("Inès Baron", "Procédure à revoir.")
    scene.prouve(nc, LE)
    scene.leve(nc, LE)
    with pytest.raises(ErreurMetier, match="elle ne change plus"):
        planifier_correction(**plan, nc=nc, plan="Autre chose.")


def test_une_preuve_se_refuse_avec_son_motif_et_une_fois(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    refus = {"nc": nc, "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="Aucune preuve n’attend"):
        refuser_preuve(**refus, motif="Illisible.")
    scene.prouve(nc, LE)
    with pytest.raises(ErreurMetier, match="Dites à l’organisme"):
        refuser_preuve(**refus, motif=" ")
    refuser_preuve(**refus, motif="Illisible.")
    assert list(nc.preuves.values_list("refusee_motif", flat=True)) == ["Illisible."]


def test_une_verification_a_venir_ne_leve_rien(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    scene.prouve(nc, LE)
    leve = {"nc": nc, "commentaire": "Vu.", "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="est à venir"):
        lever_non_conformite(**leve, reaudit_le=LE + timedelta(days=1))
    assert lever_non_conformite(**leve, reaudit_le=LE).etat == EtatNonConformite.LEVEE
