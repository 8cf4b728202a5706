"""The scorecard: each indicator at its boundary, counted from what is recorded, never outside its days nor its OF."""

import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from openpyxl import load_workbook

from candidats.models import EnqueteInsertion, ImportClasseur, Inscription, Livret
from certif_portal.centre.models import ParametresCentre, valeurs_avis
from certif_portal.portail.catalogue import page_des_regles
from certif_portal.portail.indicateurs import INDICATEURS, METIER_6_MOIS, Mesure, periode_demandee, periodes
from certif_portal.portail.queries.bord import bords
from evaluations.models import AvisEntreprise
from habilitations.models import Audit, Constat, NonConformite
from jurys.choix import EtatJury
from jurys.models import Presentation, ValidationCompetence
from referentiels.models import Competence
from tests.candidats.factories import InscriptionFactory
from tests.environnement import RACINE
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.factories import JuryFactory
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
LE, SOCLE = date(2026, 11, 20), 4
CENTRE = ParametresCentre()


def midi(le: date) -> datetime:
    return datetime.combine(le, time(11), tzinfo=UTC)


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


@pytest.fixture
def mesurer(organisme, agent):
    def _mesurer(code: str, periode: str = "2026", le: date = LE) -> Mesure:
        [bord] = bords(agent, periode_demandee(periode, le, "acte"), le=le, centre=CENTRE, organisme=organisme)
        return bord.mesures[code]

    return _mesurer


@pytest.fixture
def lire(mesurer):
    """« 1 sur 2 » of one indicator of the OF in a period, as two numbers."""

    def _lire(*demande: object) -> tuple[int, int]:
        return (lue := mesurer(*demande)).numerateur, lue.denominateur

    return _lire


@pytest.fixture
def inscrire(organisme, referentiel):
    def _inscrire(**champs) -> Inscription:
        return InscriptionFactory(**{"organisme": organisme, "referentiel": referentiel} | champs)

    return _inscrire


@pytest.fixture
def presenter(inscrire):
    """A candidate before a closed jury, with these competences validated out of all of them."""

    @desceller()
    def _presenter(le: date, *, refusees: int = 0, etat=EtatJury.CLOS, **champs) -> Presentation:
        jury = JuryFactory(date=le, etat=etat, convoque_le=le, ouvert_le=midi(le), clos_le=midi(le))
        inscription = inscrire(**champs)
        presentation = Presentation.objects.create(jury=jury, inscription=inscription, code="K7", ordre=1)
        blocs = inscription.referentiel.compositions.order_by("ordre").values_list("version_bloc", flat=True)
        competences = [c for bloc in blocs for c in Competence.objects.filter(version_bloc=bloc).order_by("ordre")]
        ValidationCompetence.objects.bulk_create(
            ValidationCompetence(presentation=presentation, competence=competence, acquise=rang >= refusees)
            for rang, competence in enumerate(competences)
        )
        return presentation

    return _presenter


# ---------------------------------------------------------------- each indicator


@pytest.mark.parametrize(("depot", "a_temps"), [(date(2026, 3, 19), 1), (date(2026, 3, 20), 0)])
def test_une_inscription_du_quinzieme_jour_est_a_temps_pas_celle_du_seizieme(inscrire, lire, depot, a_temps):
    """BORD-INSCRIPTIONS"""
    inscrire(entree_formation=date(2026, 3, 4), deposee_le=depot)
    inscrire(brouillon=True)
    inscrire(vae=True)
    assert lire("BORD-INSCRIPTIONS") == (a_temps, 1)


def test_une_inscription_compte_le_jour_de_son_depot_meme_abandonnee_depuis(inscrire, lire):
    """BORD-INSCRIPTIONS"""
    for depot in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)):
        inscrire(
            entree_formation=depot, deposee_le=depot, etat="abandonnee", abandonnee_le=depot, motif_abandon="Parti"
        )
    assert [lire("BORD-INSCRIPTIONS", cle)[1] for cle in ("2025", "2026", "2026-S1", "2026-S2")] == [1, 3, 2, 1]


