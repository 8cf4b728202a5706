"""Why something is not in a list: every list answers, by what its own page reads, to whoever may open it."""

from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote, urlencode

import pytest

from candidats.choix import EtatInscription, Voie
from candidats.models import Inscription
from candidats.services.gac import exporter_gac
from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.absences import ENSEMBLE, Lecteur, repondre
from certif_portal.portail.listes import LISTES, PAR_CE_QU_ILS_PORTENT, liste_de
from certif_portal.portail.queries.attente import files_de
from certif_portal.portail.services.suspension import suspendre_relances
from evaluations.models import Commission
from jurys.services import suivi
from tests.architecture.droits import lire_table, noms_des_adresses
from tests.architecture.monde import creer_monde
from tests.candidats.factories import CandidatFactory, InscriptionFactory
from tests.evaluations.factories import CommissionFactory, valider_livret
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
AILLEURS = {"jury_candidats": "jury_pourquoi", "inscription_certification": "fermées, sur la page même"}
TOUT = "elle montre tout ce qui existe, sans filtre"
CHIFFRES = "elle montre des chiffres, ni personne ni dossier"
SANS_ABSENCE = {
    "agenda": "un calendrier : ses jours se choisissent",
    "amenagement_liste": "ceux d’un seul dossier",
    "archive_liste": TOUT,
    "candidature_liste": "des profils que personne ne connaît avant de les lire ; « Toutes » les montre",
    "chiffre_liste": CHIFFRES,
    "correspondance_liste": TOUT,
    "delegation_organisation_liste": "celles d’un seul organisme",
    "demandegtp_liste": TOUT,
    "doublon_liste": "des paires que le portail trouve seul",
    "equipe_liste": TOUT,
    "facteur_liste": TOUT,
    "forfait_liste": "des sommes ; chaque ligne dit son calcul",
    "indicateur_liste": CHIFFRES,
    "insertion_liste": CHIFFRES,
    "invitation_liste": TOUT,
    "journal_liste": "ce qui s’est fait, non ce qui existe",
    "notification_liste": "ce qui a été écrit à soi-même",
    "numerisation_liste": TOUT,
    "organisation_liste": TOUT,
    "piece_recue_liste": "des images que personne n’a encore attribuées",
    "proposition_liste": TOUT,
    "purge_liste": TOUT,
    "quarantaine_liste": TOUT,
    "rapportannuel_liste": TOUT,
    "regle_liste": TOUT,
    "reunioninformation_liste": TOUT,
    "session_liste": "celles de son propre compte",
    "severite_liste": CHIFFRES,
    "vague_liste": TOUT,
}
RANGEES = {
    "audit_liste": lambda c: {audit.organisme_id for audit in c["page"]},
    "dossierhabilitation_liste": lambda c: {dossier.organisme_id for dossier in c["page"]},
    "certificat_liste": lambda c: {certificat.presentation.inscription_id for certificat in c["page"]},
    "detenteur_liste": lambda c: set(
        Inscription.objects.filter(candidat__in=[d.candidat.pk for d in c["page"]]).values_list("pk", flat=True)
    ),
    "echeance_liste": lambda c: {e.dossier_id for e in c["page"] if e.dossier_type == "candidats.inscription"},
    "relance_liste": lambda c: {e.dossier_id for e in c["a_envoyer"] if e.dossier_type == "candidats.inscription"},
    "grille_liste": lambda c: {grille.inscription_id for grille in c["page"]},
    "livret_liste": lambda c: {a.inscription.pk for session in c["sessions"] for a in session.attendus},
    "passage_ajouter": lambda c: {inscription.pk for inscription, _ in c["lignes"]},
    "pret_liste": lambda c: {candidature.inscription.pk for candidature in c["page"]},
}
"""The keys that a page shows, where its rows are not what one looks for."""
ESSAIS = {"q": "dupont", "lieu": "nantes", "jury": "1", "prets": "1", "annee": "2026", "jour": "2026-11-20"}
"""A value of each free filter; of the others, each that the page offers is tried where it is few."""
CHOIX = {
    "etat": (
        "deposee",
        "acceptee",
        "clos",
        "preparation",
        "habilite",
        "non",
        "toutes",
        "tous",
        "envoye",
        "instruction",
    ),
    "periode": ("toutes", "passees", "a_clore"),
    "quand": ("retard", "venir"),
    "voie": ("formation", "vae"),
}


