"""Attached, opened, decided: A or NA and nothing else."""

import re
from datetime import UTC, datetime
from itertools import combinations
from random import Random, SystemRandom

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from jurys.choix import EtatJury
from jurys.documents.pv import hors_date
from jurys.models import Jury, Presentation, ValidationCompetence
from jurys.queries.deliberation import lignes_deliberation
from jurys.services.deliberation import Vote, decider, ouvrir_deliberation
from jurys.services.presentation import (
    detacher,
    passer_outre,
    presenter_candidats,
    tirer_codes,
    tirer_ordres,
    tirer_places,
)
from tests.candidats.factories import EntrepriseFactory, InscriptionFactory
from tests.comptes.factories import creer_personne
from tests.jurys.factories import AVANT, CE_JOUR, creer_jury_compose, dossier_pret, ouvrir, presenter

pytestmark = pytest.mark.django_db
EN_COMMUN = ("deliberation",)


def test_presenter_tire_un_code_et_un_ordre(agent, referentiel):
    jury = creer_jury_compose(numero="2026-7")
    inscriptions = [dossier_pret(referentiel=referentiel) for _ in range(3)]
    presentations = presenter(jury, *inscriptions, par=agent)
    assert all(re.fullmatch(r"J7-\d\d", p.code) for p in presentations)
    assert len({p.code for p in presentations}) == len({p.ordre for p in presentations}) == 3
    ordonnees = sorted(presentations, key=lambda p: p.ordre)
    assert [p.pk for p in ordonnees] == sorted(p.pk for p in presentations)
    assert journal_de(inscriptions[0])[0].phrase == "Dossier présenté au jury 2026-7 du 8\u00a0décembre\u00a02026."


def test_le_tirage_ne_repete_rien_et_grandit_avec_le_jury():
    codes = tirer_codes("2026-4", {"J4-01"}, 59, SystemRandom())
    assert len(set(codes)) == 59
    assert "J4-01" not in codes
    assert all(len(code) == 5 for code in codes)
    assert len(set(tirer_codes("2026-4", set(codes), 500, SystemRandom()))) == 500
    assert tirer_ordres({1, 2, 3}, 10, SystemRandom()).isdisjoint({1, 2, 3})


ALPHABET = [f"Candidat {lettre}" for lettre in "ABCDEFGHIJ"]


def ecart_au_hasard(tirages) -> float:
    """The mean of Kendall's tau against the alphabet, in its standard deviations: within 2.58, p > 0.01."""
    n = len(ALPHABET)
    ecart_type = (2 * (2 * n + 5) / (9 * n * (n - 1))) ** 0.5
    taus = [
        sum(1 if (x - y) * (u - v) > 0 else -1 for (x, u), (y, v) in combinations(enumerate(rangs), 2))
        / (n * (n - 1) / 2)
        for rangs in tirages
    ]
    return sum(taus) / len(taus) / (ecart_type / len(taus) ** 0.5)


def test_mille_tirages_ne_suivent_pas_l_alphabet():
    """S3: neither the order in which they are heard, nor their codes, nor the two together."""
    alea = Random(15)  # noqa: S311  # sown: the same thousand each time
    tires = [sorted(tirer_places(ALPHABET, "2026-4", [], alea)) for _ in range(1000)]
    assert abs(ecart_au_hasard([[ordre for _, _, ordre in places] for places in tires])) < 2.58
    assert abs(ecart_au_hasard([[int(code[3:]) for _, code, _ in places] for places in tires])) < 2.58
    vrais = [sorted(tirer_places(ALPHABET, "2026-4", [], SystemRandom())) for _ in range(1000)]
    assert (
        abs(ecart_au_hasard([[ordre for _, _, ordre in places] for places in vrais])) < 6
    )  # not sown: never by chance
    melanges = [sorted(places, key=lambda place: place[2]) for places in vrais]
    assert len({tuple(nom for nom, _, _ in places) for places in melanges}) > 990