def test_les_lignes_fausses_sont_celles_de_la_premiere_lecture_des_classeurs_enregistres(organisme, membre_of, lire):
    """BORD-IMPORTS"""
    commun = {
        "organisme": organisme,
        "nom": "x.xlsx",
        "depose_le": midi(LE),
        "depose_par": membre_of,
        "lignes_lues": 40,
    }
    ImportClasseur.objects.create(etat="enregistre", enregistre_le=midi(LE), lignes_fausses=3, **commun)
    ImportClasseur.objects.create(etat="enregistre", enregistre_le=midi(date(2025, 12, 31)), lignes_fausses=9, **commun)
    ImportClasseur.objects.create(etat="a_confirmer", lignes_fausses=40, **commun)
    assert lire("BORD-IMPORTS") == (3, 40)


@pytest.mark.parametrize(
    ("depot", "attendu"),
    [(date(2026, 6, 2), (1, 1)), (date(2026, 6, 3), (0, 1)), (None, (0, 1))],
)
def test_un_livret_du_dernier_jour_du_premier_tiers_est_a_temps_et_celui_qui_manque_se_voit(
    inscrire, lire, agent, depot, attendu
):
    """BORD-LIVRETS: 272 days of training, the 90th is 1 June at the latest of both rules."""
    inscription = inscrire(entree_formation=date(2026, 3, 4), fin_formation=date(2026, 12, 1))
    inscription.date_evaluation_prevue = date(2026, 11, 25)
    inscription.save()
    if depot:
        Livret.objects.create(
            inscription=inscription,
            accord="entreprise",
            accord_nom="A",
            accord_le=depot,
            depose_le=midi(depot),
            premier_depot_le=depot,
            depose_par=agent,
        )
    assert lire("BORD-LIVRETS") == attendu


def test_un_livret_ne_compte_ni_avant_sa_limite_ni_pour_une_inscription_acceptee_apres(inscrire, lire):
    """BORD-LIVRETS"""
    dates = {"entree_formation": date(2026, 3, 4), "fin_formation": date(2026, 12, 1)}
    inscrire(**dates, acceptee_le=midi(date(2026, 6, 10)))
    inscrire(**dates, tout_acquis=True)
    inscrire(
        entree_formation=date(2026, 11, 1), fin_formation=date(2027, 10, 1), date_evaluation_prevue=date(2027, 9, 20)
    )
    assert lire("BORD-LIVRETS") == (0, 0)


@pytest.mark.parametrize(
    ("evaluation", "annonce", "a_temps"),
    [
        (date(2026, 10, 31), date(2026, 8, 31), 1),
        (date(2026, 10, 31), date(2026, 9, 1), 0),
        (date(2026, 4, 30), date(2026, 2, 28), 1),
        (date(2026, 4, 30), date(2026, 3, 1), 0),
        (date(2026, 10, 31), None, 0),
    ],
)
def test_une_date_connue_deux_mois_avant_est_annoncee_a_temps(inscrire, lire, evaluation, annonce, a_temps):
    """BORD-DATES: the planned sitting prevails over the date foreseen."""
    inscrire(date_evaluation_prevue=date(2026, 1, 5), date_commission=evaluation, evaluation_annoncee_le=annonce)
    inscrire(date_evaluation_prevue=LE + timedelta(days=1), evaluation_annoncee_le=date(2026, 3, 10))
    assert lire("BORD-DATES") == (a_temps, 1)


