"""The list of accredited OF: each change noted, transmitted once; what the public page says."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.models import Courriel
from certif_portal.portail.tasks import relancer_du_jour
from habilitations import echeances, regles
from habilitations.choix import Destinataire, NatureChangement
from habilitations.models import (
    Changement,
    ContactOrganisme,
    SiteOrganisme,
)
from habilitations.queries import liste
from habilitations.services.acte import fixer_perimetre
from habilitations.services.liste import noter_fins, transmettre_liste
from habilitations.services.organisme import retirer_habilitation, saisir_habilitation
from tests.habilitations.dossier import LE, lever, midi, pdf, suspendre
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def test_chaque_changement_est_note_avec_l_acte_qui_le_fait(responsable):
    organisme, par = OrganismeFactory(), {"par": responsable, "a": midi(LE)}
    acte = saisir_habilitation(organisme=organisme, date_effet=date(2022, 1, 1), **par)
    saisir_habilitation(organisme=organisme, date_effet=date(2027, 1, 1), **par)
    lever(suspendre(acte, responsable), responsable, date(2026, 3, 23))
    fixer_perimetre(
        habilitation=acte,
        du=LE,
        au=None,
        certifications=[creer_referentiel().certification],
        blocs=[],
        moyens="",
        **par,
    )
    retirer_habilitation(habilitation=acte, le=date(2026, 6, 1), motif="Avis absents.", **par)
    lus = Changement.objects.order_by("pk").values_list("nature", "le")
    assert list(lus) == [
        (NatureChangement.ACCORDEE, date(2022, 1, 1)),
        (NatureChangement.RENOUVELEE, date(2027, 1, 1)),
        (NatureChangement.SUSPENDUE, LE),
        (NatureChangement.LEVEE, date(2026, 3, 23)),
        (NatureChangement.PERIMETRE, LE),
        (NatureChangement.RETIREE, date(2026, 6, 1)),
    ]


def test_ce_que_donne_un_autre_centre_n_est_pas_a_nous_de_le_transmettre(responsable):
    acte = ("acte.pdf", pdf(), "application/pdf")
    saisir_habilitation(
        organisme=OrganismeFactory(),
        date_effet=LE,
        acte=acte,
        autre_centre="UIMM de l’Anjou",
        par=responsable,
        a=midi(LE),
    )
    assert (Changement.objects.count(), liste.liste_habilites(LE)) == (0, [])


@pytest.mark.parametrize(
    ("change_le", "limite"),
    [
        (date(2026, 3, 2), date(2026, 5, 2)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2026, 6, 30), date(2026, 8, 30)),
        (date(2026, 7, 31), date(2026, 9, 30)),
    ],
)
def test_deux_mois_pour_informer_france_competences(acte, change_le, limite):
    """HABILITATION-LISTE-FC"""
    changement = Changement(habilitation=acte, nature=NatureChangement.SUSPENDUE, le=change_le)
    assert changement.limite == limite


def test_l_echeance_suit_le_changement_jusqu_a_sa_transmission(acte, responsable):
    centre = parametres()
    centre.courriel = "certification@uimm.example"
    suspendre(acte, responsable)
    [echeance] = echeances.echeances(LE, centre)
    assert (echeance.date_limite, echeance.regle, echeance.destinataires) == (
        date(2026, 5, 2),
        regles.LISTE_DEUX_MOIS,
        ("certification@uimm.example",),
    )
    for destinataire, restent in ((Destinataire.GTP, 1), (Destinataire.FRANCE_COMPETENCES, 0)):
        transmettre_liste(destinataire=destinataire, par=responsable, a=midi(LE))
        assert len(echeances.echeances(LE, centre)) == restent
    assert not liste.changements_en_attente().exists()


def test_un_lot_garde_son_fichier_et_ne_se_transmet_pas_deux_fois(acte, responsable):
    """HABILITATION-LISTE-GTP"""
    suspendre(acte, responsable)
    lot = transmettre_liste(destinataire=Destinataire.GTP, par=responsable, a=midi(LE))
    feuille = load_workbook(BytesIO(octets_de(lot.fichier))).active
    lignes = list(feuille.values)
    assert (len(lignes), lignes[1][1], lignes[1][2], lignes[1][8].date()) == (
        2,
        "Habilitation suspendue",
        acte.organisme.nom,
        date(2026, 5, 2),
    )
    with pytest.raises(ErreurMetier):
        transmettre_liste(destinataire=Destinataire.GTP, par=responsable, a=midi(LE))
    assert transmettre_liste(destinataire=Destinataire.FRANCE_COMPETENCES, par=responsable, a=midi(LE)).pk


@pytest.mark.parametrize("nombre", [1, 4])
def test_la_page_de_la_liste_et_ses_classeurs(
    connecte, agent, auditeur, responsable, nombre, django_assert_max_num_queries
):
    for _ in range(nombre):
        suspendre(HabilitationFactory(), responsable)
    HabilitationFactory()
    client, page = connecte(agent), reverse("liste_habilites")
    client.get(page)
    with django_assert_max_num_queries(4 + 5):
        assert len(client.get(page).context["changements"]) == nombre
    classeur = load_workbook(BytesIO(client.get(reverse("changements_exporter")).content)).active
    assert classeur.max_row == nombre + 1
    tous = load_workbook(BytesIO(client.get(reverse("liste_exporter")).content)).active
    assert [ligne[11] is not None for ligne in list(tous.values)[1:]].count(True) == nombre
    assert client.post(reverse("liste_transmettre"), {"destinataire": "personne"}).status_code == 302
    client.post(reverse("liste_transmettre"), {"destinataire": "fc"})
    [lot] = client.get(page).context["lots"]
    assert (lot.nombre, lot.faite_par) == (nombre, agent)
    assert connecte(auditeur).get(reverse("transmission_fichier", args=[lot.pk])).status_code == 200
    assert connecte(auditeur).post(reverse("liste_transmettre"), {"destinataire": "gtp"}).status_code == 403


# --- the public page ---------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", [1, 6])
def test_la_page_publique_ne_nomme_personne_et_tait_les_suspendus(
    client, responsable, nombre, django_assert_max_num_queries
):
    le = horloge.aujourdhui()
    for rang in range(nombre):
        acte = HabilitationFactory(
            organisme__nom=f"Pôle Łódź {'abcdef'[rang]}",
            organisme__courriel="secret@of.example",
            organisme__telephone="0240000000",
            organisme__responsable_nom="Inès Baron",
        )
        SiteOrganisme.objects.create(
            organisme=acte.organisme, nom="Atelier nord", adresse="1 quai", code_postal="44600", ville="Saint-Nazaire"
        )
        ContactOrganisme.objects.create(organisme=acte.organisme, nom="Yann Kermarrec")
    certification = creer_referentiel().certification
    fixer_perimetre(
        habilitation=acte,
        du=le,
        au=None,
        certifications=[certification],
        blocs=[],
        moyens="",
        par=responsable,
        a=midi(le),
    )
    suspendre(HabilitationFactory(organisme__nom="Suspendu"), responsable, du=le)
    HabilitationFactory(organisme__nom="Retirée", retiree_le=le, motif_retrait="x")
    HabilitationFactory(organisme__nom="Finie", date_fin=le - timedelta(days=1))
    page = reverse("organismes_habilites")
    with django_assert_max_num_queries(5):
        reponse = client.get(page)
    texte = reponse.content.decode()
    assert len(reponse.context["lignes"]) == nombre
    assert ("Atelier nord" in texte, certification.intitule in texte) == (True, True)
    for absent in (
        "Suspendu<",
        "Retirée<",
        "Finie<",
        "secret@of.example",
        "0240000000",
        "Inès Baron",
        "Yann Kermarrec",
    ):
        assert absent not in texte
    assert len(client.get(page, {"q": "LODZ a"}).context["lignes"]) == 1
    assert client.get(page, {"q": "zzz"}).context["lignes"] == []
    assert page in client.get(reverse("account_login")).content.decode()


def test_un_perimetre_fini_quitte_la_page_publique(client, responsable, acte):
    le = horloge.aujourdhui()
    fixer_perimetre(
        habilitation=acte,
        du=date(2026, 1, 1),
        au=le - timedelta(days=1),
        blocs=[],
        moyens="",
        par=responsable,
        certifications=[creer_referentiel().certification],
        a=midi(le),
    )
    assert client.get(reverse("organismes_habilites")).context["lignes"] == []


@pytest.mark.parametrize(
    ("effet", "retiree", "nature"),
    [
        (date(2029, 1, 1), False, NatureChangement.RENOUVELEE),
        (date(2029, 1, 2), False, NatureChangement.ACCORDEE),
        (date(2029, 1, 1), True, NatureChangement.ACCORDEE),
    ],
)
def test_un_acte_accorde_apres_une_interruption_n_est_pas_un_renouvellement(acte, responsable, effet, retiree, nature):
    if retiree:
        retirer_habilitation(habilitation=acte, le=date(2028, 6, 1), motif="x", par=responsable, a=midi(LE))
    nouvelle = saisir_habilitation(organisme=acte.organisme, date_effet=effet, par=responsable, a=midi(LE))
    assert nouvelle.changements.get().nature == nature


FIN = date(2028, 12, 31)


def test_une_habilitation_finie_sans_suite_est_un_changement_a_transmettre(acte):
    """Noted once, the morning after its last day, with two months to tell France compétences; the OF is told."""
    creer_membre(acte.organisme, email="gestion@of.example")
    assert (noter_fins(le=FIN, a=midi(FIN)), Changement.objects.count()) == (0, 0)
    lendemain = FIN + timedelta(days=1)
    assert [noter_fins(le=lendemain, a=midi(lendemain)) for _ in range(2)] == [1, 0]
    changement = acte.changements.get()
    assert (changement.nature, changement.le, changement.limite) == (
        NatureChangement.FINIE,
        lendemain,
        date(2029, 3, 1),
    )
    assert Courriel.objects.get().objet == "Votre habilitation a pris fin"
    assert [e.libelle for e in echeances.echeances(lendemain)] == ["France compétences à informer"]


@pytest.mark.parametrize("cas", ["suivie", "retirée", "d’un autre centre", "saisie après sa fin"])
def test_ce_qui_n_est_pas_une_fin_ne_se_note_pas(acte, responsable, cas):
    lendemain = FIN + timedelta(days=1)
    if cas == "suivie":
        saisir_habilitation(organisme=acte.organisme, date_effet=lendemain, par=responsable, a=midi(LE))
    elif cas == "retirée":
        retirer_habilitation(habilitation=acte, le=FIN, motif="x", par=responsable, a=midi(LE))
    elif cas == "d’un autre centre":
        preuve = HabilitationFactory._meta.model.objects.filter(pk=acte.pk)
        scan = enregistrer_fichier(nom="a.pdf", octets=pdf(), type_mime="application/pdf", par=None, a=midi(LE))
        preuve.update(autre_centre="UIMM de l’Anjou", acte=scan)
    else:
        HabilitationFactory._meta.model.objects.filter(pk=acte.pk).update(saisie_le=midi(lendemain))
    avant = Changement.objects.count()
    assert noter_fins(le=lendemain, a=midi(lendemain)) == 0
    assert Changement.objects.count() == avant


def test_le_matin_note_les_fins(acte, horloge_au):
    horloge_au(FIN + timedelta(days=1))  # New Year's Day: nothing is written to anybody
    relancer_du_jour()
    assert acte.changements.filter(nature=NatureChangement.FINIE).count() == 0
    horloge_au(FIN + timedelta(days=2))
    relancer_du_jour()
    assert acte.changements.get().nature == NatureChangement.FINIE
