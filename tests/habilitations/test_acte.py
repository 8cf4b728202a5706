"""The life of an act: suspended, lifted, withdrawn, its scope; the list of accredited OF and who was told of its changes."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from habilitations import echeances, regles
from habilitations.choix import Destinataire, NatureChangement
from habilitations.models import (
    Changement,
    ContactOrganisme,
    Habilitation,
    OrganismeFormation,
    SiteOrganisme,
    Suspension,
)
from habilitations.queries import liste
from habilitations.queries.organisme import acte_ouvert_le, habilitation_le, perimetre_le, reponse_habilitation
from habilitations.services.acte import fixer_perimetre, lever_suspension, suspendre_habilitation
from habilitations.services.liste import transmettre_liste
from habilitations.services.organisme import retirer_habilitation, saisir_habilitation
from tests.habilitations.dossier import Scene, midi, pdf
from tests.habilitations.factories import HabilitationFactory, OrganismeFactory, creer_membre
from tests.navigateur.scene import texte_du_pdf
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db
LE = date(2026, 3, 2)


@pytest.fixture
def acte():
    """From 1 January 2024 to 31 December 2028."""
    return HabilitationFactory(organisme__nom="Pôle formation de l’Estuaire")


def suspendre(acte, par, du=LE, motif="Grilles remises sans émargement."):
    return suspendre_habilitation(habilitation=acte, le=du, motif=motif, par=par, a=midi(du))


def lever(suspension, par, le):
    return lever_suspension(suspension=suspension, le=le, motif="Procédure revue.", par=par, a=midi(le))


def habilite(acte, *jours):
    return [habilitation_le(acte.organisme, le) == acte for le in jours]


# --- suspended, lifted, withdrawn --------------------------------------------------------------


def test_une_suspension_de_trois_semaines_a_ses_deux_bornes(acte, responsable):
    fin = LE + timedelta(days=21)
    suspension = suspendre(acte, responsable)
    assert habilite(acte, LE - timedelta(days=1), LE, fin) == [True, False, False]
    lever(suspension, responsable, fin)
    jours = (LE - timedelta(days=1), LE, fin - timedelta(days=1), fin)
    assert habilite(acte, *jours) == [True, False, False, True]
    assert [OrganismeFormation.objects.habilites_le(le).count() for le in jours] == [1, 0, 0, 1]
    assert acte_ouvert_le(acte.organisme, LE) == acte
    phrases = [entree.acte for entree in journal_de(acte.organisme)]
    assert phrases == ["habilitation-levee", "habilitation-suspendue"]
    assert [courriel.objet for courriel in Courriel.objects.order_by("pk")] == [
        "Votre habilitation est suspendue",
        "Votre habilitation n’est plus suspendue",
    ]
    lettre = " ".join(texte_du_pdf(octets_de(suspension.lettre.fichier)).split())
    assert ("2 mars 2026" in lettre, "Grilles remises sans émargement" in lettre) == (True, True)


@pytest.mark.parametrize(
    ("du", "autres", "refusee"),
    [
        (date(2023, 12, 31), [], True),
        (date(2024, 1, 1), [], False),
        (date(2028, 12, 31), [], False),
        (date(2029, 1, 1), [], True),
        (LE, [(LE, None)], True),
        (LE, [(date(2025, 1, 1), LE)], True),
        (LE, [(date(2025, 1, 1), date(2026, 3, 1))], False),
        (LE, [(date(2026, 5, 1), date(2026, 5, 9))], True),
    ],
)
def test_une_suspension_reste_dans_l_acte_et_n_en_chevauche_pas_une_autre(du, autres, refusee):
    """HABILITATION-SUSPENSION"""
    acte = (date(2024, 1, 1), date(2028, 12, 31))
    assert bool(regles.suspension_impossible(du, acte, autres)) == refusee


def test_le_service_applique_la_regle_et_la_base_n_en_garde_qu_une_ouverte(acte, responsable):
    suspension = suspendre(acte, responsable)
    for du, motif in ((LE, "Encore."), (date(2030, 1, 1), "Après le terme."), (LE, " ")):
        with pytest.raises(RegleNonRespectee) as erreur:
            suspendre(acte, responsable, du, motif)
        assert erreur.value.regle == regles.SUSPENSION
    with pytest.raises(RegleNonRespectee):
        lever(suspension, responsable, LE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(habilitation=acte, du=LE, motif="x", decidee_par=responsable, decidee_le=midi(LE))
    lever(suspension, responsable, date(2026, 3, 23))
    with pytest.raises(ErreurMetier):
        lever(suspension, responsable, date(2026, 3, 24))


def test_une_suspension_changee_en_retrait_s_arrete_avec_l_acte(acte, responsable):
    suspension = suspendre(acte, responsable)
    retrait = date(2026, 4, 1)
    retirer_habilitation(habilitation=acte, le=retrait, motif="Rien n’a été corrigé.", par=responsable, a=midi(retrait))
    suspension.refresh_from_db()
    assert (suspension.au, suspension.levee_par) == (date(2026, 3, 31), None)
    assert Courriel.objects.latest("pk").objet == "Retrait de votre habilitation"
    assert habilite(acte, LE - timedelta(days=1), LE, retrait) == [True, False, False]
    assert not Habilitation.objects.ouvertes(retrait).exists()


def test_un_organisme_suspendu_s_audite_et_son_renouvellement_part_de_la_fin_de_l_acte(responsable):
    scene = Scene()
    acte = HabilitationFactory(organisme=scene.organisme)
    suspendre(acte, responsable)
    assert scene.declenche(LE).habilitation == acte
    audit = scene.notifie(LE)
    assert scene.decide(audit, LE).dossier.habilitation.date_effet == date(2029, 1, 1)


# --- « habilité ce jour-là ? » -----------------------------------------------------------------


def test_la_reponse_dit_pourquoi_pour_tout_jour_passe(acte, responsable):
    suspension = suspendre(acte, responsable)
    lever(suspension, responsable, date(2026, 3, 23))
    retirer_habilitation(
        habilitation=acte, le=date(2027, 1, 4), motif="Avis absents.", par=responsable, a=midi(date(2027, 1, 4))
    )
    attendues = {
        date(2023, 12, 31): (False, "Aucune habilitation n’avait pris effet."),
        date(2026, 3, 1): (True, "Habilitation du 1er janvier 2024 au 31 décembre 2028."),
        LE: (False, "Habilitation suspendue du 2 mars 2026 au 22 mars 2026."),
        date(2026, 3, 23): (True, "Habilitation du 1er janvier 2024 au 31 décembre 2028."),
        date(2027, 1, 4): (False, "Habilitation retirée à compter du 4 janvier 2027."),
    }
    reponses = {le: reponse_habilitation(acte.organisme, le) for le in attendues}
    lues = {le: (r.habilite, r.raison.replace("\u00a0", " ").replace("1ᵉʳ", "1er")) for le, r in reponses.items()}
    assert lues == attendues
    assert (reponses[LE].suspension, reponses[LE].acte) == (suspension, acte)
    echu = HabilitationFactory(date_effet=date(2019, 1, 1), date_fin=date(2023, 12, 31))
    assert "a pris fin le 31" in reponse_habilitation(echu.organisme, LE).raison


def test_la_page_repond_a_la_date_demandee(connecte, agent, acte, responsable, django_assert_max_num_queries):
    suspendre(acte, responsable)
    page = reverse("organisme_habilite", args=[acte.organisme_id])
    for personne in (agent, creer_membre(acte.organisme)):
        client = connecte(personne)
        client.get(page)
        with django_assert_max_num_queries(4 + 6):
            reponse = client.get(page, {"le": LE.isoformat()})
        assert reponse.context["reponse"].suspension is not None
        assert "Grilles remises sans émargement" in reponse.content.decode()
        assert client.get(page, {"le": "hier"}).context["reponse"] is None
    assert connecte(creer_membre(OrganismeFactory())).get(page).status_code == 404


# --- scope -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certification", "blocs", "certifications", "blocs_permis", "hors"),
    [
        (1, [], set(), set(), False),
        (1, [], {1}, set(), False),
        (1, [], {2}, set(), True),
        (1, [], set(), {10, 11}, True),
        (1, [10], set(), {10, 11}, False),
        (1, [10, 12], set(), {10, 11}, True),
        (1, [12], {1}, {10}, False),
        (1, [None], set(), {10}, True),
    ],
)
def test_un_acte_sans_liste_couvre_tout_une_liste_ne_couvre_qu_elle(
    certification, blocs, certifications, blocs_permis, hors
):
    """HABILITATION-PERIMETRE"""
    assert regles.hors_perimetre(certification, blocs, certifications, blocs_permis) == hors


def test_le_perimetre_est_date_et_s_imprime(acte, responsable):
    certification = creer_referentiel().certification
    options = {"habilitation": acte, "blocs": [], "moyens": "Deux tours.", "par": responsable, "a": midi(LE)}
    fixer_perimetre(du=LE, au=None, certifications=[certification], **options)
    fixer_perimetre(du=date(2027, 1, 1), au=None, certifications=[], **options)
    lus = [perimetre_le(acte, le) for le in (date(2026, 3, 1), LE, date(2027, 1, 1))]
    assert [perimetre and perimetre.lignes for perimetre in lus] == [None, [str(certification)], []]
    for du, au, certifications in (
        (date(2029, 1, 1), None, [certification]),
        (LE, date(2029, 1, 1), [certification]),
        (LE, LE, []),
    ):
        with pytest.raises(RegleNonRespectee) as erreur:
            fixer_perimetre(du=du, au=au, certifications=certifications, **options)
        assert erreur.value.regle == regles.PERIMETRE


def test_l_attestation_du_jour_porte_le_perimetre_et_se_refuse_a_un_suspendu(connecte, responsable, acte):
    le = horloge.aujourdhui()
    certification = creer_referentiel().certification
    client = connecte(responsable)
    page = reverse("perimetre_fixer", args=[acte.pk])
    saisie = {"du": le.isoformat(), "au": "", "blocs": "BDC9999", "moyens": "Deux tours.", "certifications": []}
    assert "Bloc inconnu : BDC9999." in client.post(page, saisie).content.decode().replace("\u00a0", " ")
    saisie |= {"blocs": "", "certifications": [certification.pk]}
    assert client.post(page, saisie).status_code == 302
    attestation = client.get(reverse("habilitation_attestation", args=[acte.pk]))
    texte = " ".join(texte_du_pdf(attestation.content).split())
    assert (certification.intitule in texte, "Deux tours." in texte) == (True, True)
    suspendre(acte, responsable, du=le)
    assert client.get(reverse("habilitation_attestation", args=[acte.pk])).status_code == 404


def test_le_centre_n_atteste_pas_ce_qu_un_autre_a_donne(connecte, responsable):
    """HABILITATION-AILLEURS: the proof on file is that centre's own act."""
    acte = saisir_habilitation(
        organisme=OrganismeFactory(), date_effet=horloge.aujourdhui(), acte=("acte.pdf", pdf(), "application/pdf"),
        autre_centre="UIMM de l’Anjou", par=responsable, a=horloge.maintenant(),
    )  # fmt: skip
    client, adresse = connecte(responsable), reverse("habilitation_attestation", args=[acte.pk])
    assert client.get(adresse).status_code == 404
    page = client.get(acte.get_absolute_url()).content.decode()
    assert (adresse in page, "UIMM de l’Anjou" in page) == (False, True)


