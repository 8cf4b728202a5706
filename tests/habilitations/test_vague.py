"""Acts that end: told 12, 9, 6 and 3 months before, once each; grouped by month for the team."""

from datetime import UTC, date, datetime, timedelta

import pytest

from certif_portal.centre.models import parametres
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.portail.models import Relance
from certif_portal.portail.services.relance import relancer
from habilitations import regles
from habilitations.choix import Verdict
from habilitations.echeances import echeances
from habilitations.models import DossierHabilitation, Habilitation
from habilitations.queries.vague import vagues
from tests.comptes.factories import creer_personne
from tests.habilitations.dossier import Scene, fichier
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre

FIN = date(2027, 5, 31)
LE = date(2026, 11, 20)
SOCLE = 4


def habilite(fin: date = FIN, **champs) -> Habilitation:
    debut = fin.replace(year=fin.year - 5) + timedelta(days=1)
    return HabilitationFactory(date_effet=debut, date_fin=fin, **champs)


def preuve():
    nom, octets, type_mime = fichier()
    a = datetime(2022, 3, 1, tzinfo=UTC)
    return enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=None, a=a)


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("fin", "etapes"),
    [
        (date(2027, 5, 31), [date(2026, 5, 31), date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28)]),
        (date(2028, 5, 31), [date(2027, 5, 31), date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 29)]),
        (date(2028, 2, 29), [date(2027, 2, 28), date(2027, 5, 29), date(2027, 8, 29), date(2027, 11, 29)]),
        (date(2027, 2, 28), [date(2026, 2, 28), date(2026, 5, 28), date(2026, 8, 28), date(2026, 11, 28)]),
    ],
)
def test_les_quatre_etapes_se_calent_sur_la_fin_des_mois(fin, etapes):
    """HABILITATION-FIN-12, HABILITATION-FIN-9, HABILITATION-FIN-6, HABILITATION-FIN-3"""
    assert [depuis for _, depuis in regles.etapes_de_fin(fin)] == etapes
    assert [nom for nom, _ in regles.etapes_de_fin(fin)] == ["12 mois", "9 mois", "6 mois", "3 mois"]


@pytest.mark.parametrize(
    ("le", "code"),
    [
        (date(2027, 2, 27), None),
        (date(2027, 2, 28), "HABILITATION-FIN-12"),
        (date(2027, 5, 28), "HABILITATION-FIN-12"),
        (date(2027, 5, 29), "HABILITATION-FIN-9"),
        (date(2027, 11, 29), "HABILITATION-FIN-3"),
        (date(2028, 2, 29), "HABILITATION-FIN-3"),
        (date(2028, 3, 1), None),
    ],
)
def test_l_etape_atteinte_avant_un_29_fevrier(le, code):
    rappel = regles.rappel_de_fin(date(2028, 2, 29), le)
    assert (rappel.code if rappel else None) == code


# ---------------------------------------------------------------- deadlines


@pytest.mark.django_db
def test_la_fin_se_dit_au_gestionnaire_et_a_l_agent_de_l_audit():
    scene = Scene()
    audit = scene.notifie(date(2022, 6, 1))
    scene.decide(audit, date(2022, 6, 1))
    acte = Habilitation.objects.get()
    assert acte.date_fin == FIN
    simple = creer_membre(scene.organisme)
    simple.appartenances.update(gestionnaire=False)
    [echeance] = [e for e in echeances(LE) if e.regle in regles.RAPPELS_FIN]
    assert set(echeance.destinataires) == {scene.of.email, scene.agent.email}
    assert (echeance.regle.code, echeance.date_limite, echeance.pour) == (
        "HABILITATION-FIN-9",
        FIN,
        scene.organisme.nom,
    )
    assert (echeance.dossier_type, echeance.dossier_id) == (
        "habilitations.organismeformation",
        scene.organisme.pk,
    )


@pytest.mark.django_db
def test_sans_gestionnaire_ni_audit_les_adresses_de_l_organisme_et_du_centre():
    centre = parametres()
    centre.courriel = "cqpm@centre.exemple.fr"
    centre.save()
    acte = habilite()
    [echeance] = echeances(LE, centre)
    assert echeance.destinataires == (acte.organisme.courriel, "cqpm@centre.exemple.fr")


@pytest.mark.django_db
def test_un_agent_parti_est_remplace_par_le_centre_et_un_acte_donne_ailleurs_dit_ou_aller():
    scene = Scene()
    scene.decide(scene.notifie(date(2022, 6, 1)), date(2022, 6, 1))
    scene.agent.is_active = False
    scene.agent.save(update_fields=["is_active"])
    habilite(date(2027, 6, 30), autre_centre="UIMM de l’Anjou", acte=preuve())
    centre = parametres()
    centre.courriel = "cqpm@centre.exemple.fr"
    siennes, ailleurs = (e for e in echeances(LE, centre) if e.regle in regles.RAPPELS_FIN)
    assert siennes.destinataires == (scene.of.email, "cqpm@centre.exemple.fr")
    assert ailleurs.explication.endswith("un nouveau dossier la renouvelle (centre compétent : UIMM de l’Anjou).")


@pytest.mark.django_db
def test_ni_un_acte_retire_ni_un_acte_deja_renouvele_ni_une_fin_lointaine():
    habilite(retiree_le=date(2026, 12, 1), motif_retrait="x")
    renouvele = habilite()
    HabilitationFactory(organisme=renouvele.organisme, date_effet=FIN + timedelta(days=1), date_fin=date(2032, 5, 31))
    habilite(date(2027, 11, 21))
    assert echeances(LE) == []
    habilite(date(2027, 11, 20))
    assert [e.date_limite for e in echeances(LE)] == [date(2027, 11, 20)]


