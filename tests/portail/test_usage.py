"""« Deux promotions sur les cinq dernières années »: projets with one candidate at least presented to a jury."""

import io
from datetime import UTC, date, datetime, time

import pytest
from openpyxl import load_workbook

from candidats.models import Projet
from certif_portal.portail.queries.usage import usages
from jurys.choix import EtatJury
from jurys.models import Jury, Presentation
from referentiels import regles
from tests.candidats.factories import InscriptionFactory, ProjetFactory
from tests.jurys.factories import JuryFactory
from tests.referentiels.factories import creer_referentiel
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@desceller()
def jury_clos(le: date, referentiel, *, candidats: int = 1, decision: str = "A", projet: Projet | None = None) -> Jury:
    """Closed that day, with candidates of one projet (a new one unless it is given)."""
    projet = projet or ProjetFactory(referentiel=referentiel)
    instant = datetime.combine(le, time(14), tzinfo=UTC)
    jury = JuryFactory(date=le, etat=EtatJury.CLOS, convoque_le=le, ouvert_le=instant, clos_le=instant)
    for rang in range(candidats):
        Presentation.objects.create(
            jury=jury,
            inscription=InscriptionFactory(referentiel=referentiel, projet=projet),
            code=f"K{rang}",
            ordre=rang,
            decision=decision,
            decidee_le=instant if decision else None,
        )
    return jury


def usage_de(referentiel):
    return next(ligne for ligne in usages(LE) if ligne.certification == referentiel.certification)


@pytest.mark.parametrize(
    ("promotions", "depuis", "attendu"),
    [
        (2, date(2010, 1, 1), True),
        (1, date(2010, 1, 1), False),
        (0, date(2021, 11, 20), False),
        (0, date(2021, 11, 21), None),
        (2, date(2026, 1, 1), True),
        (0, None, None),
    ],
)
def test_le_seuil_et_les_certifications_recentes(promotions, depuis, attendu) -> None:
    """USAGE-PROMOTIONS"""
    assert regles.usage(promotions, depuis, LE) is attendu


def test_cinq_ans_de_date_a_date() -> None:
    """USAGE-PROMOTIONS: the same day five years ago is over; 29 February is clamped."""
    assert regles.depuis_usage(LE) == date(2021, 11, 20)
    assert regles.depuis_usage(date(2028, 2, 29)) == date(2023, 2, 28)


def test_une_promotion_est_un_projet_avec_un_candidat_presente() -> None:
    """USAGE-PROMOTIONS"""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury_clos(date(2021, 11, 20), referentiel)
    jury_clos(date(2021, 11, 21), referentiel, candidats=3)
    assert (usage_de(referentiel).promotions, usage_de(referentiel).suffisant) == (1, False)
    jury_clos(LE, referentiel, candidats=2, decision="NA")
    lue = usage_de(referentiel)
    assert (lue.promotions, lue.candidats, lue.admis, lue.derniere, lue.suffisant) == (2, 5, 3, LE, True)