@pytest.fixture(autouse=True)
def ce_jour(horloge_au):
    horloge_au(LE)


def lecteur_de(personne: Utilisateur, pour: int = 0) -> Lecteur:
    return Lecteur(personne, LE, parametres(), pour)


def raisons_de(code: str, personne: Utilisateur, mots: str, pour: int = 0, **adresse: str) -> list[list[str]]:
    lecteur = lecteur_de(personne, pour)
    liste = liste_de(code, personne, lecteur.centre, LE)
    return [reponse.raisons for reponse in repondre(liste, adresse, mots, lecteur)]


def inscrire(nom: str, **champs) -> Inscription:
    return InscriptionFactory(candidat=CandidatFactory(nom_naissance=nom, cle_recherche=nom.lower()), **champs)


def personne_de(client) -> Utilisateur:
    personne = Utilisateur.objects.get(pk=client.session["_auth_user_id"])
    personne.charger_roles(LE)
    return personne


# --- every list


def test_chaque_liste_repond_ou_dit_pourquoi_elle_ne_repond_pas():
    noms = set(noms_des_adresses())
    listes = {nom for nom in noms if nom.endswith("_liste")} | set(AILLEURS) | {"passage_ajouter", "agenda"}
    assert listes - set(LISTES) - set(SANS_ABSENCE) - set(AILLEURS) == set()
    assert (set(LISTES) | set(SANS_ABSENCE)) - listes == set()
    assert set(LISTES) & (set(SANS_ABSENCE) | set(AILLEURS)) == set()


def test_qui_peut_ouvrir_une_liste_peut_demander_et_nul_autre():
    table = lire_table()
    qui = {"of": "organisme", "jure": "jure", "admin": "admin", "evaluateur": "evaluateur"}
    for nom, liste in LISTES.items():
        roles = {role for role in table[nom]["attendus"] if table[nom]["attendus"][role] in (200, 302)}
        ouvre = {qui.get(role, role) for role in roles & {*qui, "agent", "responsable", "auditeur"}}
        assert ouvre == {str(role) for role in liste.roles}, nom


def test_la_reponse_lit_ce_que_la_page_montre():
    """Whatever the filter, the keys shown by the page and those that the answer says shown are the same."""
    monde = creer_monde()
    agent = personne_de(monde.clients["agent"])
    commission, comparees = Commission.objects.get(pk=monde.objets["commission"]), 0
    valeurs = ESSAIS | {"lot": str(monde.objets["lot_gac"])}
    for nom, liste in LISTES.items():
        if nom == "identite_liste":  # leads to the first of them
            continue
        pour = commission.pk if nom == "passage_ajouter" else 0
        route = noms_des_adresses()[nom].replace("<int:pk>", str(pour))
        essais = [{}]
        for filtre in liste.filtres:
            essais += [{filtre.nom: v} for v in CHOIX.get(filtre.nom, (valeurs.get(filtre.nom, "1"),))]
        lecteur = lecteur_de(agent, pour)
        modele = liste.sorte.chercher("x", lecteur).model
        cles = list(modele.objects.values_list("pk", flat=True))
        for adresse in essais:
            page = monde.clients["agent"].get(f"/{route}?{urlencode(adresse)}")
            assert page.status_code == 200, (nom, adresse)
            montrees = RANGEES.get(nom, lambda c: {objet.pk for objet in c["page"]})(page.context)
            assert liste.montrer(adresse, lecteur, cles) == montrees, (nom, adresse)
            assert f'action="/pourquoi/{nom}/"' in page.content.decode(), nom
            comparees += len(montrees)
    assert comparees > 60