@pytest.mark.django_db
def test_un_renouvellement_retire_ne_fait_pas_taire_les_rappels():
    acte = habilite()
    HabilitationFactory(
        organisme=acte.organisme,
        date_effet=FIN + timedelta(days=1),
        date_fin=date(2032, 5, 31),
        retiree_le=FIN + timedelta(days=1),
        motif_retrait="x",
    )
    assert [e.date_limite for e in echeances(LE)] == [FIN]


@pytest.mark.django_db
def test_chaque_etape_part_une_fois_par_destinataire():
    acte = habilite(organisme=OrganismeFactory(courriel="contact@of.exemple.fr"))
    le = date(2026, 5, 1)
    while le <= FIN + timedelta(days=20):
        relancer(le=le, a=datetime(le.year, le.month, le.day, 6, tzinfo=UTC))
        le += timedelta(days=5)
    etapes = Relance.objects.filter(destinataire=acte.organisme.courriel).order_by("pk").values_list("etape", flat=True)
    assert list(etapes) == ["12 mois", "9 mois", "6 mois", "3 mois"]
    assert Courriel.objects.filter(acte="relance").count() == 4
    assert acte.organisme.get_absolute_url() in Courriel.objects.latest("pk").texte


@pytest.mark.django_db
def test_le_centre_est_prevenu_a_son_titre():
    """HABILITATION-FIN-6: the OF's own people as the OF, the agent as the centre; an address of both, once."""
    habilite(organisme=OrganismeFactory(courriel="contact@of.exemple.fr"))
    centre = parametres()
    centre.courriel = "centre@exemple.fr"
    [fin] = echeances(LE, centre)
    assert fin.a_qui() == [("organisme", "contact@of.exemple.fr"), ("centre", "centre@exemple.fr")]
    centre.courriel = "contact@of.exemple.fr"
    [fin] = echeances(LE, centre)
    assert fin.a_qui() == [("organisme", "contact@of.exemple.fr")]


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [1, 4])
def test_deux_requetes_quel_que_soit_le_nombre(nombre, django_assert_num_queries):
    for _ in range(nombre):
        creer_membre(habilite().organisme)
    scene = Scene()
    scene.notifie(LE, {"3.2": Verdict.MINEURE, "6.2": Verdict.MAJEURE})
    centre = parametres()
    with django_assert_num_queries(2):  # what the OF owes, what the centre must tell
        trouvees = echeances(LE, centre)
    assert len(trouvees) == nombre + 2


@pytest.mark.django_db
def test_un_organisme_ne_voit_que_la_fin_de_son_habilitation(connecte):
    acte, autre = habilite(), habilite()
    page = connecte(creer_membre(acte.organisme)).get("/echeances/").content.decode()
    assert (acte.organisme.nom in page, autre.organisme.nom in page) == (True, False)
    assert "Fin de l’habilitation" in page


# ---------------------------------------------------------------- waves


@pytest.mark.django_db
def test_les_fins_se_groupent_par_mois_avec_leur_charge():
    scene = Scene(habilite(date(2027, 2, 28)).organisme)
    scene.instruit(LE)
    brouillon = habilite(date(2027, 2, 1)).organisme
    DossierHabilitation.objects.create(
        organisme=brouillon,
        nature="renouvellement",
        cree_le=datetime(2026, 11, 1, tzinfo=UTC),
        modifie_le=datetime(2026, 11, 1, tzinfo=UTC),
    )
    habilite(date(2027, 3, 1))
    habilite(date(2027, 3, 31), retiree_le=LE, motif_retrait="x")
    habilite(date(2027, 2, 28), autre_centre="UIMM de l’Anjou", acte=preuve())
    fevrier, mars = vagues(LE)
    assert (fevrier.cle, fevrier.libelle) == ("2027-02", "février 2027")
    assert (fevrier.renouvellements, fevrier.dossiers, fevrier.audits_a_planifier) == (2, 2, 1)
    assert (mars.cle, mars.renouvellements, mars.dossiers, mars.audits_a_planifier) == ("2027-03", 1, 0, 1)
    assert [fin.etat[1] for vague in (fevrier, mars) for fin in vague.fins] == [
        "dossier en préparation",
        "audit ouvert",
        "pas de dossier",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", [0, 1, 60])
def test_la_page_des_vagues(nombre, connecte, django_assert_max_num_queries):
    for rang in range(nombre):
        habilite(date(2027, 1 + rang % 3, 15), organisme=OrganismeFactory(nom=f"Pôle {rang:03d}"))
    client = connecte(creer_personne(Role.AGENT))
    with django_assert_max_num_queries(SOCLE + 5):
        page = client.get("/habilitations/vagues/")
    vu = page.content.decode()
    assert ("Aucun renouvellement à venir" in vu) is (nombre == 0)
    assert len(page.context["page"]) == min(nombre, 50)
    if nombre == 60:
        fevrier = client.get("/habilitations/vagues/?mois=2027-02")
        assert [fin.habilitation.date_fin.month for fin in fevrier.context["page"]] == [2] * 20
        assert client.get("/habilitations/vagues/?mois=zz").context["page"].paginator.count == 60
