"""Acts on an audit: findings, corrective actions, decision; what is refused, and at which day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.queries.echeance import echeances_visibles_par
from habilitations import echeances
from habilitations.choix import EtatAudit, EtatDossier, EtatNonConformite
from habilitations.documents.dossier import contexte_rapport
from habilitations.queries.audit import audit_complet, suite_d_une_notification
from habilitations.services.audit import (
    affecter_audit,
    apprecier_indicateur,
    consigner_visite,
    engager_contradictoire,
    notifier_constats,
    presenter_observations,
    questionner,
    repondre_question,
)
from tests.habilitations.audit import LE, LIMITE, code
from tests.habilitations.dossier import fichier, midi
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
    """HABILITATION-OBSERVATIONS, CRITERES-SATISFAITS: the centre's delay, fifteen days by default."""
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
    recus = list(
        Courriel.objects.filter(acte__startswith="habilitation").values_list("destinataire", "objet").order_by("pk")
    )
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
    agenda = octets_de(prevenus[0].fichier).decode()
    assert (f"UID:visite-{audit.pk}@" in agenda, "DTSTART;VALUE=DATE:20260909" in agenda) == (True, True)


def test_un_audit_clos_ne_change_plus(scene):
    audit = scene.decide(scene.notifie(LE), LE)
    with pytest.raises(ErreurMetier, match="clos : il ne change plus"):
        affecter_audit(audit=audit, agent=scene.responsable, par=scene.responsable, a=midi(LE))
    with pytest.raises(ErreurMetier, match="clos : il ne change plus"):
        questionner(audit=audit, question="Qui évalue ?", par=scene.agent, a=midi(LE))
    audit.refresh_from_db()
    assert (audit.agent, audit.echanges.count()) == (scene.agent, 0)


def test_un_audit_change_d_agent(scene):
    audit = affecter_audit(audit=scene.instruit(LE), agent=scene.responsable, par=scene.responsable, a=midi(LE))
    audit.refresh_from_db()
    assert audit.agent == scene.responsable


def test_une_question_recoit_une_reponse_et_une_seule(scene):
    audit = scene.instruit(LE)
    echange = questionner(audit=audit, question="Qui évalue ?", par=scene.agent, a=midi(LE))
    dite = {"echange": echange, "fichier": fichier(), "par": scene.of, "a": midi(LE)}
    echange = repondre_question(**dite, reponse="Nos tuteurs.")
    assert (echange.reponse, echange.repondue_par, echange.fichier.nom) == ("Nos tuteurs.", scene.of, "preuve.pdf")
    with pytest.raises(ErreurMetier, match="a reçu sa réponse le 31\u00a0août\u00a02026"):
        repondre_question(**dite, reponse="Autre chose.")
    autre = questionner(audit=audit, question="Et quand ?", par=scene.agent, a=midi(LE))
    autre = repondre_question(echange=autre, reponse="En mars.", fichier=None, par=scene.of, a=midi(LE))
    assert (autre.reponse, autre.fichier) == ("En mars.", None)


def test_un_constat_vise_un_indicateur_et_dit_au_vu_de_quoi(scene):
    """CONSTAT-MOTIVE: until the findings are notified."""
    audit = scene.instruit(LE)
    vide = {"audit": audit, "annexe": None, "motif": "", "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match=r"« 9\.9 » n’existe pas"):
        apprecier_indicateur(**vide, code="9.9", verdict="conforme", preuve="Vu")
    with pytest.raises(RegleNonRespectee) as erreur:
        apprecier_indicateur(**vide, code="2.1", verdict="conforme", preuve=" ")
    assert (code(erreur), audit.constats.count()) == ("CONSTAT-MOTIVE", 0)
    scene.apprecie(audit, LE)
    audit = notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="cet acte n’y est plus possible"):
        apprecier_indicateur(**vide | {"audit": audit}, code="2.1", verdict="conforme", preuve="Vu")


def test_le_compte_rendu_d_une_visite_s_ecrit_apres_elle(scene):
    audit, lendemain = scene.instruit(LE), LE + timedelta(days=1)
    visite = {"audit": audit, "lieu": "Saint-Nazaire", "compte_rendu": "Vu.", "par": scene.agent, "a": midi(LE)}
    with pytest.raises(ErreurMetier, match="est à venir : son compte rendu s’écrit après"):
        consigner_visite(**visite, le=lendemain)
    assert consigner_visite(**visite, le=LE).visite_le == LE


def test_un_audit_intermediaire_sans_constat_ne_se_notifie_pas(scene):
    HabilitationFactory(organisme=scene.organisme)
    with pytest.raises(RegleNonRespectee, match="Aucun indicateur n’est apprécié") as erreur:
        notifier_constats(audit=scene.declenche(LE), par=scene.agent, a=midi(LE))
    assert code(erreur) == "CRITERES-SATISFAITS"


