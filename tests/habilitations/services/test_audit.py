"""Acts on an audit: findings, corrective actions, decision; what is refused, and at which day."""

from datetime import date, timedelta

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.models import Courriel
from certif_portal.portail.queries.echeance import echeances_visibles_par
from habilitations import echeances
from habilitations.choix import EtatAudit, EtatDossier, EtatNonConformite
from habilitations.documents.dossier import contexte_rapport
from habilitations.queries.audit import audit_complet
from habilitations.services.audit import consigner_visite, engager_contradictoire, notifier_constats
from tests.habilitations.audit import LE, LIMITE, code
from tests.habilitations.dossier import midi
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre


def test_rien_ne_se_notifie_sans_les_douze_constats(scene):
    audit = scene.instruit(LE)
    scene.apprecie(audit, LE, codes=("1.1", "1.2"))
    with pytest.raises(RegleNonRespectee, match=r"2\.1, 2\.2") as erreur:
        notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    assert (code(erreur), audit.non_conformites.count()) == ("CRITERES-SATISFAITS", 0)


def test_sans_ecart_la_decision_vient_tout_de_suite(scene):
    audit = scene.notifie(LE)
    assert audit.etat == EtatAudit.DECISION
    scene.decide(audit, LE)
    assert scene.organisme.habilitations.get().date_fin == date(2031, 8, 30)


def test_la_preuve_se_depose_jusqu_au_dernier_jour_inclus(scene):
    """ACTIONS-CORRECTIVES: 31 August gives the last of February, that day included; the examination may follow."""
    audit = scene.notifie(LE, {"2.1": "mineure", "2.2": "majeure"})
    mineure, majeure = audit.non_conformites.order_by("constat__code")
    assert (mineure.echeance, majeure.echeance) == (LIMITE, LIMITE)
    scene.prouve(mineure, LIMITE)
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.prouve(majeure, LIMITE + timedelta(days=1))
    assert (code(erreur), majeure.preuves.count()) == ("ACTIONS-CORRECTIVES", 0)
    scene.leve(mineure, LIMITE + timedelta(days=10))
    audit.refresh_from_db()
    assert (audit.etat, audit.non_conformites.get(pk=mineure.pk).etat) == (
        EtatAudit.CORRECTIONS,
        EtatNonConformite.LEVEE,
    )
    with pytest.raises(TransitionInterdite):
        scene.decide(audit, LIMITE)


def test_un_refus_attend_les_observations_ou_leur_delai(scene):
    """HABILITATION-OBSERVATIONS: the centre's delay, fifteen days by default."""
    audit = scene.notifie(LE, {"2.1": "majeure"})
    le = LIMITE + timedelta(days=1)
    commun = {"audit": audit, "motif": "Rien.", "par": scene.responsable}
    with pytest.raises(RegleNonRespectee):
        engager_contradictoire(**commun, a=midi(LIMITE))
    audit = engager_contradictoire(**commun, a=midi(le))
    assert audit.observations_limite == le + timedelta(days=15)
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.decide(audit, le + timedelta(days=15), favorable=False, motif="Rien.")
    assert code(erreur) == "HABILITATION-OBSERVATIONS"
    with pytest.raises(ErreurMetier, match="motivé"):
        scene.decide(audit, le + timedelta(days=16), favorable=False)
    audit = scene.decide(audit, le + timedelta(days=16), favorable=False, motif="Rien n’est venu.")
    assert (audit.favorable, audit.dossier.etat, audit.lettre.titre) == (
        False,
        EtatDossier.REFUSE,
        "Décision d’habilitation Pôle formation de l’Estuaire",
    )


def test_un_audit_intermediaire_dit_qui_et_pourquoi_et_maintient_l_habilitation(scene):
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.declenche(LE)
    assert code(erreur) == "AUDIT-INTERMEDIAIRE"
    habilitation = HabilitationFactory(organisme=scene.organisme)
    audit = scene.declenche(LE)
    with pytest.raises(ErreurMetier, match="déjà ouvert"):
        scene.declenche(LE)
    scene.apprecie(audit, LE, codes=("5.2",))
    audit = notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    audit = scene.decide(audit, LE)
    habilitation.refresh_from_db()
    assert (audit.favorable, habilitation.retiree_le, audit.attestation) == (True, None, None)


def test_une_action_corrective_est_une_echeance_de_l_organisme(scene):
    nc = scene.notifie(LE, {"2.1": "mineure"}).non_conformites.get()
    [echeance] = echeances.echeances(LE)
    assert (echeance.date_limite, echeance.destinataires, echeance.dossier_id) == (LIMITE, (scene.of.email,), nc.pk)
    siennes, autres = (
        echeances_visibles_par(personne, LE) for personne in (scene.of, creer_membre(OrganismeFactory()))
    )
    assert ([e.dossier_id for e in siennes], list(autres)) == ([nc.pk], [])
    scene.prouve(nc, LE)
    scene.leve(nc, LE)
    assert echeances.echeances(LE) == []


def test_chaque_acte_previent_qui_doit_l_etre(scene):
    scene.decide(scene.notifie(LE), LE)
    recus = list(Courriel.objects.filter(acte="habilitation").values_list("destinataire", "objet").order_by("pk"))
    assert recus == [
        (scene.of.email, "Votre dossier d’habilitation est admissible"),
        (scene.of.email, "Les constats de votre audit"),
        (scene.of.email, "Habilitation de votre organisme"),
    ]


def test_une_visite_prevue_se_dit_a_l_organisme_son_compte_rendu_non(scene):
    audit = scene.instruit(LE)
    visite = {"audit": audit, "lieu": "Saint-Nazaire", "par": scene.agent}
    audit = consigner_visite(**visite, le=LE + timedelta(days=9), compte_rendu="", a=midi(LE))
    assert contexte_rapport(audit_complet(audit), midi(LE)).visite.endswith("(prévue, sans compte rendu à ce jour)")
    consigner_visite(**visite, le=LE, compte_rendu="Plateau conforme.", a=midi(LE))
    prevenus = Courriel.objects.filter(objet="Une visite de votre site est prévue")
    assert [
        (c.destinataire, "9 septembre 2026, Saint-Nazaire" in c.texte.replace("\u00a0", " ")) for c in prevenus
    ] == [(scene.of.email, True)]