def test_un_tirage_sur_vingt_laisse_dans_l_ordre_serait_vu():
    """Negative control."""
    alea = Random(15)  # noqa: S311
    rangs = list(range(len(ALPHABET)))
    tires = [rangs if n % 20 == 0 else alea.sample(rangs, len(rangs)) for n in range(1000)]
    assert ecart_au_hasard(tires) > 2.58


def test_un_dossier_rouge_est_refuse_avec_ce_qui_manque_et_personne_n_est_rattache(agent, referentiel):
    """PRET-POUR-LE-JURY"""
    jury, pret, rouge = (
        creer_jury_compose(),
        dossier_pret(referentiel=referentiel),
        InscriptionFactory(referentiel=referentiel),
    )
    with pytest.raises(RegleNonRespectee, match=r"L’identité n’est pas vérifiée.*PRET-POUR-LE-JURY"):
        presenter_candidats(jury=jury, inscriptions=[pret, rouge], par=agent, a=AVANT)
    assert jury.presentations.count() == 0


def test_seul_le_responsable_passe_outre_avec_un_motif(agent, responsable, referentiel):
    jury, rouge = creer_jury_compose(), InscriptionFactory(referentiel=referentiel)
    with pytest.raises(ErreurMetier, match="Seul le responsable"):
        passer_outre(jury=jury, inscription=rouge, motif="Urgent", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="pourquoi"):
        passer_outre(jury=jury, inscription=rouge, motif="  ", par=responsable, a=AVANT)
    passer_outre(jury=jury, inscription=rouge, motif="Société fermée.", par=responsable, a=AVANT)
    presentation = jury.presentations.get()
    assert (presentation.passage_outre_motif, presentation.passage_outre_par) == ("Société fermée.", responsable)
    assert "Identité vérifiée : L’identité n’est pas vérifiée." in presentation.passage_outre_pieces.splitlines()


def test_un_dossier_complet_ne_se_passe_pas_outre(responsable, referentiel):
    with pytest.raises(ErreurMetier, match="complet"):
        passer_outre(
            jury=creer_jury_compose(),
            inscription=dossier_pret(referentiel=referentiel),
            motif="x",
            par=responsable,
            a=AVANT,
        )


def test_un_candidat_n_est_que_dans_un_jury_ouvert(agent, referentiel):
    inscription = dossier_pret(referentiel=referentiel)
    presenter(creer_jury_compose(numero="2026-1"), inscription, par=agent)
    with pytest.raises(ErreurMetier, match="figure déjà au jury 2026-1"):
        presenter(creer_jury_compose(), inscription, par=agent)


def test_une_inscription_non_acceptee_n_est_jamais_presentee(responsable, referentiel):
    deposee = InscriptionFactory(deposee=True, referentiel=referentiel)
    with pytest.raises(ErreurMetier, match="À vérifier"):
        passer_outre(jury=creer_jury_compose(), inscription=deposee, motif="x", par=responsable, a=AVANT)


def test_detacher_demande_un_motif_qui_reste_aux_deux_journaux(agent, referentiel):
    jury, inscription = creer_jury_compose(), dossier_pret(referentiel=referentiel)
    [presentation] = presenter(jury, inscription, par=agent)
    with pytest.raises(ErreurMetier, match="pourquoi"):
        detacher(presentation=presentation, motif="", par=agent, a=AVANT)
    detacher(presentation=presentation, motif="Candidat malade.", par=agent, a=AVANT)
    assert jury.presentations.count() == 0
    assert journal_de(inscription)[0].phrase == f"Dossier détaché du jury {jury.numero} : Candidat malade."
    assert journal_de(jury)[0].phrase == f"Candidat {presentation.code} détaché du jury : Candidat malade."