def contradictoire(scene, le):
    """An audit of the act in force, one major deviation left open, its OF asked for its observations that day."""
    audit = scene.declenche(LE)
    scene.apprecie(audit, LE, {"5.2": "majeure"}, codes=("5.2",))
    audit = notifier_constats(audit=audit, par=scene.agent, a=midi(LE))
    with pytest.raises(ErreurMetier, match="Le motif envisagé est attendu"):
        engager_contradictoire(audit=audit, motif=" ", par=scene.responsable, a=midi(le))
    return engager_contradictoire(audit=audit, motif="Rien.", par=scene.responsable, a=midi(le))


def test_un_retrait_suit_les_observations_meme_avant_leur_delai(scene):
    """HABILITATION-OBSERVATIONS, CRITERES-SATISFAITS"""
    habilitation, le = HabilitationFactory(organisme=scene.organisme), LIMITE + timedelta(days=1)
    audit = contradictoire(scene, le)
    with pytest.raises(RegleNonRespectee, match=r"indicateur 5\.2, majeure") as erreur:
        scene.decide(audit, le)
    assert code(erreur) == "CRITERES-SATISFAITS"
    audit = presenter_observations(audit=audit, observations="Nous arrêtons.", par=scene.of, a=midi(le))
    audit = scene.decide(audit, le, favorable=False, motif="Grilles incomplètes.")
    habilitation.refresh_from_db()
    assert (audit.etat, habilitation.retiree_le, audit.attestation) == (EtatAudit.CLOS, le, None)


def test_un_acte_fini_pendant_l_audit_n_est_pas_retire(scene):
    habilitation = HabilitationFactory(organisme=scene.organisme)
    audit = contradictoire(scene, LIMITE + timedelta(days=1))
    tard = habilitation.date_fin + timedelta(days=1)
    audit = scene.decide(audit, tard, favorable=False, motif="Rien n’est venu.")
    habilitation.refresh_from_db()
    assert (audit.etat, habilitation.retiree_le) == (EtatAudit.CLOS, None)


def test_rien_ne_se_refuse_sans_avoir_demande_les_observations(scene):
    """HABILITATION-OBSERVATIONS"""
    audit = scene.notifie(LE)
    with pytest.raises(RegleNonRespectee, match="n’a pas été invité") as erreur:
        scene.decide(audit, LE, favorable=False, motif="Rien.")
    assert code(erreur) == "HABILITATION-OBSERVATIONS"


def test_notifier_se_demande_avant_et_dit_ce_qui_part(scene, connecte, horloge_au):
    """Six months start: the page says until when, and for what; nothing moves until it is sent."""
    horloge_au(LE)
    audit, client = scene.instruit(LE), connecte(scene.agent)
    scene.apprecie(audit, LE, {"2.1": "mineure", "2.2": "majeure"})
    adresse = reverse("audit_notifier", args=[audit.pk])
    page = " ".join(client.get(adresse).content.decode().replace("\u00a0", " ").split())
    assert "2 non-conformités : indicateur 2.1, non-conformité mineure ; indicateur 2.2" in page
    assert "jusqu’au 28 février 2027 inclus" in page
    audit.refresh_from_db()
    assert (audit.etat, audit.notifie_le) == (EtatAudit.INSTRUCTION, None)
    client.post(adresse)
    audit.refresh_from_db()
    assert (audit.etat, audit.notifie_le) == (EtatAudit.CORRECTIONS, LE)


def test_sans_ecart_la_page_le_dit(scene):
    audit = scene.instruit(LE)
    scene.apprecie(audit, LE)
    assert suite_d_une_notification(audit, LE)[0].startswith("Aucune non-conformité")


def test_decider_avec_des_non_conformites_ouvertes_les_nomme(scene, connecte):
    """CRITERES-SATISFAITS: on the page before, in the refusal after."""
    audit = scene.notifie(LE, {"2.1": "mineure", "2.2": "majeure"})
    apres = LIMITE + timedelta(days=1)
    engager_contradictoire(audit=audit, motif="x", par=scene.responsable, a=midi(apres))
    nommees = "indicateur 2.2, majeure, à corriger jusqu’au 28 février 2027"
    page = connecte(scene.responsable).get(reverse("audit_decider", args=[audit.pk])).content.decode()
    assert f"Non-conformité ouverte : {nommees}." in page.replace("\u00a0", " ")
    with pytest.raises(RegleNonRespectee) as erreur:
        scene.decide(audit, apres)
    assert nommees in str(erreur.value).replace("\u00a0", " ")
    assert "indicateur 2.1, mineure" in str(erreur.value)
