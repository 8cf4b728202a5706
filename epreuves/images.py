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

from epreuves.demo import PARIS, RACINE, environnement
from epreuves.pages import attendre
from outils_dev.serveurs import port_au_hasard

JOUR = date(2026, 11, 20)
HEURE = time(9, 30)
DOSSIER = RACINE / "docs" / "guide" / "images"
LARGEUR, HAUTEUR = 1180, 740
QUALITES = (60, 50, 40, 30, 20)
POIDS = 60_000  # bytes, at most, of one picture
# The banner of the demonstration is no part of the portal; nothing moves, nothing blinks.
SANS_BANDEAU = ".bandeau-demo { display: none !important } * { animation: none !important; caret-color: transparent }"


@dataclass(frozen=True)
class Ecran:
    """`nom` of the picture; the account of the demonstration; the URL name; the model of its object and how it is found
    there, the first one that answers."""

    nom: str
    qui: str
    url: str
    modele: str = ""
    ou: dict[str, Any] = field(default_factory=dict)
    requete: str = ""


ACCEPTEE = {"etat": "acceptee", "organisme_id": 1}
JURY_A_VENIR, JURY_CLOS = {"etat": "preparation"}, {"etat": "clos"}
GRILLE_DU_JOUR = {"etat": "ouverte", "inscription__candidat__nom_naissance": "ROUSSEAU"}
ECRANS = (
    Ecran("organisme-projet", "of", "projet_creer", requete="referentiel=1"),
    Ecran("organisme-inscription", "of", "inscription_creer", requete="referentiel=1"),
    Ecran("organisme-pieces", "of", "piece_recue_liste"),
    Ecran("organisme-a-corriger", "of", "inscription_detail", "candidats.Inscription", {"etat": "a_corriger"}),
    Ecran("organisme-livret", "of", "livret_deposer", "candidats.Inscription", {**ACCEPTEE, "livret": None}),
    Ecran("organisme-acces", "of", "organismeformation_detail", "habilitations.OrganismeFormation", {"pk": 1}),
    Ecran("organisme-forfaits", "of", "forfait_liste"),
    Ecran("organisme-suivre", "of", "accueil"),
    Ecran("classeur-envoyer", "of", "classeur_importer"),
    Ecran("classeur-recapitulatif", "of", "classeur_recapitulatif", "candidats.ImportClasseur"),
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
    Ecran("candidat-fiche", "agent", "candidat_detail", "candidats.Candidat", {"inscriptions__etat": "admise"}),
    Ecran("candidat-doubles", "agent", "doublon_liste"),
    Ecran("candidat-demandes", "agent", "demandeinscription_liste"),
    Ecran("habilitation-dossier", "agent", "dossierhabilitation_liste"),
    Ecran("habilitation-indicateurs", "agent", "indicateur_liste"),
    Ecran("habilitation-audit", "agent", "audit_detail", "habilitations.Audit", {"etat": "instruction"}),
    Ecran("habilitation-liste", "responsable", "liste_habilites"),
    Ecran("referentiel-importer", "responsable", "referentiel_importer"),
    Ecran("referentiel-version", "agent", "referentiel_detail", "referentiels.Referentiel", {"etat": "en_vigueur"}),
    Ecran("evaluateur-commissions", "evaluatrice", "mes_commissions"),
    Ecran("evaluateur-grille", "evaluatrice", "grille_detail", "evaluations.Grille", GRILLE_DU_JOUR),
    Ecran("evaluateur-depart", "evaluatrice", "tablette_depart"),
    Ecran("jury-liste", "jure", "jury_liste"),
    Ecran("administration", "admin", "admin:index"),
    Ecran("listes-filtrer", "agent", "inscription_liste"),
    Ecran("partout-aide", "of", "guide", requete="q=duplicata"),
    Ecran("partout-notifications", "of", "notification_liste"),
    Ecran("partout-courriels", "of", "preferences_modifier"),
    Ecran("partout-compte", "of", "mon_compte"),
)


def adresse(ecran: Ecran) -> str:
    from django.apps import apps
    from django.urls import reverse

    arguments = []
    if ecran.modele:
        trouve = apps.get_model(ecran.modele)._default_manager.filter(**ecran.ou).order_by("pk").first()
        if trouve is None:
            raise LookupError(f"{ecran.nom} : la démonstration n’a pas de {ecran.modele} {ecran.ou}.")
        arguments.append(trouve.pk)
    return reverse(ecran.url, args=arguments) + (f"?{ecran.requete}" if ecran.requete else "")


def photographier(navigateur: Browser, site: str, session: str, chemin: str) -> bytes:
    """One screen as its account sees it, as the bytes of a WebP."""
    contexte = navigateur.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": LARGEUR, "height": HAUTEUR},
        reduced_motion="reduce",
        bypass_csp=True,  # for the style below
    )
    try:
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": site}])
        page = contexte.new_page()
        reponse = page.goto(f"{site}{chemin}")
        if reponse is None or reponse.status != 200:
            raise RuntimeError(f"{chemin} : {reponse and reponse.status}")
        page.add_style_tag(content=SANS_BANDEAU)
        page.evaluate("document.fonts.ready")
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
            if ecran.qui not in sessions:
                client = Client()
                client.force_login(Utilisateur.objects.get(email=f"{ecran.qui}@demo.example"))
                sessions[ecran.qui] = client.cookies["sessionid"].value
            try:
                octets = photographier(navigateur, site, sessions[ecran.qui], adresse(ecran))
            except (LookupError, RuntimeError) as faute:
                fautes.append(str(faute))
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
