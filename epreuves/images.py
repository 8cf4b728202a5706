"""The pictures of the guide, taken from the demonstration as it is on one fixed day.

    python3 dev.py epreuves images [NOM…]

Each is one screen, opened by one account of the demonstration (the table below), kept in docs/guide/images as WebP.
The guide names them (`![…](images/NOM.webp)`), and a test holds both lists together.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from PIL import Image as Photo
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from certif_portal.portail.demo.personnes import MOT_DE_PASSE
from epreuves.demo import PARIS, RACINE, environnement
from epreuves.pages import attendre
from outils_dev.serveurs import port_au_hasard

JOUR = date(2026, 11, 20)
HEURE = time(9, 30)
DOSSIER = RACINE / "docs" / "guide" / "images"
LARGEUR, HAUTEUR = 1180, 740
QUALITES = (60, 50, 40, 30, 20)
POIDS = 60_000  # bytes, at most, of one picture
DELAI = 30_000  # milliseconds
# The banner of the demonstration is no part of the portal; nothing moves, nothing blinks.
DESSINEE = """async () => { await Promise.all([...document.fonts].map((police) => police.load()));
  await new Promise((fait) => requestAnimationFrame(() => requestAnimationFrame(fait))); }"""
"""With its fonts, which a page asks for once it is laid out: not always before it is said loaded."""
SANS_BANDEAU = ".bandeau-demo { display: none !important } * { animation: none !important; caret-color: transparent }"


@dataclass(frozen=True)
class Ecran:
    """`nom` of the picture; the account of the demonstration, nobody's when empty; the URL name; the model of its
    object and how it is found there, the first one that answers (`lien`: a one-time link, opened by its token);
    `gestes`: what is clicked, or typed when the selector has a value; `vers`: the part of the page to show."""

    nom: str
    qui: str
    url: str
    modele: str = ""
    ou: dict[str, Any] = field(default_factory=dict)
    requete: str = ""
    lien: bool = False
    gestes: tuple[tuple[str, str], ...] = ()
    vers: str = ""


ACCEPTEE = {"etat": "acceptee", "organisme_id": 1}
JURY_A_VENIR, JURY_CLOS = {"etat": "preparation"}, {"etat": "clos"}
GRILLE_DU_JOUR = {"etat": "ouverte", "inscription__candidat__nom_naissance": "ROUSSEAU"}
CLASSEUR: dict[str, Any] = {"modele": "candidats.ImportClasseur"}
RAPPORT_ATTENDU = {"etat": "acceptee", "organisme_id": 1, "livret__etat": "valide"}
SUSPENDUE = {"suspensions__isnull": False}
AVIS_ATTENDU = {"avis__etat": "attendu", "utilise_le": None, "revoque_le": None}
DOCUMENT_REFUSE = (("input[type=file]", "Compte rendu de réunion"), ("main form [type=submit]", ""))
DEUX_LIGNES = (("[name=inscription] >> nth=0", ""), ("[name=inscription] >> nth=1", ""))
MOT_DE_PASSE_REDIT = (("input[type=password]", MOT_DE_PASSE), ("main [type=submit]", ""))
LISTE_DU_JOUR = (("form button >> text=Établir la liste du jour", ""),)
FACTEUR_PERDU = (("[name=courriel]", "president@demo.example"), ("[name=motif]", "Téléphone perdu, de vive voix."))
POURQUOI = (("main details.pourquoi summary", ""),)
ECRANS = (
    Ecran("organisme-projet", "of", "projet_creer", requete="referentiel=1"),
    Ecran("organisme-inscription", "of", "inscription_creer", requete="referentiel=1"),
    Ecran("organisme-pieces", "of", "piece_recue_liste"),
    Ecran("organisme-a-corriger", "of", "inscription_detail", "candidats.Inscription", {"etat": "a_corriger"}),
    Ecran("organisme-livret", "of", "livret_deposer", "candidats.Inscription", {**ACCEPTEE, "livret": None}),
    Ecran("organisme-acces", "of", "organismeformation_detail", "habilitations.OrganismeFormation", {"pk": 1}),
    Ecran("organisme-connexion", "", "account_login"),
    Ecran("organisme-liste", "of", "inscription_liste"),
    Ecran("organisme-rapport", "of", "rapport_deposer", "candidats.Inscription", RAPPORT_ATTENDU),
    Ecran("organisme-abandon", "of", "inscription_abandonner", "candidats.Inscription", ACCEPTEE),
    Ecran("organisme-chiffres", "of", "organisme_indicateurs", "habilitations.OrganismeFormation", {"pk": 1}),
    Ecran("organisme-habilitation", "of", "habilitation_detail", "habilitations.Habilitation", {"organisme_id": 1}),
    Ecran("organisme-propositions", "of", "proposition_liste"),
    Ecran("organisme-forfaits", "of", "forfait_liste"),
    Ecran("organisme-suivre", "of", "accueil"),
    Ecran("classeur-envoyer", "of", "classeur_importer"),
    Ecran("classeur-recapitulatif", "of", "classeur_recapitulatif", "candidats.ImportClasseur"),
    Ecran("classeur-feuilles", "of", "classeur_importer", vers="form"),
    Ecran("classeur-colonnes", "of", "correspondance_liste"),
    Ecran("classeur-mots", "of", "classeur_recapitulatif", **CLASSEUR, vers="#avertissements"),
    Ecran("classeur-siret", "of", "classeur_recapitulatif", **CLASSEUR, vers="text=SIRET"),
    Ecran("classeur-naissance", "of", "inscription_creer", requete="referentiel=1", vers="#id_date_naissance"),
    Ecran("classeur-noms", "of", "inscription_creer", requete="referentiel=1", vers="#id_nom_naissance"),
    Ecran("classeur-lieu", "of", "inscription_creer", requete="referentiel=1", vers="#id_commune_naissance"),
    Ecran("classeur-projet", "of", "projet_liste"),
    Ecran("classeur-enregistrer", "of", "classeur_recapitulatif", **CLASSEUR, vers="text=Enregistrer"),
    Ecran("centre-journee", "agent", "accueil"),
    Ecran("centre-relances", "agent", "relance_liste"),
    Ecran("centre-projet", "agent", "projet_detail", "candidats.Projet", {"etat": "depose"}),
    Ecran("centre-forfaits", "agent", "forfait_liste"),
    Ecran("centre-verifier", "agent", "identite_controler", "candidats.Inscription", {"etat": "deposee"}),
    Ecran("centre-livret", "agent", "inscription_detail", "candidats.Inscription", {"livret__etat": "depose"}),
    Ecran("centre-commission", "agent", "commission_detail", "evaluations.Commission", {"etat": "planifiee"}),
    Ecran("centre-acquis", "agent", "detenteur_liste"),
    Ecran("centre-calendrier", "agent", "calendrier"),
    Ecran("centre-composer", "agent", "jury_composer", "jurys.Jury", JURY_A_VENIR),
    Ecran("centre-prets", "agent", "pret_liste"),
    Ecran("centre-table", "agent", "jury_detail", "jurys.Jury", JURY_A_VENIR),
    Ecran("centre-lettres", "agent", "jury_lettres", "jurys.Jury", JURY_CLOS),
    Ecran("centre-papiers", "agent", "jury_papiers", "jurys.Jury", JURY_CLOS),
    Ecran("centre-national", "agent", "national"),
    Ecran("centre-certificat", "agent", "certificat_detail", "jurys.Certificat"),
    Ecran("centre-reglages", "responsable", "parametres_modifier"),
    Ecran("centre-papier", "agent", "numerisation_liste"),
    Ecran("centre-export-national", "agent", "gac_liste"),
    Ecran("centre-absence", "agent", "incident_noter", "evaluations.Commission", {"etat": "planifiee"}),
    Ecran("centre-vae", "agent", "vae_instruire", "candidats.Inscription", {"voie": "vae", "etat": "acceptee"}),
    Ecran("centre-deliberation", "agent", "jury_deliberation", "jurys.Jury", JURY_CLOS),
    Ecran(
        "centre-delegation",
        "responsable",
        "delegation_organisation_liste",
        "habilitations.OrganismeFormation",
        {"pk": 1},
    ),
    Ecran("centre-journal", "responsable", "journal_liste"),
    Ecran("centre-chiffres", "agent", "chiffre_liste"),
    Ecran("centre-sante", "responsable", "sante_detail"),
    Ecran("centre-conservation", "responsable", "purge_liste", gestes=LISTE_DU_JOUR),
    Ecran("centre-acces", "responsable", "acces_demander", "candidats.Candidat", {"inscriptions__etat": "admise"}),
    Ecran("candidat-fiche", "agent", "candidat_detail", "candidats.Candidat", {"inscriptions__etat": "admise"}),
    Ecran("candidat-doubles", "agent", "doublon_liste"),
    Ecran("candidat-demandes", "agent", "demandeinscription_liste"),
    Ecran("candidat-corriger", "agent", "candidat_corriger", "candidats.Candidat", {"inscriptions__etat": "admise"}),
    Ecran("candidat-amenagements", "agent", "amenagement_liste", "candidats.Inscription", {"etat": "acceptee"}),
    Ecran(
        "candidat-courriels",
        "agent",
        "inscription_detail",
        "candidats.Inscription",
        {"etat": "admise"},
        vers="#courriels",
    ),
    Ecran("habilitation-dossier", "agent", "dossierhabilitation_liste"),
    Ecran("habilitation-indicateurs", "agent", "indicateur_liste"),
    Ecran("habilitation-audit", "agent", "audit_detail", "habilitations.Audit", {"etat": "instruction"}),
    Ecran("habilitation-liste", "responsable", "liste_habilites"),
    Ecran("habilitation-campagne", "agent", "audit_liste"),
    Ecran("habilitation-ailleurs", "responsable", "organismeformation_creer"),
    Ecran("habilitation-suspendre", "responsable", "habilitation_detail", "habilitations.Habilitation", SUSPENDUE),
    Ecran("habilitation-jour", "agent", "organisme_habilite", "habilitations.OrganismeFormation", {"pk": 1}),
    Ecran(
        "habilitation-perimetre", "responsable", "perimetre_fixer", "habilitations.Habilitation", {"organisme_id": 1}
    ),
    Ecran("referentiel-importer", "responsable", "referentiel_importer"),
    Ecran("referentiel-version", "agent", "referentiel_detail", "referentiels.Referentiel", {"etat": "en_vigueur"}),
    Ecran("referentiel-commande", "responsable", "referentiel_liste"),
    Ecran("referentiel-refus", "responsable", "referentiel_importer", gestes=DOCUMENT_REFUSE),
    Ecran("evaluateur-commissions", "evaluatrice", "mes_commissions"),
    Ecran("evaluateur-grille", "evaluatrice", "grille_detail", "evaluations.Grille", GRILLE_DU_JOUR),
    Ecran("evaluateur-depart", "evaluatrice", "tablette_depart"),
    Ecran("evaluateur-signer", "evaluateur", "grille_signer", "evaluations.Grille", {"etat": "en_signature"}),
    Ecran("jury-liste", "jure", "jury_liste"),
    Ecran("jury-decider", "president", "jury_deliberation", "jurys.Jury", JURY_CLOS),
    Ecran("jury-signer", "president", "jury_detail", "jurys.Jury", JURY_CLOS),
    Ecran("tuteur-avis", "", "avis_repondre", "evaluations.LienAvis", AVIS_ATTENDU, lien=True),
    Ecran("tuteur-passer", "", "avis_passer", "evaluations.LienAvis", AVIS_ATTENDU, lien=True),
    Ecran("administration", "admin", "admin:index"),
    Ecran("administration-accueil", "admin", "accueil"),
    Ecran("listes-filtrer", "agent", "inscription_liste"),
    Ecran("listes-suivant", "agent", "inscription_liste", gestes=(("main table tbody a", ""),)),
    Ecran("listes-lot", "agent", "inscription_liste", gestes=DEUX_LIGNES),
    Ecran("listes-imprimer", "agent", "certificat_liste"),
    Ecran("partout-aide", "of", "guide", requete="q=duplicata"),
    Ecran("partout-notifications", "of", "notification_liste"),
    Ecran("partout-courriels", "of", "preferences_modifier"),
    Ecran("partout-compte", "of", "mon_compte"),
    Ecran(
        "partout-pourquoi", "agent", "inscription_detail", "candidats.Inscription", {"etat": "deposee"}, gestes=POURQUOI
    ),
    Ecran("partout-second-facteur", "of", "second_facteur", gestes=MOT_DE_PASSE_REDIT),
    Ecran("partout-facteur-perdu", "responsable", "facteur_demander", gestes=FACTEUR_PERDU),
    Ecran("partout-annuaire", "agent", "mon_compte"),
    Ecran("partout-accessibilite", "agent", "accessibilite"),
    Ecran("partout-sessions", "of", "session_liste"),
)


def adresse(ecran: Ecran) -> str:
    from django.apps import apps
    from django.urls import reverse

    arguments = []
    if ecran.modele:
        trouve = (
            apps.get_model(ecran.modele)
            ._default_manager.filter(**ecran.ou)
            .order_by("-expire_le" if ecran.lien else "pk")
            .first()
        )
        if trouve is None:
            raise LookupError(f"{ecran.nom} : la démonstration n’a pas de {ecran.modele} {ecran.ou}.")
        arguments.append(_jeton(trouve) if ecran.lien else trouve.pk)
    return reverse(ecran.url, args=arguments) + (f"?{ecran.requete}" if ecran.requete else "")


def _jeton(lien: Any) -> str:
    """Of a link whose hash alone is kept: the demonstration, made for one evening, is given another."""
    from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton

    jeton = nouveau_jeton()
    lien.jeton_sha256 = empreinte_jeton(jeton)
    lien.save(update_fields=["jeton_sha256"])
    return jeton


def photographier(navigateur: Browser, site: str, session: str, chemin: str, ecran: Ecran | None = None) -> bytes:
    """One screen as its account sees it, once done what it says, as the bytes of a WebP."""
    contexte = navigateur.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": LARGEUR, "height": HAUTEUR},
        reduced_motion="reduce",
        bypass_csp=True,  # for the style below
    )
    try:
        if session:
            contexte.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = contexte.new_page()
        page.set_default_timeout(DELAI)
        reponse = page.goto(f"{site}{chemin}")
        if reponse is None or reponse.status != 200:
            raise RuntimeError(f"{chemin} : {reponse and reponse.status}")
        for selecteur, valeur in ecran.gestes if ecran else ():
            cible = page.locator(selecteur).first
            if not valeur:
                cible.click()
            elif cible.get_attribute("type") == "file":
                cible.set_input_files({"name": "texte.txt", "mimeType": "text/plain", "buffer": valeur.encode()})
            else:
                cible.fill(valeur)
        page.wait_for_load_state("load")
        page.add_style_tag(content=SANS_BANDEAU)
        page.evaluate(DESSINEE)
        if ecran and ecran.vers:
            page.locator(ecran.vers).first.evaluate("une => une.scrollIntoView({block: 'center'})")
        brute = page.screenshot()
    finally:
        contexte.close()
    return en_webp(brute)


def en_webp(brute: bytes) -> bytes:
    """As fine as its weight lets it be."""
    photo = Photo.open(io.BytesIO(brute)).convert("RGB")
    for qualite in QUALITES:
        octets = io.BytesIO()
        photo.save(octets, "WEBP", quality=qualite, method=6)
        if octets.tell() <= POIDS:
            break
    return octets.getvalue()


def prendre(site: str, ecrans: Iterable[Ecran], dossier: Path) -> list[str]:
    """Take these pictures; what is wrong with any of them."""
    from django.test import Client

    from certif_portal.comptes.models import Utilisateur

    fautes, sessions = [], dict[str, str]()
    with sync_playwright() as jeu:
        navigateur = jeu.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox", "--lang=fr"])
        for ecran in ecrans:
            if ecran.qui and ecran.qui not in sessions:
                client = Client()
                client.force_login(Utilisateur.objects.get(email=f"{ecran.qui}@demo.example"))
                sessions[ecran.qui] = client.cookies["sessionid"].value
            try:
                octets = photographier(navigateur, site, sessions.get(ecran.qui, ""), adresse(ecran), ecran)
            except (LookupError, RuntimeError, PlaywrightError) as faute:
                fautes.append(f"{ecran.nom} : {faute}")
                continue
            if len(octets) > POIDS:
                fautes.append(f"{ecran.nom} : {len(octets)} octets")
            (dossier / f"{ecran.nom}.webp").write_bytes(octets)
            print(f"{ecran.nom} : {len(octets) // 1000} ko", flush=True)
        navigateur.close()
    return fautes


def main(arguments: list[str]) -> int:
    lecteur = argparse.ArgumentParser(prog="dev.py epreuves images")
    lecteur.add_argument("noms", nargs="*", help="les images à prendre ; toutes, sans nom")
    noms = lecteur.parse_args(arguments).noms
    ecrans = [ecran for ecran in ECRANS if not noms or ecran.nom in noms]
    with tempfile.TemporaryDirectory() as dossier:
        maintenant = datetime.now(PARIS)
        ecart = datetime.combine(JOUR, HEURE, PARIS) - maintenant
        horloge = {"jours": ecart.days, "minutes": ecart.seconds // 60}
        Path(dossier, "horloge.json").write_text(json.dumps(horloge))
        variables, port = environnement(dossier), port_au_hasard()
        os.environ.clear()
        os.environ.update(variables, DJANGO_SETTINGS_MODULE="certif_portal.settings", DJANGO_ALLOW_ASYNC_UNSAFE="1")
        gerer = [sys.executable, str(RACINE / "manage.py")]
        for commande in (["migrate", "--no-input", "--verbosity", "0"], ["charger_demo"]):
            subprocess.run([*gerer, *commande], check=True, stdout=subprocess.DEVNULL)
        servir = [*gerer, "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
        serveur = subprocess.Popen(servir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            import django

            django.setup()
            attendre(port)
            fautes = prendre(f"http://127.0.0.1:{port}", ecrans, DOSSIER)
        finally:
            serveur.terminate()
            serveur.wait()
    print(f"{len(ecrans) - len(fautes)} images sur {len(ecrans)}.", *fautes, sep="\n")
    return 1 if fautes else 0