def test_ouvrir_le_jour_venu_avec_le_president_et_les_presents(agent, referentiel):
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    president, absent = jury.membres.get(preside=True), jury.membres.filter(preside=False).first()
    tous = set(jury.membres.values_list("pk", flat=True))
    with pytest.raises(ErreurMetier, match="s’ouvre ce jour-là"):
        ouvrir_deliberation(jury=jury, presents=tous, par=agent, a=datetime(2026, 12, 7, 22, 59, tzinfo=UTC))
    with pytest.raises(RegleNonRespectee, match="JURY-PRESIDENT"):
        ouvrir_deliberation(jury=jury, presents=tous - {president.pk}, par=agent, a=CE_JOUR)
    ouvrir_deliberation(jury=jury, presents=tous - {absent.pk}, par=agent, a=CE_JOUR)
    jury.refresh_from_db()
    absent.refresh_from_db()
    assert (jury.etat, jury.ouvert_le, absent.present) == (EtatJury.DELIBERATION, CE_JOUR, False)
    assert jury.presentations.get().synthese is not None


def test_un_jury_sans_candidat_ne_s_ouvre_pas(agent):
    with pytest.raises(ErreurMetier, match="Aucun candidat"):
        ouvrir(creer_jury_compose(), par=agent)


@pytest.fixture
def deliberation(agent, referentiel):
    """Everything mastered; one not mastered (the 3rd); a reserved opinion."""
    jury = creer_jury_compose()
    inscriptions = [
        dossier_pret(referentiel=referentiel),
        dossier_pret(referentiel=referentiel, non_maitrisees=(3,)),
        dossier_pret(referentiel=referentiel, reserve=True, avis="Encore peu d’autonomie."),
    ]
    presentations = presenter(jury, *inscriptions, par=agent)
    ouvrir(jury, par=agent)
    return jury, presentations


def acquises(presentation):
    return list(
        ValidationCompetence.objects.filter(presentation=presentation)
        .order_by("competence__version_bloc", "competence__ordre")
        .values_list("acquise", flat=True)
    )


def test_admettre_valide_toutes_les_competences(deliberation, agent):
    """DECISION-A-NA, ADMISSION-TOUTES-COMPETENCES"""
    _, (presentation, *_) = deliberation
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    presentation.refresh_from_db()
    assert (presentation.decision, presentation.decidee_le, presentation.decidee_par) == ("A", CE_JOUR, agent)
    assert acquises(presentation) == [True] * 4


def test_suivre_la_commission_pour_un_na_ne_demande_pas_de_motif(deliberation, agent):
    _, (_, partiel, _) = deliberation
    decider(presentation=partiel, decision="NA", par=agent, a=CE_JOUR)
    assert acquises(partiel) == [True, True, False, True]


def test_s_ecarter_de_la_commission_demande_un_motif(deliberation, agent):
    """JURY-SOUVERAIN"""
    _, (_, partiel, _) = deliberation
    with pytest.raises(RegleNonRespectee, match="JURY-SOUVERAIN"):
        decider(presentation=partiel, decision="A", par=agent, a=CE_JOUR)
    decider(presentation=partiel, decision="A", motif="Preuves produites en séance.", par=agent, a=CE_JOUR)
    partiel.refresh_from_db()
    assert (partiel.decision, partiel.motif, acquises(partiel)) == ("A", "Preuves produites en séance.", [True] * 4)


def test_refuser_un_candidat_tout_maitrise_dit_quelle_competence(deliberation, agent):
    """ADMISSION-TOUTES-COMPETENCES"""
    _, (presentation, *_) = deliberation
    with pytest.raises(RegleNonRespectee, match="ADMISSION-TOUTES-COMPETENCES"):
        decider(presentation=presentation, decision="NA", motif="Non.", par=agent, a=CE_JOUR)
    presentation.refresh_from_db()
    visees = [c["id"] for bloc in presentation.synthese["blocs"] for c in bloc["competences"]]
    decider(
        presentation=presentation,
        decision="NA",
        motif="La 4 n’est pas prouvée.",
        acquises=visees[:3],
        par=agent,
        a=CE_JOUR,
    )
    assert acquises(presentation) == [True, True, True, False]