@desceller()
def test_un_bloc_seul_n_est_pas_un_admis_a_la_certification() -> None:
    """A candidate admitted to one bloc of two counts as one candidate, one bloc, and no one admitted to the CQPM."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury = jury_clos(LE, referentiel)
    inscription = InscriptionFactory(referentiel=referentiel, portee="blocs")
    commun = {"decidee_le": jury.clos_le}
    presentation = Presentation.objects.create(
        jury=jury, inscription=inscription, code="Z", ordre=9, decision="A", **commun
    )
    for composition, decision in zip(referentiel.compositions.all(), ("A", "NA"), strict=True):
        presentation.decisions_blocs.create(version_bloc=composition.version_bloc, decision=decision, **commun)
    lue = usage_de(referentiel)
    assert (lue.candidats, lue.sans_projet, lue.admis, lue.blocs) == (2, 1, 1, 1)


@desceller()
def test_un_projet_juge_en_deux_fois_compte_une_fois_et_deux_projets_le_meme_jour_deux_fois() -> None:
    """USAGE-PROMOTIONS"""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    projet = ProjetFactory(referentiel=referentiel)
    jury_clos(date(2026, 1, 8), referentiel, projet=projet)
    jury_clos(date(2026, 6, 8), referentiel, projet=projet)
    assert (usage_de(referentiel).promotions, usage_de(referentiel).candidats) == (1, 2)
    jury = jury_clos(date(2026, 9, 8), referentiel)
    autre = InscriptionFactory(referentiel=referentiel, projet=ProjetFactory(referentiel=referentiel))
    Presentation.objects.create(
        jury=jury, inscription=autre, code="Z", ordre=9, decision="A", decidee_le=jury.ouvert_le
    )
    assert usage_de(referentiel).promotions == 3


@desceller()
def test_un_candidat_presente_sans_projet_ne_fait_pas_de_promotion() -> None:
    """USAGE-PROMOTIONS"""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury = jury_clos(date(2026, 6, 8), referentiel)
    Presentation.objects.create(
        jury=jury,
        inscription=InscriptionFactory(referentiel=referentiel),
        code="Z",
        ordre=9,
        decision="A",
        decidee_le=jury.ouvert_le,
    )
    lue = usage_de(referentiel)
    assert (lue.promotions, lue.candidats, lue.sans_projet) == (1, 2, 1)


def test_ni_un_jury_a_venir_ni_celui_d_une_autre_certification() -> None:
    referentiel, autre = creer_referentiel(), creer_referentiel()
    jury = JuryFactory(date=date(2026, 11, 1))
    Presentation.objects.create(jury=jury, inscription=InscriptionFactory(referentiel=referentiel), code="K", ordre=1)
    jury_clos(date(2026, 10, 1), autre)
    assert usage_de(referentiel).promotions == 0


def test_la_version_ne_compte_pas() -> None:
    """A jury on the version replaced since is a promotion of the certification."""
    ancien = creer_referentiel(date_gtp=date(2010, 1, 1))
    type(ancien).objects.filter(pk=ancien.pk).update(etat="remplace")
    nouveau = creer_referentiel(certification=ancien.certification, rncp=False, date_gtp=date(2025, 1, 1))
    jury_clos(date(2024, 10, 1), ancien)
    jury_clos(date(2026, 10, 1), nouveau)
    assert (usage_de(nouveau).promotions, usage_de(nouveau).depuis) == (2, date(2010, 1, 1))


def test_la_page_et_sa_liste_sous_le_seuil(connecte, agent, responsable, auditeur, membre_of) -> None:
    usee, delaissee = creer_referentiel(date_gtp=date(2010, 1, 1)), creer_referentiel(date_gtp=date(2010, 1, 1))
    supprimee = creer_referentiel(date_gtp=date(2010, 1, 1))
    type(supprimee.certification).objects.filter(pk=supprimee.certification_id).update(supprimee_le=date(2020, 1, 1))
    for mois in (1, 6):
        jury_clos(date(2026, mois, 1), usee)
    page = connecte(agent).get("/certifications/usage/")
    assert [ligne.certification for ligne in page.context["page"]] == [delaissee.certification, usee.certification]
    assert "préparer une suppression" not in page.content.decode()
    seuil = connecte(responsable).get("/certifications/usage/", {"seuil": "oui"})
    assert [ligne.certification for ligne in seuil.context["page"]] == [delaissee.certification]
    lien = f"/demandes-gtp/nouvelle/?certification={delaissee.certification_id}&amp;nature=suppression"
    assert lien in seuil.content.decode()
    assert connecte(auditeur).get("/certifications/usage/").status_code == 200
    assert connecte(membre_of).get("/certifications/usage/").status_code == 403


@pytest.mark.parametrize("nombre", [1, 6])
def test_nombre_fixe_de_requetes(nombre: int, connecte, agent, django_assert_num_queries) -> None:
    for rang in range(nombre):
        jury_clos(date(2026, 1, 1 + rang), creer_referentiel())
    client = connecte(agent)
    with django_assert_num_queries(4 + 4):
        assert client.get("/certifications/usage/").context["total"] == nombre


@pytest.mark.parametrize(("nombre", "muette"), [(4, True), (5, False)])
def test_moins_de_cinq_personnes_ne_se_comptent_pas(nombre, muette, connecte, agent) -> None:
    """CHIFFRES-SECRET"""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury_clos(date(2026, 6, 8), referentiel, candidats=nombre)
    assert usage_de(referentiel).muette is muette
    page = connecte(agent).get("/certifications/usage/").content.decode()
    assert (page.count("moins de 5 personnes") == 2) is muette
    octets = connecte(agent).get("/certifications/usage/export.xlsx").content
    lue = next(load_workbook(io.BytesIO(octets)).active.iter_rows(min_row=2, values_only=True))
    assert lue[3:5] == ((None, None) if muette else (nombre, nombre))


def test_une_annee_de_quatre_personnes_tait_les_cinq_ans() -> None:
    """CHIFFRES-SECRET: /chiffres/ tells 2026; five years less 2026 would be the four of 2024."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury_clos(date(2026, 6, 8), referentiel, candidats=6)
    assert not usage_de(referentiel).muette
    jury_clos(date(2024, 6, 8), referentiel, candidats=4)
    assert usage_de(referentiel).muette