def test_chaque_file_de_travail_repond_de_meme():
    monde = creer_monde()
    for role in ("agent", "of", "evaluateur", "jure"):
        client = monde.clients[role]
        personne = personne_de(client)
        files = files_de(personne, parametres())
        assert files
        for file in files:
            modele = file.lignes(personne, LE).model
            demande = client.get(f"/pourquoi/{file.code}/?q=nantes")
            if modele not in PAR_CE_QU_ILS_PORTENT:  # scans, what an OF proposes: nobody's yet
                assert modele.__name__ in ("PageNumerisee", "FeuilleRecue", "PropositionCommission")
                assert demande.status_code == 404
                continue
            assert demande.status_code == 200, file.code
            liste = liste_de(file.code, personne, parametres(), LE)
            _, chemin = PAR_CE_QU_ILS_PORTENT[modele]
            attendues = set(file.lignes(personne, LE).values_list(chemin, flat=True))
            assert liste.montrer({}, lecteur_de(personne), attendues) == attendues
            assert f'action="/pourquoi/{file.code}/"' in client.get(f"/a-faire/{file.code}/").content.decode()


# --- what it says


def test_chaque_filtre_qui_ecarte_est_nomme_avec_ce_que_le_dossier_est(agent, organisme):
    inscrire("Abel", organisme=organisme, deposee=True)
    [dit] = raisons_de("inscription_liste", agent, "abel", etat="acceptee", voie="vae", q="abel")
    assert dit == [
        "Le filtre « État : Acceptée » l’écarte ; ce dossier : à vérifier.",
        f"Le filtre « Voie : {Voie.VAE.label} » l’écarte ; ce dossier : parcours de formation.",
    ]
    assert raisons_de("inscription_liste", agent, "abel", etat="deposee") == [[]]
    assert raisons_de("inscription_liste", agent, "abel", q="zoé") == [["Le filtre « Recherche : zoé » l’écarte."]]


def test_hors_de_la_liste_sans_filtre_elle_dit_ce_qu_elle_tient_et_ce_qu_on_attend(agent, organisme):
    inscrire("Abel", organisme=organisme, deposee=True)
    suivi.refaire_tout()
    [[dit]] = raisons_de("pret_liste", agent, "abel", prets="1")
    assert dit.startswith("Ce dossier n’en est pas : à vérifier ; on attend : Vérifier")
    [[dit]] = raisons_de("livrets", agent, "abel")
    assert "Vérifier l’identité" in dit


def test_le_defaut_d_une_liste_est_un_filtre_comme_un_autre(agent):
    CommissionFactory(date=LE - timedelta(days=3), lieu="Nantes")
    [[dit]] = raisons_de("commission_liste", agent, "nantes")
    assert dit.startswith("Le filtre « Période : À venir » l’écarte")
    assert raisons_de("commission_liste", agent, "nantes", periode="passees") == [[]]
    JuryFactory(numero="2026-1", lieu="Rennes")
    [[dit]] = raisons_de("jury_liste", agent, "2026-1", etat="clos")
    assert dit == "Le filtre « État : Clos » l’écarte ; ce jury : en préparation."


def test_une_seance_dit_laquelle_de_ses_conditions_manque(agent, organisme):
    seance = CommissionFactory(date=LE + timedelta(days=20))
    pret, sans_livret = inscrire("Pret", organisme=organisme), inscrire("Sans", organisme=organisme)
    valider_livret(pret)
    vae = inscrire("Vaele", organisme=None, voie=Voie.VAE)
    assert raisons_de("passage_ajouter", agent, "pret", seance.pk) == [[]]
    livret = parametres().livret_nom
    assert raisons_de("passage_ajouter", agent, "sans", seance.pk) == [[f"Son {livret} n’est pas validé."]]
    [dit] = raisons_de("passage_ajouter", agent, "vaele", seance.pk)
    assert dit[0] == "Une VAE passe devant une commission de validation."
    assert (sans_livret.etat, vae.voie) == (EtatInscription.ACCEPTEE, Voie.VAE)
    assert raisons_de("passage_ajouter", agent, "pret", 0)[0] != []  # a sitting that nobody may read receives nobody


def test_une_tournee_dit_l_etape_et_la_suspension(agent, organisme):
    dossier = inscrire("Abel", organisme=organisme, entree_formation=LE - timedelta(days=30), etat="acceptee")
    suivi.refaire_tout()
    suspendre_relances(
        inscription=dossier,
        motif="Le candidat est hospitalisé.",
        jusqu_au=LE + timedelta(days=20),
        par=agent,
        a=horloge.maintenant(),
    )
    [dites] = raisons_de("relance_liste", agent, "abel")
    assert dites
    assert all("relances suspendues" in dite for dite in dites)


