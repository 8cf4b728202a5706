"""The statement of forfaits: who pays, what is set apart, who sees what, on screen, in PDF and in a workbook."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from candidats.models import Inscription
from candidats.services.ressemblance import refaire_doubles
from certif_portal.centre import services as centre
from certif_portal.centre.models import Tarif, UsageForfait
from certif_portal.portail.documents import euros
from certif_portal.portail.queries.forfait import releves, sommes
from certif_portal.portail.views import forfait as vue
from jurys.choix import EtatJury
from jurys.models import Presentation
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.jurys.factories import JuryFactory
from tests.navigateur.scene import texte_du_pdf
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
DU, AU = date(2026, 1, 1), LE
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@desceller()
def presenter(inscription, le: date, decision: str = "A") -> Inscription:
    instant = datetime.combine(le, time(14), tzinfo=UTC)
    jury = JuryFactory(date=le, etat=EtatJury.CLOS, convoque_le=le, ouvert_le=instant, clos_le=instant)
    Presentation.objects.create(
        jury=jury, inscription=inscription, code="K1", ordre=1, decision=decision, decidee_le=instant
    )
    return inscription


def lus(du=DU, au=AU, inscriptions=None):
    tous = releves(Inscription.objects.all() if inscriptions is None else inscriptions, du, au)
    return [(r.payeur.nom, len(r.lignes), r.total, len(r.secondes), r.total_secondes) for r in tous]


def test_une_presentation_facture_une_fois_et_la_seconde_est_a_part(organisme, referentiel):
    """FORFAIT-FAIT, FORFAIT-SECONDE"""
    candidat = CandidatFactory(nom_naissance="Œuvré")
    commun = {"organisme": organisme, "referentiel": referentiel}
    presenter(InscriptionFactory(candidat=candidat, **commun), date(2026, 3, 1), "NA")
    InscriptionFactory(**commun)
    assert lus() == [(organisme.nom, 1, Decimal(500), 0, Decimal(0))]
    memes = {"nom_naissance": "OEUVRÉ", "prenom": candidat.prenom, "date_naissance": candidat.date_naissance}
    presenter(InscriptionFactory(candidat=CandidatFactory(**memes), **commun), date(2026, 9, 1))
    assert lus() == [(organisme.nom, 1, Decimal(500), 1, Decimal(500))]
    assert lus(du=date(2026, 3, 2)) == [(organisme.nom, 0, Decimal(0), 1, Decimal(500))]
    assert lus(au=date(2026, 2, 28)) == []


@pytest.mark.parametrize(("commune", "secondes"), [("Rennes", 0), ("Saint-Nazaire", 1), ("", 1)])
def test_un_homonyme_ne_le_meme_jour_ailleurs_n_est_pas_une_seconde_presentation(
    organisme, referentiel, commune, secondes
):
    """FORFAIT-SECONDE: two people; a place that is not known tells nothing."""
    commun = {"organisme": organisme, "referentiel": referentiel}
    candidat = presenter(InscriptionFactory(**commun), date(2026, 3, 1)).candidat
    memes = {champ: getattr(candidat, champ) for champ in ("nom_naissance", "prenom", "date_naissance")}
    lieu = {"commune_naissance": commune, "departement_naissance": "35" if commune == "Rennes" else "44"}
    presenter(InscriptionFactory(candidat=CandidatFactory(**memes, **lieu), **commun), date(2026, 9, 1))
    refaire_doubles()  # files written by hand
    [(_, lignes, _, trouvees, _)] = lus()
    assert (lignes, trouvees) == (2 - secondes, secondes)
    assert [(s.nombre, s.secondes) for s in sommes(Inscription.objects.all(), DU, AU)] == [(2 - secondes, secondes)]


def test_l_autre_organisme_ne_fait_pas_une_seconde_presentation(organisme, autre_organisme, referentiel):
    """FORFAIT-SECONDE: comparing would tell that the other's candidate exists."""
    candidat = CandidatFactory()
    presenter(
        InscriptionFactory(candidat=candidat, organisme=autre_organisme, referentiel=referentiel), date(2026, 3, 1)
    )
    presenter(InscriptionFactory(candidat=candidat, organisme=organisme, referentiel=referentiel), date(2026, 9, 1))
    assert [(lignes, secondes) for _, lignes, _, secondes, _ in lus()] == [(1, 0), (1, 0)]