def test_l_annee_coupee_par_les_cinq_ans_se_lit_des_deux_cotes() -> None:
    """CHIFFRES-SECRET: /chiffres/ tells the whole of 2021."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury_clos(date(2021, 12, 1), referentiel, candidats=6)
    jury_clos(date(2021, 2, 1), referentiel, candidats=4)
    assert usage_de(referentiel).muette


@desceller()
def presenter_encore(jury: Jury, presentation: Presentation, *, decision: str = "A", portee: str = "complete") -> None:
    """The same person, presented a second time by another registration of the same certification."""
    autre = InscriptionFactory(
        candidat=presentation.inscription.candidat,
        referentiel=presentation.inscription.referentiel,
        projet=presentation.inscription.projet,
        portee=portee,
    )
    Presentation.objects.create(
        jury=jury, inscription=autre, code="Y", ordre=8, decision=decision, decidee_le=jury.clos_le
    )


def test_qui_est_presente_deux_fois_n_est_pas_deux_personnes() -> None:
    """CHIFFRES-SECRET: four people, five presentations; then four people refused five times, beside five admitted."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury = jury_clos(date(2026, 6, 8), referentiel, candidats=4)
    presenter_encore(jury_clos(date(2026, 7, 8), referentiel, candidats=0), jury.presentations.all()[0])
    assert (usage_de(referentiel).candidats, usage_de(referentiel).muette) == (5, True)
    autre = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury_clos(date(2026, 6, 8), autre, candidats=5)
    refuse = jury_clos(date(2026, 6, 9), autre, candidats=4, decision="NA")
    presenter_encore(jury_clos(date(2026, 7, 8), autre, candidats=0), refuse.presentations.all()[0], decision="NA")
    assert (usage_de(autre).muette, usage_de(autre).admis_muets) == (False, True)


def test_les_refus_de_blocs_ne_taisent_pas_les_admis_de_la_certification() -> None:
    """CHIFFRES-SECRET: of whole certifications, all obtained it; of blocs alone, one of six did not."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    jury = jury_clos(date(2026, 6, 8), referentiel, candidats=5)
    for rang in range(6):
        presentation = Presentation.objects.filter(jury=jury)[0]
        inscription = InscriptionFactory(
            referentiel=referentiel, projet=presentation.inscription.projet, portee="blocs"
        )
        with desceller():
            Presentation.objects.create(
                jury=jury,
                inscription=inscription,
                code=f"B{rang}",
                ordre=10 + rang,
                decision="NA" if rang == 0 else "A",
                decidee_le=jury.clos_le,
            )
    lue = usage_de(referentiel)
    assert (lue.admis, lue.muette, lue.admis_muets) == (5, False, False)


@pytest.mark.parametrize("dates", [(date(2026, 1, 8), date(2026, 6, 8)), (date(2026, 6, 8), date(2026, 1, 8))])
def test_le_dernier_jury_est_le_plus_recent_quel_que_soit_l_ordre_lu(dates) -> None:
    """Whole certifications one day, blocs another."""
    referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
    entiers, blocs = dates
    jury = jury_clos(entiers, referentiel)
    presenter_encore(jury_clos(blocs, referentiel, candidats=0), jury.presentations.all()[0], portee="blocs")
    assert usage_de(referentiel).derniere == date(2026, 6, 8)


@desceller()
def test_les_blocs_se_taisent_avec_le_reste_et_par_personne() -> None:
    """CHIFFRES-SECRET: five people of blocs, beside a year of one person; then four people, five blocs."""
    for personnes, seul, tu in ((5, False, False), (5, True, True), (4, False, True)):
        referentiel = creer_referentiel(date_gtp=date(2010, 1, 1))
        jury = jury_clos(date(2026, 6, 8), referentiel, candidats=0)
        projet = ProjetFactory(referentiel=referentiel)
        for rang in range(5):
            donnees = {"referentiel": referentiel, "projet": projet, "portee": "blocs"}
            if rang >= personnes:
                donnees["candidat"] = Presentation.objects.filter(jury=jury)[0].inscription.candidat
            presentation = Presentation.objects.create(
                jury=jury,
                inscription=InscriptionFactory(**donnees),
                code=f"B{rang}",
                ordre=rang,
                decision="A",
                decidee_le=jury.clos_le,
            )
            version = referentiel.compositions.all()[0].version_bloc
            presentation.decisions_blocs.create(version_bloc=version, decision="A", decidee_le=jury.clos_le)
        refusee = InscriptionFactory(referentiel=referentiel, projet=projet, portee="blocs")  # the fifth person
        Presentation.objects.create(
            jury=jury, inscription=refusee, code="N", ordre=9, decision="NA", decidee_le=jury.clos_le
        )
        if seul:
            jury_clos(date(2024, 6, 8), referentiel)
        lue = usage_de(referentiel)
        assert (lue.blocs, lue.blocs_muets) == (5, tu), (personnes, seul)
