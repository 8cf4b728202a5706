"""RELANCE-ETAPES: which step a day reaches; ECHEANCES-PROCHES: what the home and the list show first."""

from datetime import date, timedelta

import pytest

from candidats.models import EcheanceDossier
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.echeances import Echeance
from certif_portal.commun.ecrites import _ecrite
from certif_portal.portail.queries.echeance import QUAND, Echeances, FiltreEcheances, echeances_visibles_par
from certif_portal.portail.regles import (
    ECHEANCES_PROCHES,
    Etapes,
    etape_atteinte,
    jours_comptes,
    relances_suspendues,
)
from tests.candidats.factories import InscriptionFactory

LIMITE = date(2028, 2, 29)


JOURS = (-15, -7, -1, 1, 7)


@pytest.mark.parametrize(
    ("reste", "etape"),
    [
        (60, ""),
        (16, ""),
        (15, "J-15"),
        (8, "J-15"),
        (7, "J-7"),
        (2, "J-7"),
        (1, "J-1"),
        (0, "J-1"),
        (-1, "J+1"),
        (-6, "J+1"),
        (-7, "J+7"),
        (-400, "J+7"),
    ],
)
def test_l_etape_est_la_derniere_atteinte(reste, etape):
    """RELANCE-ETAPES: a missed run is made up for by the nearest step alone."""
    le = LIMITE - timedelta(days=reste)
    assert etape_atteinte(LIMITE, le, le, JOURS) == etape


@pytest.mark.parametrize(
    ("limite", "etape"),
    [
        (date(2026, 11, 28), "J-1"),  # Saturday
        (date(2026, 11, 30), "J-1"),  # Monday: the day before is a Sunday
        (date(2026, 12, 1), "J-7"),
        (date(2026, 11, 27), "J-1"),
        (date(2026, 11, 26), "J+1"),
    ],
)
def test_avant_un_jour_chome_part_ce_qui_y_tomberait(limite, etape):
    """RELANCE-JOURS: on a Friday, what would fall on the Saturday or the Sunday; never what comes after the date."""
    assert etape_atteinte(limite, date(2026, 11, 27), date(2026, 11, 29), JOURS) == etape


@pytest.mark.parametrize(
    ("limite", "veille", "etape"),
    [
        (date(2026, 11, 27), date(2026, 11, 27), "J"),
        (date(2026, 11, 28), date(2026, 11, 27), ""),
        (date(2026, 11, 28), date(2026, 11, 29), "J"),  # a Saturday: nobody writes that day, nor the next
    ],
)
def test_le_jour_meme_a_son_nom(limite, veille, etape):
    """RELANCE-ETAPES"""
    assert etape_atteinte(limite, date(2026, 11, 27), veille, [0]) == etape


def test_sans_etape_rien_n_est_relance():
    assert etape_atteinte(LIMITE, LIMITE + timedelta(days=1), LIMITE + timedelta(days=1), []) == ""


def test_la_ligne_d_une_nature_remplace_la_generale_et_l_eteint():
    """RELANCE-ETAPES: by kind and by role; a line put out means none."""
    etapes = Etapes({("", "organisme"): (-7,), ("livret", "organisme"): (-3, 0), ("avis", "tuteur"): ()})
    assert etapes.de("livret", "organisme") == (-3, 0)
    assert etapes.de("rapport", "organisme") == (-7,)
    assert (etapes.de("avis", "tuteur"), etapes.de("avis", "centre")) == ((), ())
    assert etapes.natures_de("organisme") == ["livret"]


def test_une_alerte_donnee_des_mois_avant_ne_suit_pas_la_ligne_generale():
    assert Etapes().de("RNCP-FIN", "responsable", propres=True) == ()
    assert Etapes({("RNCP-FIN", "responsable"): (-30,)}).de("RNCP-FIN", "responsable", propres=True) == (-30,)