def test_un_bloc_est_valide_quand_aucune_de_ses_competences_n_est_refusee(presenter, lire, agent, organisme):
    """BORD-BLOCS"""
    presenter(date(2026, 6, 1))
    presentation = presenter(date(2026, 9, 1), refusees=1)
    presenter(date(2026, 10, 1), etat=EtatJury.DELIBERATION)
    nombre = presentation.inscription.referentiel.compositions.count()
    assert lire("BORD-BLOCS") == (2 * nombre - 1, 2 * nombre)
    [bord] = bords(agent, periode_demandee("2026", LE, "acte"), le=LE, centre=CENTRE)
    assert bord.blocs == ()  # two people
    for rang in range(8):
        presenter(date(2026, 6, 1), refusees=int(rang < 3))
    [bord] = bords(agent, periode_demandee("2026", LE, "acte"), le=LE, centre=CENTRE)
    assert bord.blocs == ()  # four refused: 6 in 10 would tell of them
    presenter(date(2026, 6, 1), refusees=1)
    [bord] = bords(agent, periode_demandee("2026", LE, "acte"), le=LE, centre=CENTRE)
    assert [(bloc.valides, bloc.presentes) for bloc in bord.blocs] == [(6, 11), *[(11, 11)] * (nombre - 1)]


@pytest.mark.parametrize(("rendu", "manque"), [(date(2026, 6, 1), 0), (date(2026, 6, 2), 1), (None, 1)])
def test_un_avis_rendu_apres_le_jury_ou_jamais_manquait_ce_jour_la(presenter, lire, rendu, manque):
    """BORD-AVIS"""
    inscription = presenter(date(2026, 6, 1)).inscription
    presenter(date(2026, 6, 1), vae=True)
    presenter(date(2026, 6, 1), initiative_sans_accord=True)
    if rendu:
        AvisEntreprise.objects.create(
            inscription=inscription,
            etat="rendu",
            demande_le=midi(date(2026, 5, 1)),
            rendu_le=midi(rendu),
            nom="A",
            qualite="B",
            valeur=valeurs_avis()[0],
        )
    assert lire("BORD-AVIS") == (manque, 1)


def ecart(organisme, notifie: date, levee: date | None = None, clos: date | None = None) -> None:
    audit = Audit.objects.create(
        organisme=organisme,
        nature="intermediaire",
        habilitation=organisme.habilitations.get(),
        declencheur="jury",
        motif="x",
        ouvert_le=midi(notifie),
        notifie_le=notifie,
        etat="clos" if clos else "corrections",
        decide_le=clos,
    )
    constat = Constat.objects.create(audit=audit, code="1.1", verdict="majeure", motif="x", le=midi(notifie))
    NonConformite.objects.create(
        audit=audit, constat=constat, echeance=notifie, etat="levee" if levee else "ouverte", levee_le=levee
    )


@pytest.mark.parametrize(
    ("levee", "clos", "attendu"),
    [
        (None, None, (1, 1)),
        (date(2025, 12, 31), None, (0, 1)),
        (date(2026, 1, 1), None, (1, 1)),
        (None, date(2025, 12, 31), (0, 1)),
        (None, date(2026, 1, 1), (1, 1)),
    ],
)
def test_une_non_conformite_est_ouverte_au_dernier_jour_si_rien_ne_l_a_close(organisme, lire, levee, clos, attendu):
    """BORD-NON-CONFORMITES"""
    ecart(organisme, date(2025, 12, 31), levee, clos)
    assert lire("BORD-NON-CONFORMITES", "2025") == attendu


def test_une_non_conformite_close_avant_la_periode_ou_notifiee_apres_n_est_pas_suivie(organisme, lire):
    """BORD-NON-CONFORMITES"""
    ecart(organisme, date(2025, 3, 1), levee=date(2025, 12, 31), clos=date(2026, 2, 1))
    ecart(organisme, date(2026, 7, 1))
    assert [lire("BORD-NON-CONFORMITES", cle) for cle in ("2026-S1", "2026-S2")] == [(0, 0), (1, 1)]


def interroger(inscrire, situations: list[str], *, etape: str = "six_mois", prevue: date = date(2026, 6, 1)) -> None:
    for situation in situations:
        repondue = {"repondue_le": midi(prevue), "situation": situation.removesuffix("*")} if situation else {}
        metier = {"metier_vise": situation == "emploi*"} if situation.startswith("emploi") else {}
        EnqueteInsertion.objects.create(
            inscription=inscrire(etat="admise", decidee_le=date(2025, 12, 1)),
            etape=etape,
            prevue_le=prevue,
            envoyee_le=midi(prevue),
            **repondue,
            **metier,
        )