def test_un_dossier_exporte_n_est_pas_dit_hors_de_l_export(agent, organisme, instant):
    dossier, _ = inscrire("Abel", organisme=organisme), inscrire("Bela", organisme=organisme)
    assert raisons_de("gac_liste", agent, "abel") == [[]]
    lot = exporter_gac(ids=[dossier.pk], deja=False, par=agent, a=instant)
    assert raisons_de("gac_liste", agent, "abel") == [
        ["Ce dossier est déjà exporté : l’onglet « Exportées » le montre."]
    ]
    assert raisons_de("gac_liste", agent, "abel", voir="exportees") == [[]]
    assert raisons_de("gac_liste", agent, "abel", lot=str(lot.pk)) == [[]]
    [[dit]] = raisons_de("gac_liste", agent, "bela", voir="exportees")
    assert dit == "Le filtre « Voir : déjà exportées » l’écarte."


def test_une_adresse_qu_aucune_colonne_ne_tient_n_est_pas_une_panne(agent, organisme, connecte):
    """NUL in the address of the list."""
    inscrire("Abel", organisme=organisme)
    for nom, liste in LISTES.items():
        adresse = quote("&".join(f"{filtre.nom}=a%00b" for filtre in liste.filtres))
        pour = "&pour=1" if liste.d_un_objet else ""
        assert connecte(agent).get(f"/pourquoi/{nom}/?q=abel&liste={adresse}{pour}").status_code == 200, nom


def test_deux_filtres_qui_n_ecartent_qu_ensemble(agent, organisme):
    """Each alone lets it through: a sitting at one place, another at another day."""
    dossier = inscrire("Abel", organisme=organisme)
    liste, lecteur = liste_de("inscription_liste", agent, parametres(), LE), lecteur_de(agent)

    def montrer(adresse, _, cles):
        return set() if {"etat", "voie"} <= set(adresse) else set(cles)

    [reponse] = repondre(replace(liste, montrer=montrer), {"etat": "x", "voie": "y"}, "abel", lecteur)
    assert (reponse.raisons, dossier.pk) == ([ENSEMBLE], dossier.pk)


def test_rien_de_ce_qu_on_ne_peut_lire_n_est_trouve(membre_of, organisme, autre_organisme, connecte):
    inscrire("Abel", organisme=autre_organisme, deposee=True)
    page = connecte(membre_of).get("/pourquoi/inscription_liste/?q=abel&liste=etat%3Dacceptee").content.decode()
    assert "Rien à ce nom" in page
    assert "ABEL" not in page
    assert connecte(membre_of).get("/pourquoi/evaluateur_liste/").status_code == 404
    assert connecte(membre_of).get("/pourquoi/nulle-part/").status_code == 404


def test_la_page_dit_la_raison_et_rend_la_liste_filtree(agent, organisme, connecte):
    inscrire("Abel", organisme=organisme, deposee=True)
    page = connecte(agent).get("/pourquoi/inscription_liste/?q=abel&liste=etat%3Dacceptee&pour=x").content.decode()
    assert "l’écarte" in page
    assert 'href="/inscriptions/?etat=acceptee"' in page
    assert connecte(agent).get("/pourquoi/inscription_liste/?q=%20").status_code == 200


@pytest.mark.parametrize("nombre", [2, 15])
def test_le_cout_ne_depend_pas_de_ce_qui_est_trouve(agent, organisme, nombre, django_assert_num_queries):
    """What is found (1), then the list as filtered, unfiltered, and by its one filter."""
    for _ in range(nombre):
        inscrire("Abel", organisme=organisme, deposee=True)
    suivi.refaire_tout()
    lecteur = lecteur_de(agent)
    liste = liste_de("inscription_liste", agent, lecteur.centre, LE)
    with django_assert_num_queries(4):
        assert len(repondre(liste, {"etat": "acceptee"}, "abel", lecteur)) == nombre