# --- the list, its changes, those who are told -------------------------------------------------


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
        organisme=OrganismeFactory(), date_effet=LE, acte=acte, autre_centre="UIMM de l’Anjou", par=responsable, a=midi(LE)
    )  # fmt: skip
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
            organisme__nom=f"Pôle Łódź {'abcdef'[rang]}", organisme__courriel="secret@of.example", organisme__telephone="0240000000",
            organisme__responsable_nom="Inès Baron",
        )  # fmt: skip
        SiteOrganisme.objects.create(
            organisme=acte.organisme, nom="Atelier nord", adresse="1 quai", code_postal="44600", ville="Saint-Nazaire"
        )
        ContactOrganisme.objects.create(organisme=acte.organisme, nom="Yann Kermarrec")
    certification = creer_referentiel().certification
    fixer_perimetre(
        habilitation=acte, du=le, au=None, certifications=[certification], blocs=[], moyens="", par=responsable, a=midi(le)
    )  # fmt: skip
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
        habilitation=acte, du=date(2026, 1, 1), au=le - timedelta(days=1), blocs=[], moyens="", par=responsable,
        certifications=[creer_referentiel().certification], a=midi(le),
    )  # fmt: skip
    assert client.get(reverse("organismes_habilites")).context["lignes"] == []