def test_a_qui_l_on_facture(referentiel):
    """The company without an OF; the candidate on their own initiative without the employer's agreement."""
    commun = {"organisme": None, "referentiel": referentiel}
    entreprise = presenter(InscriptionFactory(**commun), date(2026, 3, 1)).entreprise
    seul = presenter(InscriptionFactory(initiative_sans_accord=True, **commun), date(2026, 3, 2))
    assert sorted(nom for nom, *_ in lus()) == sorted([entreprise.raison_sociale, str(seul.candidat)])


def test_un_jury_non_clos_ne_facture_pas(organisme):
    jury = JuryFactory(date=date(2026, 3, 1))
    Presentation.objects.create(jury=jury, inscription=InscriptionFactory(organisme=organisme), code="K", ordre=1)
    assert lus() == []


def test_les_reglages_dates_changent_le_compte(responsable, organisme, referentiel):
    """FORFAIT-TARIF, FORFAIT-FAIT"""
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel)
    tarif = {"nature": "qualification", "montant": Decimal("520.50"), "debut": date(2026, 3, 14)}
    centre.enregistrer_tarif(donnees=tarif, par=responsable, a=A)
    centre.enregistrer_tarif(donnees=tarif | {"montant": Decimal(530)}, par=responsable, a=A)
    usage = {"debut": date(2026, 1, 1), "fait": "acceptation", "cqpi_inclus": True, "blocs": "inscription"}
    centre.enregistrer_usage_forfait(donnees=usage, par=responsable, a=A)
    assert (Tarif.objects.count(), UsageForfait.objects.get().fait) == (1, "acceptation")
    assert lus() == [(organisme.nom, 1, Decimal(530), 0, Decimal(0))]
    presenter(inscription, date(2026, 9, 1))
    assert lus() == [(organisme.nom, 1, Decimal(530), 0, Decimal(0))]


def test_le_responsable_regle_tarif_et_usage_a_l_ecran(connecte, responsable):
    client = connecte(responsable)
    assert "tarif national par défaut" in client.get("/centre/forfait/").content.decode()
    client.post("/centre/tarifs/nouveau/", {"nature": "competences", "montant": "310", "debut": "2027-01-01"})
    client.post(
        "/centre/forfait/nouveau/", {"debut": "2027-01-01", "fait": "acceptation", "blocs": "bloc", "cqpi_inclus": ""}
    )
    page = client.get("/centre/forfait/").content.decode()
    assert ("310,00" in page, "CQPM et CQPI séparés" in page) == (True, True)
    refus = client.post("/centre/tarifs/nouveau/", {"nature": "competences", "montant": "-1", "debut": "x"})
    assert sorted(refus.context["formulaire"].errors) == ["debut", "montant"]


def test_un_organisme_ne_voit_que_son_releve(connecte, agent, membre_of, membre_autre_of, organisme, referentiel):
    inscription = presenter(InscriptionFactory(organisme=organisme, referentiel=referentiel), date(2026, 3, 1))
    page = connecte(membre_of).get("/inscriptions/forfaits/")
    assert (page.context["choisi"].payeur.nom, str(inscription.candidat) in page.content.decode()) == (
        organisme.nom,
        True,
    )
    assert connecte(membre_autre_of).get("/inscriptions/forfaits/").context["tous"] == []
    autre = connecte(membre_autre_of).get(f"/inscriptions/forfaits/?payeur=of-{organisme.pk}").context
    assert (autre["choisi"], list(autre["page"])) == (None, [])
    assert (
        connecte(agent).get("/inscriptions/forfaits/", {"payeur": f"of-{organisme.pk}"}).context["choisi"].total == 500
    )