@pytest.mark.parametrize(("reste", "quand"), [(-1, "retard"), (0, "quinze"), (15, "quinze"), (16, "plus")])
def test_une_echeance_est_proche_jusqu_au_quinzieme_jour(reste, quand):
    """ECHEANCES-PROCHES: the home, the filter and its word are of one mind."""
    echeance = Echeance(
        regle=ECHEANCES_PROCHES,
        date_limite=LIMITE,
        libelle="Livret à déposer",
        pour="Zoé",
        explication="",
        dossier_type="candidats.inscription",
        dossier_id=1,
        cle="",
    )
    le = LIMITE - timedelta(days=reste)
    toutes = Echeances(EcheanceDossier.objects.none(), (echeance,), ParametresCentre())
    assert [c for c in QUAND if list(toutes.filtrer(FiltreEcheances(quand=c), le))] == (
        [quand] if quand == "retard" else [quand, "venir"]
    )
    assert QUAND["quinze"] == "Dans les quinze jours"


@pytest.mark.django_db
def test_ce_qui_est_compte_de_plusieurs_filtres_est_ce_que_chacun_liste(organisme, agent):
    """One query for all of them; a filter that keeps everything is not narrowed by the others."""
    InscriptionFactory.create_batch(
        2, organisme=organisme, entree_formation=date(2026, 1, 5), fin_formation=date(2026, 12, 31)
    )
    le = date(2026, 6, 1)
    echeances = echeances_visibles_par(agent, le)
    filtres = [FiltreEcheances(), *(FiltreEcheances(quand=quand) for quand in QUAND)]
    filtres += [FiltreEcheances(quand="retard", hors_actes=True), FiltreEcheances(regle="LIVRET-TIERS")]
    filtres += [FiltreEcheances(jour=next(iter(echeances)).date_limite)]
    comptes = echeances.compter(le, *filtres)
    listees = [list(echeances.filtrer(filtre, le)) for filtre in filtres]
    assert [compte.total() for compte in comptes] == [len(lignes) for lignes in listees]
    assert comptes[0].total() > comptes[1].total() > 0
    assert all(nombre for compte in comptes for nombre in compte.values())  # no name of what is not there


@pytest.mark.parametrize(("jour", "suspendues"), [(9, True), (10, True), (11, False)])
def test_les_relances_reprennent_le_lendemain_du_jour_dit(jour, suspendues):
    """RELANCE-PAUSE"""
    assert relances_suspendues(date(2026, 11, 10), date(2026, 11, jour)) is suspendues
    assert relances_suspendues(None, date(2026, 11, jour)) is False


@pytest.mark.django_db
def test_ce_qu_une_adresse_invente_ne_chasse_pas_les_requetes_ecrites(agent):
    """What is kept of a process is written for a window and a role: never for a word, a rule or a day of somebody's."""
    le = date(2026, 6, 1)
    adresses = [{"regle": f"INVENTEE-{n}"} for n in range(5)]
    adresses += [{"q": "!" * n} for n in range(1, 6)] + [{"jour": f"200{n}-01-01"} for n in range(5)]
    list(echeances_visibles_par(agent, le).filtrer(FiltreEcheances(quand="retard"), le)[0:50])
    gardees = _ecrite.cache_info().misses
    for adresse in adresses:
        filtre = FiltreEcheances.lu(adresse | {"quand": "retard"})
        list(echeances_visibles_par(agent, le).filtrer(filtre, le)[0:50])
    assert _ecrite.cache_info().misses == gardees


ACTE = (date(2026, 3, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("demandes", "le", "comptes"),
    [
        (None, date(2026, 2, 28), None),
        (None, date(2026, 3, 1), (date(2026, 3, 1), date(2026, 3, 1))),
        (None, date(2027, 1, 1), ACTE),
        ((date(2026, 1, 1), date(2026, 2, 28)), date(2026, 6, 1), None),
        ((date(2026, 1, 1), date(2026, 3, 1)), date(2026, 6, 1), (date(2026, 1, 1), date(2026, 3, 1))),
        ((date(2026, 1, 1), date(2026, 12, 31)), date(2026, 2, 28), None),
        ((date(2026, 12, 31), date(2027, 12, 31)), date(2027, 6, 1), (date(2026, 12, 31), date(2027, 6, 1))),
        ((date(2027, 1, 1), date(2027, 12, 31)), date(2027, 6, 1), None),
        ((date(2026, 7, 1), date(2026, 12, 31)), date(2026, 6, 30), None),
        ((date(2026, 7, 1), date(2026, 12, 31)), date(2026, 7, 1), (date(2026, 7, 1), date(2026, 7, 1))),
    ],
)
def test_un_organisme_est_compte_des_jours_que_son_habilitation_touche(demandes, le, comptes):
    assert jours_comptes(ACTE, demandes, le) == comptes
