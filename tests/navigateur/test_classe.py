"""A class of forty as an organisation keeps it, from its upload to forty livrets, in a real browser where clicks, keys
and waits are counted; `dev.py epreuves classe` prints them."""

import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import expect

from candidats.choix import EtatInscription, EtatLivret, TypePieceIdentite
from candidats.models import Inscription, Livret, MotRetenu
from candidats.services.identite import verifier_identite
from certif_portal.commun import horloge
from tests.candidats.imports.cog import charger
from tests.candidats.papiers import carte, en_jpeg
from tests.environnement import CAS, CLASSE_ENTIERE
from tests.gestes import Personne, ouvrir
from tests.habilitations.factories import creer_membre, creer_organisme_habilite
from tests.referentiels.factories import creer_referentiel

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.cas,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
CLICS_MAXIMUM, MINUTES_MAXIMUM = 60, 10
DEUX_CLICS_PAR_CANDIDAT = 80
LE, EVALUATION = date(2026, 11, 29), date(2027, 6, 15)
CE_QUE_LE_CLASSEUR_N_A_PAS = {
    "c-27-entreprise_siret": "73282932000074",
    "c-38-date_naissance": "28/02/1999",
    "c-39-date_naissance": "00/00/1990",
    "c-41-courriel": "julia.muller@mail.fr",
    "c-43-nom_naissance": "André",
}
"""What was lost, or was never right, in the file: one cell each."""
PAR_ENTREPRISE = {"entreprise_code_nace": "25.62", "service": "Atelier", "superieur_nom": "Yann Kermarrec"}


@pytest.fixture
def membre(transactional_db, horloge_au):
    horloge_au(LE)
    creer_referentiel(champs_certification={"numero": "9001", "annee": 2024, "prefixe": "CQPM"})
    charger()
    return creer_membre(creer_organisme_habilite(), prenom="Sandrine", nom="Pennec")


def envoyer_le_classeur(personne: Personne) -> None:
    personne.lien("Importer")
    personne.donner(personne.page.locator("input[type=file]"), CAS / "classeurs" / "liste_de_classe.xlsx")
    personne.bouton("Lire le classeur")
    personne.arriver("Ranger les colonnes")


def dire_ce_qui_est_commun(personne: Personne) -> None:
    """The columns are recognised or proposed: what the list does not say is the same for all."""
    page = personne.page
    expect(page.get_by_label("Type de contrat")).to_have_value("financements")
    expect(page.get_by_label("Voie d’accès")).to_have_value("formation")
    personne.taper(page.locator("[name=v-formateurs]"), "Anne Le Dû")
    personne.bouton("Lire le classeur")
    personne.arriver("liste_de_classe.xlsx")


def repondre(personne: Personne) -> None:
    """Six cells, then what each of three companies and three tutors has alone."""
    page = personne.page
    personne.cliquer(page.locator('[name=vide][value="c-12-nom_usage"]'))
    for nom, valeur in CE_QUE_LE_CLASSEUR_N_A_PAS.items():
        personne.taper(page.locator(f'[name="{nom}"]'), valeur)
    for cle, valeur in PAR_ENTREPRISE.items():
        for champ in page.locator(f'[name^="m-"][name$="-{cle}"]').all():
            personne.taper(champ, valeur)
    for liste in page.locator('[name^="m-"][name$="-entreprise_secteur"]').all():
        personne.choisir(liste, "M")
    for rang, champ in enumerate(page.locator('[name^="m-"][name$="-tuteur_courriel"]').all()):
        personne.taper(champ, f"tuteur{rang}@chantiers.fr")
    personne.bouton("Relire avec ces corrections")
    personne.arriver("liste_de_classe.xlsx")


def joindre_les_pieces(personne: Personne, dossier: Path) -> None:
    """One scan a person, named as an office names them; two that the camera named are asked beside their picture."""
    page = personne.page
    candidats = [inscription.candidat for inscription in Inscription.objects.order_by("pk")]
    noms = [f"{c.nom_naissance} {c.prenom}.jpg" for c in candidats[:-2]] + ["IMG_2031.jpg", "IMG_2032.jpg"]
    for rang, (candidat, nom) in enumerate(zip(candidats, noms, strict=True)):
        image = carte(candidat.nom_naissance, candidat.prenom, graine=rang)
        (dossier / nom.replace("/", "-")).write_bytes(en_jpeg(image))
    personne.donner(page.locator("#id_fichier"), sorted(dossier.iterdir()))
    personne.attendre("40 sur 40 reçues", 120)
    personne.attendre("38 sur 40 candidats")
    for nom, candidat in zip(noms[-2:], candidats[-2:], strict=True):
        expect(page.locator("[data-attribution] h2").first).to_contain_text(nom)
        personne.taper(page.get_by_label("Chercher un candidat"), candidat.nom_naissance)
        personne.touche("Enter")
        personne.attendre(f"« {nom} » est la pièce de")
    personne.bouton("Joindre les 40 pièces")
    personne.attendre("40 pièces sont jointes")