def test_l_insertion_se_compte_sur_les_repondants_moins_ceux_qui_etudient_ou_ne_peuvent_travailler(inscrire, lire):
    """BORD-REPONSES-6-MOIS, BORD-EMPLOI-6-MOIS, BORD-METIER-6-MOIS"""
    interroger(inscrire, ["emploi*", "emploi*", "emploi", "recherche", "autre", "etudes", "incapacite", ""])
    assert lire("BORD-REPONSES-6-MOIS") == (7, 8)
    assert (lire("BORD-EMPLOI-6-MOIS"), lire("BORD-METIER-6-MOIS")) == ((3, 5), (2, 5))
    assert lire("BORD-METIER-2-ANS") == (0, 0)


def test_l_enquete_a_deux_ans_a_ses_propres_chiffres(inscrire, lire):
    """BORD-REPONSES-2-ANS, BORD-METIER-2-ANS"""
    interroger(inscrire, ["emploi*", "emploi", "etudes", ""], etape="deux_ans")
    assert (lire("BORD-REPONSES-2-ANS"), lire("BORD-METIER-2-ANS")) == ((3, 4), (1, 2))
    assert lire("BORD-METIER-6-MOIS") == (0, 0)


@pytest.mark.parametrize(("nombre", "taux"), [(0, None), (4, None), (5, 1.0)])
def test_aucun_taux_d_insertion_sous_cinq_personnes_comptees(inscrire, mesurer, nombre, taux):
    """INSERTION-SEUIL"""
    interroger(inscrire, ["emploi*"] * nombre)
    mesure = mesurer("BORD-METIER-6-MOIS")
    assert (mesure.taux, bool(mesure.pourquoi_masquee)) == (taux, nombre == 4)
    assert Mesure(METIER_6_MOIS, 3, 5, trop_court=True).taux is None


# ---------------------------------------------------------------- periods, scope, cost


def test_l_acte_compte_du_premier_jour_a_aujourd_hui(inscrire, lire):
    for depot in (date(2023, 12, 31), date(2024, 1, 1), LE):
        inscrire(entree_formation=depot, deposee_le=depot)
    assert (lire("BORD-INSCRIPTIONS", "acte")[1], lire("BORD-INSCRIPTIONS", "acte", date(2024, 6, 1))[1]) == (2, 1)


def test_les_periodes_proposees_ne_commencent_pas_dans_l_avenir():
    cles = [periode.cle for periode in periodes(date(2026, 6, 30))]
    assert cles[:4] == ["acte", "2026", "2026-S1", "2025"]
    assert "2026-S2" in [periode.cle for periode in periodes(date(2026, 7, 1))]
    assert periode_demandee("2199", LE, "2026").cle == "2026"


def test_chacun_ses_chiffres(inscrire, membre_of, membre_autre_of, agent, connecte):
    inscription = inscrire()
    adresse = f"/organismes/{inscription.organisme_id}/indicateurs/"
    assert [connecte(p).get(adresse).status_code for p in (membre_of, membre_autre_of, agent)] == [200, 404, 200]
    assert connecte(membre_of).get("/organismes/indicateurs/").status_code == 403
    for personne, noms in ((membre_autre_of, ["Greta Est-Bretagne"]), (membre_of, ["Pôle formation Sud-Loire"])):
        octets = connecte(personne).get("/organismes/indicateurs/export.xlsx").content
        assert [ligne[0].value for ligne in load_workbook(io.BytesIO(octets)).active.iter_rows(min_row=2)] == noms