def test_une_periode_illisible_ou_a_l_envers_est_dite(connecte, agent):
    client = connecte(agent)
    page = client.get("/inscriptions/forfaits/", {"du": "hier"})
    assert (page.context["demande"].du, "ne se lit pas" in page.content.decode()) == (DU, True)
    page = client.get("/inscriptions/forfaits/", {"du": "2026-05-01", "au": "2026-04-01"})
    assert (page.context["demande"].du, page.context["demande"].au) == (date(2026, 4, 1), date(2026, 5, 1))


def test_le_pdf_et_le_classeur_disent_la_meme_chose(connecte, agent, organisme, referentiel):
    candidat = CandidatFactory(nom_naissance="=Łukasiewicz")
    commun = {"candidat": candidat, "organisme": organisme, "referentiel": referentiel}
    presenter(InscriptionFactory(**commun), date(2026, 3, 1), "NA")
    seconde = presenter(InscriptionFactory(**commun), date(2026, 9, 1))
    client = connecte(agent)
    texte = texte_du_pdf(client.get("/inscriptions/forfaits/releve.pdf").content)
    for attendu in ("Relevé de forfaits", organisme.nom, "ŁUKASIEWICZ", "Secondes présentations", seconde.reference):
        assert attendu in texte
    feuille = load_workbook(BytesIO(client.get("/inscriptions/forfaits/releve.xlsx").content))["Forfaits"]
    [premiere, autre] = [[cellule.value for cellule in ligne] for ligne in feuille.iter_rows(min_row=2)]
    assert premiere[:2] + premiere[7:] == [
        organisme.nom,
        organisme.siret,
        "présentée au jury",
        datetime.fromisoformat("2026-03-01"),
        1,
        500,
        500,
        None,
    ]
    assert (autre[2], autre[-1]) == (seconde.reference, "oui")
    assert (feuille["D2"].data_type, feuille["D2"].quotePrefix, feuille["L2"].data_type) == ("s", True, "n")


def test_les_montants_s_ecrivent_en_francais():
    assert euros(Decimal("1500")) == "1\u202f500,00\u00a0€"


@pytest.mark.parametrize("nombre", [2, 5])
def test_nombre_fixe_de_requetes(nombre, connecte, agent, referentiel, django_assert_num_queries):
    for rang in range(nombre):
        presenter(InscriptionFactory(referentiel=referentiel), date(2026, 3, 1 + rang))
    client = connecte(agent)
    with django_assert_num_queries(4 + 4):
        assert len(client.get("/inscriptions/forfaits/").context["tous"]) == nombre
    seconde = InscriptionFactory(
        candidat=Inscription.objects.first().candidat,
        organisme=Inscription.objects.first().organisme,
        referentiel=referentiel,
    )
    presenter(seconde, date(2026, 11, 1))
    with django_assert_num_queries(4 + 7):  # who may be presented again is read whole
        assert len(client.get("/inscriptions/forfaits/").context["tous"]) == nombre


@pytest.mark.parametrize("nombre", [2, 5])
def test_un_organisme_lit_ses_lignes_une_fois(
    nombre, connecte, agent, membre_of, organisme, referentiel, django_assert_num_queries
):
    """What it owes is added up from its lines, a second presentation apart; the centre's sum is the same."""
    siennes = [InscriptionFactory(organisme=organisme, referentiel=referentiel) for _ in range(nombre)]
    for rang, inscription in enumerate(siennes):
        presenter(inscription, date(2026, 3, 1 + rang))
    suite = InscriptionFactory(organisme=organisme, referentiel=referentiel, candidat=siennes[0].candidat)
    presenter(suite, date(2026, 11, 1))
    client = connecte(membre_of)
    client.get("/inscriptions/forfaits/")
    with django_assert_num_queries(4 + 5):
        contexte = client.get("/inscriptions/forfaits/").context
    (somme,) = contexte["tous"]
    assert (somme.nombre, somme.total, somme.secondes) == (nombre, 500 * nombre, 1)
    assert (len(contexte["choisi"].lignes), contexte["choisi"].total) == (nombre, 500 * nombre)
    assert connecte(agent).get("/inscriptions/forfaits/").context["tous"] == [somme]