def deposer(personne: Personne) -> None:
    personne.bouton("Déposer leurs inscriptions…")
    personne.bouton("Déposer")
    personne.attendre("Fait pour 40 inscriptions")


def verifier_et_accepter(agent: Personne, par) -> None:
    """Paper beside civil status, one click each; then all of them accepted together. In the suite, three and the last
    in the browser, the others by the service that this click calls."""
    agent.lien("Vérifier les identités")
    for reste in range(40, 0 if CLASSE_ENTIERE else 37, -1):
        agent.attendre(f"1 sur {reste}")
        agent.bouton("Conforme à la pièce, suivant")
    if not CLASSE_ENTIERE:
        agent.attendre("1 sur 37")
        montree = resolve(urlsplit(agent.page.url).path).kwargs["pk"]
        for inscription in Inscription.objects.filter(candidat__identite_verifiee_le=None).exclude(pk=montree):
            verifier_identite(
                inscription=inscription, type_document=TypePieceIdentite.CARTE, par=par, a=horloge.maintenant()
            )
        agent.bouton("Conforme à la pièce, suivant")
    agent.attendre("40 inscriptions vérifiées à accepter")
    agent.bouton("Accepter ces inscriptions…")
    agent.bouton("Accepter")
    agent.attendre("Fait pour 40 inscriptions")


def deposer_les_livrets(personne: Personne) -> None:
    page = personne.page
    page.goto(f"{page.url.partition('/inscriptions')[0]}/")
    personne.lien("40 livrets de suivi à déposer")
    personne.lien("Remplir et déposer ensemble")
    personne.bouton("Remplir ensemble…")
    personne.cliquer(page.get_by_role("checkbox", name="Observation en situation de travail").first)
    personne.taper(page.get_by_label("Situation ou projet prévu").first, "Réglage et conduite d’une cellule d’usinage.")
    personne.taper(page.get_by_label("Qualité"), "Tuteur")  # the list did not say it
    for libelle, le in (("Date de l’accord", LE), ("Évaluation prévue le", EVALUATION)):
        page.get_by_label(libelle).fill(le.isoformat())
        personne.clics, personne.touches = personne.clics + 1, personne.touches + 8
    personne.bouton("Enregistrer les 40 brouillons")
    personne.attendre("40 livrets de suivi sont remplis.")
    personne.bouton("Déposer ensemble…")
    personne.bouton("Déposer les livrets de suivi")
    personne.attendre("Fait pour 40 inscriptions")


def etats() -> set[str]:
    lus = Inscription.objects.values_list("etat", flat=True)
    assert len(lus) == 40
    return set(lus)


def test_une_classe_de_quarante_se_depose_en_peu_de_gestes(live_server, new_context, connecte, membre, agent, tmp_path):
    """From the list to forty livrets: what the organisation does, and between, what the centre does."""
    personne = ouvrir(new_context, live_server.url, connecte(membre), reverse("inscription_liste"))
    envoyer_le_classeur(personne)
    dire_ce_qui_est_commun(personne)
    repondre(personne)
    expect(personne.page.locator("#erreurs")).to_have_count(0)
    expect(personne.page.locator("#manques")).to_have_count(0)
    personne.bouton("Enregistrer les 40 bonnes lignes")
    personne.arriver("Pièces d’identité")
    joindre_les_pieces(personne, tmp_path)
    deposer(personne)
    assert etats() == {EtatInscription.DEPOSEE}
    assert MotRetenu.objects.count() == 0  # every word of the trade was understood
    centre = ouvrir(new_context, live_server.url, connecte(agent), reverse("inscription_liste"))
    verifier_et_accepter(centre, agent)
    assert etats() == {EtatInscription.ACCEPTEE}
    deposer_les_livrets(personne)
    assert Livret.objects.filter(etat=EtatLivret.DEPOSE).count() == 40
    for qui, gestes in (("organisme", personne), ("centre", centre)):
        mains = f"{gestes.clics} clics, {gestes.touches} touches"
        sys.stdout.write(f"{qui} : {mains}, {gestes.attentes:.0f} s d’attente, {gestes.minutes:.1f} min\n")
    assert centre.clics <= DEUX_CLICS_PAR_CANDIDAT
    assert personne.clics <= CLICS_MAXIMUM
    assert personne.minutes <= MINUTES_MAXIMUM