def test_la_page_d_un_organisme_montre_chaque_taux_avec_ses_nombres(inscrire, presenter, membre_of, connecte):
    for _ in range(5):
        presenter(date(2026, 6, 1), refusees=1)
    interroger(inscrire, ["emploi*"] * 5)
    page = connecte(membre_of).get("/organismes/" + str(membre_of.appartenances.get().organisme_id) + "/indicateurs/")
    vu = page.content.decode()
    assert "Résultats par bloc" in vu
    assert "moins de 5" not in vu
    assert "5 sur 5" in vu
    semestre = connecte(membre_of).get(page.request["PATH_INFO"] + "?periode=2026-S1").content.decode()
    assert semestre.count("sur une année au moins") == 5


def test_la_liste_se_trie_sur_un_taux_et_les_organismes_sans_chiffre_viennent_derniers(agent, connecte, referentiel):
    bon, moyen, vide = (creer_organisme_habilite(nom=nom) for nom in ("Bon", "Moyen", "Vide"))
    jour = date(2026, 3, 4)
    for organisme, retards in ((bon, (0,) * 5), (moyen, (0,) * 4 + (40,))):
        for retard in retards:
            InscriptionFactory(
                organisme=organisme,
                referentiel=referentiel,
                entree_formation=jour,
                deposee_le=jour + timedelta(days=retard),
            )
    client = connecte(agent)

    def noms(tri: str) -> list[str]:
        page = client.get("/organismes/indicateurs/", {"periode": "2026", "tri": tri}).context["page"]
        return [bord.organisme.nom for bord in page]

    assert noms("BORD-INSCRIPTIONS") == ["Moyen", "Bon", "Vide"]
    assert noms("-BORD-INSCRIPTIONS") == ["Bon", "Moyen", "Vide"]
    assert (noms("nom"), noms("-nom"), noms("rien")) == (
        ["Bon", "Moyen", "Vide"],
        ["Vide", "Moyen", "Bon"],
        ["Bon", "Moyen", "Vide"],
    )
    cherche = client.get("/organismes/indicateurs/", {"q": "moyen"}).context["page"]
    assert [bord.organisme.pk for bord in cherche] == [moyen.pk]
    assert "Aucun ne répond" in client.get("/organismes/indicateurs/?q=zzz").content.decode()
    assert vide.pk not in {i.organisme_id for i in Inscription.objects.all()}


def test_le_classeur_porte_les_nombres_de_chaque_taux(inscrire, agent, connecte):
    for _ in range(5):
        inscrire(deposee_le=date(2026, 3, 10))
    feuille = load_workbook(
        io.BytesIO(connecte(agent).get("/organismes/indicateurs/export.xlsx?periode=2026").content)
    ).active
    assert [c.value for c in feuille[1]][:7] == [
        "Organisme",
        "SIRET",
        "Du",
        "Au",
        "Inscriptions déposées dans le délai",
        "sur",
        "%",
    ]
    assert [c.value for c in feuille[2]][4:7] == [5, 5, 100]
    assert len(feuille[1]) == 4 + 3 * len(INDICATEURS)


@pytest.mark.parametrize("nombre", [1, 4])
def test_le_tableau_coute_un_nombre_fixe_de_requetes(nombre, referentiel, agent, connecte, django_assert_num_queries):
    for rang in range(nombre):
        organisme = creer_organisme_habilite(nom=f"OF {rang}")
        InscriptionFactory.create_batch(nombre, organisme=organisme, referentiel=referentiel)
        ecart(organisme, date(2026, 3, 1))
    client = connecte(agent)
    with django_assert_num_queries(SOCLE + 7):
        assert len(client.get("/organismes/indicateurs/").context["page"]) == nombre
    with django_assert_num_queries(SOCLE + 8):
        client.get(f"/organismes/{organisme.pk}/indicateurs/")


def test_chaque_indicateur_est_dans_la_page_des_regles_et_cite_par_un_test():
    essais = (RACINE / "tests/portail/test_bord.py").read_text(encoding="utf-8")
    page, codes = page_des_regles(), [indicateur.code for indicateur in INDICATEURS]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if f"`{code}`" not in page or code not in essais] == []