def test_admis_sans_une_competence_est_refuse(deliberation, agent):
    """ADMISSION-TOUTES-COMPETENCES"""
    _, (presentation, *_) = deliberation
    visees = [c["id"] for bloc in presentation.synthese["blocs"] for c in bloc["competences"]]
    with pytest.raises(RegleNonRespectee, match="Admis, mais une compétence au moins n’est pas validée"):
        decider(presentation=presentation, decision="A", motif="Vu.", acquises=visees[:3], par=agent, a=CE_JOUR)


@pytest.mark.parametrize("decision", ["", "AJ", "absent", "a"])
def test_aucune_autre_valeur(deliberation, agent, decision):
    """DECISION-A-NA"""
    _, (presentation, *_) = deliberation
    with pytest.raises(RegleNonRespectee, match="DECISION-A-NA"):
        decider(presentation=presentation, decision=decision, par=agent, a=CE_JOUR)


def test_une_decision_se_reprend_jusqu_a_la_cloture(deliberation, agent):
    _, (_, partiel, _) = deliberation
    decider(presentation=partiel, decision="NA", par=agent, a=CE_JOUR)
    decider(presentation=partiel, decision="A", motif="Revu.", par=agent, a=CE_JOUR)
    assert acquises(partiel) == [True] * 4


@pytest.mark.parametrize(
    ("decision", "vote", "regle"),
    [
        ("A", Vote(3, 1), None),
        ("A", Vote(2, 2), None),
        ("A", Vote(1, 3), "PARTAGE-VOIX"),
        ("A", Vote(5, 0), "JURY-SYNDICAL-UNE-VOIX"),
        ("A", Vote(0, 0), "JURY-SYNDICAL-UNE-VOIX"),
    ],
)
def test_le_vote_compte_les_voix_presentes_et_dit_la_decision(deliberation, agent, decision, vote, regle):
    """PARTAGE-VOIX: four voices are present; on a tie the president's decides, both decisions are possible."""
    _, (presentation, *_) = deliberation
    if regle:
        with pytest.raises(RegleNonRespectee, match=regle):
            decider(presentation=presentation, decision=decision, vote=vote, par=agent, a=CE_JOUR)
        return
    decider(presentation=presentation, decision=decision, vote=vote, par=agent, a=CE_JOUR)
    presentation.refresh_from_db()
    assert (presentation.voix_pour, presentation.voix_contre) == (vote.pour, vote.contre)


@pytest.mark.parametrize("etat", [EtatJury.PREPARATION, EtatJury.CONVOQUE, EtatJury.CLOS, EtatJury.ANNULE])
def test_hors_deliberation_rien_ne_se_decide(deliberation, agent, etat):
    jury, (presentation, *_) = deliberation
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=CE_JOUR)
    with pytest.raises(ErreurMetier, match="ne délibère pas"):
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    assert Presentation.objects.exclude(decision="").count() == 0


def test_une_deliberation_saisie_un_autre_jour_dit_pourquoi(agent, referentiel):
    """JURY-A-SA-DATE: the day after, and three months after by mistake."""
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    tous = set(jury.membres.values_list("pk", flat=True))
    for a in (datetime(2026, 12, 9, 8, tzinfo=UTC), datetime(2027, 3, 8, 8, tzinfo=UTC)):
        with pytest.raises(RegleNonRespectee, match="JURY-A-SA-DATE"):
            ouvrir_deliberation(jury=jury, presents=tous, motif=" ", par=agent, a=a)
    lendemain = datetime(2026, 12, 9, 8, tzinfo=UTC)
    ouvrir_deliberation(jury=jury, presents=tous, motif="Réseau coupé.", par=agent, a=lendemain)
    jury.refresh_from_db()
    assert (jury.ouverture_motif, jury.ouvert_le) == ("Réseau coupé.", lendemain)
    assert hors_date(jury) == ["Délibération saisie le 9\u00a0décembre\u00a02026 : Réseau coupé."]