def test_la_somme_dit_ce_que_les_lignes_disent(responsable, organisme, autre_organisme, referentiel):
    """FORFAIT-SECONDE, FORFAIT-FAIT: twins by birth date, own initiatives, companies, blocs counted one by one."""
    for rang, usage in enumerate(({"fait": "presentation"}, {"fait": "acceptation", "cqpi_inclus": False})):
        donnees = {"debut": date(2026, 1, 1 + rang), "cqpi_inclus": True, "blocs": "bloc"} | usage
        centre.enregistrer_usage_forfait(donnees=donnees, par=responsable, a=A)
    candidat = CandidatFactory()
    jumeau = CandidatFactory(date_naissance=candidat.date_naissance)
    for rang, qui in enumerate((candidat, candidat, jumeau, CandidatFactory())):
        for of in (organisme, autre_organisme, None):
            commun = {"candidat": qui, "organisme": of, "referentiel": referentiel}
            presenter(InscriptionFactory(initiative_sans_accord=rang == 1, **commun), date(2026, 3 + rang, 1), "NA")
    tous = releves(Inscription.objects.all(), DU, AU)
    lues = [(s.payeur, s.nombre, s.total, s.secondes) for s in sommes(Inscription.objects.all(), DU, AU)]
    assert lues == [(r.payeur, len(r.lignes), r.total, len(r.secondes)) for r in tous]
    assert sum(secondes for *_, secondes in lues) == 2


def test_un_payeur_de_plus_d_une_page_garde_son_total(connecte, agent, organisme, referentiel, monkeypatch):
    monkeypatch.setattr(vue, "PAR_PAGE", 2)
    for rang in range(3):
        presenter(InscriptionFactory(organisme=organisme, referentiel=referentiel), date(2026, 3, 1 + rang))
    page = connecte(agent).get("/inscriptions/forfaits/", {"page": "2", "payeur": f"of-{organisme.pk}"})
    assert (len(page.context["page"]), page.context["choisi"].total) == (1, Decimal(1500))


@pytest.mark.parametrize("payeur", ["of-", "of-x", "of-9999999999999999999999", "tous", "entreprise-²"])
def test_un_payeur_que_rien_ne_nomme_n_a_pas_de_lignes(connecte, agent, organisme, referentiel, payeur):
    presenter(InscriptionFactory(organisme=organisme, referentiel=referentiel), date(2026, 3, 1))
    page = connecte(agent).get("/inscriptions/forfaits/", {"payeur": payeur})
    assert (page.status_code, page.context["choisi"], list(page.context["page"])) == (200, None, [])


def test_l_employeur_n_apprend_pas_que_son_salarie_s_est_presente_seul(referentiel):
    """FORFAIT-SECONDE: registered by the company after an own initiative, the person is its first presentation."""
    candidat = CandidatFactory()
    commun = {"organisme": None, "referentiel": referentiel, "candidat": candidat}
    seule = presenter(InscriptionFactory(initiative_sans_accord=True, **commun), date(2026, 3, 1), "NA")
    presenter(InscriptionFactory(entreprise=seule.entreprise, **commun), date(2026, 9, 1))
    assert sorted((nom, lignes, secondes) for nom, lignes, _, secondes, _ in lus()) == sorted(
        [(str(candidat), 1, 0), (seule.entreprise.raison_sociale, 1, 0)]
    )
