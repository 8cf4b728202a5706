"""Lists sort by the columns they show: each header of a paged list sorts, or is named here with why it does not.

In the suite the sorts of the lists named below are followed; PARCOURS_ENTIERS=1 (`dev.py epreuves parcours`): of every
page.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps

from tests.architecture.droits import lire_table, noms_des_adresses
from tests.architecture.test_style import RACINE, gabarits
from tests.environnement import PARCOURS_ENTIERS

GABARITS = RACINE / "templates"
ENTETE = re.compile(r"<th scope=\"col\"[^>]*>([^<{]+|\{% if deja.*?)</th>")
LIEN = re.compile(r'<th scope="col"(?: aria-sort="(\w+)")?[^>]*>\s*<a href="(\?[^"]+)">')
SANS_TRI = {
    # read by slices of two lists in one order of date: another order would read them whole; the day left is that date
    "portail/echeance_liste.html": {"Quoi", "Pour", "Reste", "D’où vient cette date"},
    # what is missing is several words, and what a file lacks on the day of its own jury
    "portail/pret_liste.html": {"Ce qui manque, et qui agit", "État", "Pièce"},
    # as many kinds of lines as queues; since when is the date beside; whose they are is asked above the list
    "portail/file_attente.html": {"Quoi", "Qui s’en occupe", "Attend"},
    # the journal of what left, and what leaves tomorrow, in order of date
    "portail/relance_liste.html": {"Date limite", "Quoi", "À", "Pourquoi", "Étape", "Le", "Objet", "Courriel"},
    # every act and reading there ever was, in the order in which they are sealed
    "portail/journal_liste.html": {"Le", "Qui", "Dossier", "Ce qui s’est passé"},
    # the first of those that the workbook for the GTP names all, by jury
    "jurys/capacite.html": {"Certificat", "Titulaire", "Certification", "Jury"},
    # what a file lacks is several words; a date when it was accepted, a number once sent
    "jurys/jury_candidats.html": {"Dossier"},
    "candidats/gac_liste.html": {"{% if deja %}Numéro national{% else %}Acceptée{% endif %}"},
    # months in their order; the day left is the last day beside
    "habilitations/vague_liste.html": {"Mois", "Renouvellements", "Dossiers ouverts", "Audits à ouvrir", "Reste"},
    # read by anybody, without an account: searched by name, in order of name
    "habilitations/organismes_habilites.html": {"Organisme", "Sites", "Certifications", "Habilité"},
    # what is being written now, what is to look at first; a day's grids
    "evaluations/grille_liste.html": {"Candidat", "Séance", "Jugées", "Signatures", "À voir", "Dernière saisie"},
    # years and quarters in their order, blocs and competences in that of the référentiel; the groups below sort
    "portail/chiffre_liste.html": {
        *("Année", "Trimestre", "Inscriptions", "Certifications", "Blocs seuls"),
        *("Bloc ou compétence", "Acquis", "Étapes", "Jours pour la moitié"),
    },
    # sums of the lines of each purge; the portal, who approved or who asked
    "portail/purge_liste.html": {"Effacées", "Qui en répond"},
    # the outbox of the demonstration, the latest first
    "commun/demo/courriels.html": {"Reçu", "Destinataire", "Objet", "État"},
}


def test_chaque_colonne_d_une_liste_trie():
    figees = {}
    for chemin in gabarits("html"):
        texte = chemin.read_text(encoding="utf-8")
        libelles = {libelle.strip() for libelle in ENTETE.findall(texte)}
        if "composants/pagination.html" in texte and libelles and chemin.stem != "composants":
            figees[str(chemin.relative_to(GABARITS))] = libelles
    assert figees == SANS_TRI


def test_un_ordre_ne_laisse_aucune_place_au_hasard():
    """Two rows of one name or one day come in the same order each time, on each page: or one is shown twice, another
    never."""
    incertains = {
        modele.__name__: ordre
        for modele in apps.get_models()
        if modele.__module__.partition(".")[0] in MAISON and (ordre := modele._meta.ordering)
        if not _departage(modele, [str(champ).lstrip("-") for champ in ordre])
    }
    assert incertains == {}


MAISON = {"certif_portal", "referentiels", "candidats", "evaluations", "jurys", "habilitations"}


def _departage(modele, ordre: list[str]) -> bool:
    """By a field that is unique, or by all those of a constraint."""
    contraintes = [set(c.fields) for c in modele._meta.constraints if getattr(c, "fields", ()) and c.condition is None]
    uniques = [{champ.name} for champ in modele._meta.fields if champ.unique]
    return "pk" in ordre or any(champs <= set(ordre) for champs in contraintes + uniques)


@pytest.mark.django_db
@pytest.mark.timeout(300)
def test_chaque_tri_offert_est_compris_dans_les_deux_sens(monde):
    """A click sorts one way, another the other way; filters stay, the page starts again."""
    routes, table = noms_des_adresses(), lire_table()
    client, suivis = monde.clients["responsable"], {}
    for nom, ligne in table.items():
        if ligne["methode"] != "GET" or ligne["attendus"]["responsable"] != 200 or nom not in routes:
            continue
        if nom not in LISTES and not PARCOURS_ENTIERS:
            continue
        adresse = monde.adresse(nom, routes[nom], ligne["objet"], "responsable")
        reponse = client.get(adresse)
        if "text/html" not in reponse.get("Content-Type", "") or 'href="?tri=' not in reponse.content.decode():
            continue
        suivis[nom] = [_dans_les_deux_sens(client, adresse, lien) for _, lien in LIEN.findall(reponse.content.decode())]
    assert {nom for nom, sens in suivis.items() if any(lus != ["ascending", "descending"] for lus in sens)} == set()
    assert set(suivis) >= LISTES


LISTES = {
    "inscription_liste",
    "organismeformation_liste",
    "referentiel_liste",
    "jury_liste",
    "certificat_liste",
    "commission_liste",
    "evaluateur_liste",
    "dossierhabilitation_liste",
    "audit_liste",
    "invitation_liste",
    "projet_liste",
    "demandegtp_liste",
    "echeance_liste",
    "pret_liste",
    "certification_usage",
    "indicateur_liste",
    "reunioninformation_liste",
}


def _dans_les_deux_sens(client, adresse: str, lien: str) -> list[str]:
    """What the header that was followed says, twice."""
    lus = []
    for _ in range(2):
        page = client.get(f"{adresse}{lien.replace('&amp;', '&')}&q=&page=1").content.decode()
        demande = parse_qs(urlsplit(lien).query)["tri"][0].removeprefix("-")
        [(sens, lien)] = [(sens, vers) for sens, vers in LIEN.findall(page) if sens and f"tri=-{demande}" in vers] or [
            (sens, vers) for sens, vers in LIEN.findall(page) if sens
        ]
        lus.append(sens)
    return lus