@pytest.mark.parametrize("motif", ["x", ""])
def test_le_jour_dit_un_motif_n_est_ni_demande_ni_garde(agent, referentiel, motif):
    """JURY-A-SA-DATE"""
    jury = creer_jury_compose()
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    tous = set(jury.membres.values_list("pk", flat=True))
    assert ouvrir_deliberation(jury=jury, presents=tous, motif=motif, par=agent, a=CE_JOUR).ouverture_motif == ""


@pytest.fixture
def employeur(agent, referentiel):
    """The president's company employs the first candidate; the second is of another."""
    jury = creer_jury_compose()
    jury.membres.filter(preside=True).update(entreprise="Forges du Ponant")
    entreprise = EntrepriseFactory(raison_sociale="FORGES DU PONANT")
    inscriptions = [dossier_pret(referentiel=referentiel, entreprise=entreprise), dossier_pret(referentiel=referentiel)]
    presentations = presenter(jury, *inscriptions, par=agent)
    ouvrir(jury, par=agent)
    return jury, presentations


def test_l_employeur_ne_prend_pas_part_a_la_decision_sur_son_salarie(employeur, agent):
    """JURY-ECARTE, PARTAGE-VOIX: three voices for the one, four for the other; nobody breaks a tie on the first."""
    jury, (sien, autre) = employeur
    assert [str(membre) for membre in sien.ecartes.all()] == ["Nolwenn Tanguy"]
    assert autre.ecartes.count() == 0
    with pytest.raises(RegleNonRespectee, match=r"4 voix comptées pour 3 voix présentes"):
        decider(presentation=sien, decision="A", vote=Vote(3, 1), par=agent, a=CE_JOUR)
    with pytest.raises(RegleNonRespectee, match=r"le président ne prend pas part.*PARTAGE-VOIX"):
        decider(presentation=sien, decision="A", vote=Vote(1, 1), par=agent, a=CE_JOUR)
    decider(presentation=sien, decision="A", vote=Vote(2, 1), par=agent, a=CE_JOUR)
    decider(presentation=autre, decision="A", vote=Vote(2, 2), par=agent, a=CE_JOUR)
    ligne = next(ligne for ligne in lignes_deliberation(jury) if ligne.pk == sien.pk)
    assert [membre.preside for membre in ligne.ecartes] == [True]


def test_qui_est_a_l_ecart_n_enregistre_pas_la_decision_de_son_compte(employeur, agent):
    """JURY-ECARTE: the president decides alone of the others; of their own employee, the centre writes it."""
    jury, (sien, autre) = employeur
    president = creer_personne(Role.JURE)
    jury.membres.filter(preside=True).update(utilisateur=president)
    with pytest.raises(RegleNonRespectee, match=r"à l’écart de cette décision.*JURY-ECARTE"):
        decider(presentation=sien, decision="A", par=president, a=CE_JOUR)
    assert Presentation.objects.get(pk=sien.pk).decision == ""
    decider(presentation=autre, decision="A", par=president, a=CE_JOUR)
    decider(presentation=sien, decision="A", par=agent, a=CE_JOUR)


def test_un_present_devenu_lecteur_ou_tuteur_bloque_l_ouverture(agent, referentiel):
    """JURY-SANS-LECTEUR, JURY-INVITES: checked again when people sit."""
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel, tuteur_courriel="presidente@exemple.fr")
    presenter(jury, inscription, par=agent)
    jury.membres.filter(preside=False, college="patronal").update(courriel=agent.email, utilisateur=None)
    with pytest.raises(ErreurMetier, match=r"JURY-SANS-LECTEUR") as refus:
        ouvrir(jury, par=agent)
    assert "JURY-INVITES" in str(refus.value)
