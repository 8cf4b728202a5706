"""Import a workbook of registrations: `manage.py importer_inscriptions FICHIER --organisme SIRET [--simulation]
[--json]`.

The good lines become drafts; the others are told, cell by cell. `--simulation` writes nothing, and with `--json` also
prints every value as it would be recorded, line by line (`lignes_lues`). Lines that differ from a draft already
registered are left alone unless `--remplacer`. Exit status 1 when the file itself is refused, or when somebody
should have been asked which sheet to read or what a column holds.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from candidats.imports.controle import controler_classeur
from candidats.imports.lecture import ClasseurLu, ouvrir_classeur, ranger
from candidats.imports.rapport import Rapport
from candidats.queries.classeur import avec_lieux, contexte_import, memoire_des_colonnes
from candidats.services.classeur import appliquer_lignes
from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import verifier_fichier
from certif_portal.commun.identifiants import normaliser_siret
from certif_portal.commun.types_fichiers import TABLEURS
from habilitations.models import OrganismeFormation


class Command(BaseCommand):
    help = "Importe un classeur d’inscriptions : les bonnes lignes deviennent des brouillons de l’organisme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--organisme", required=True, metavar="SIRET")
        parser.add_argument("--simulation", action="store_true", help="lit et contrôle sans rien enregistrer")
        parser.add_argument(
            "--remplacer", action="store_true", help="remplace aussi les brouillons dont les données diffèrent"
        )
        parser.add_argument("--json", action="store_true", help="affiche un objet JSON, et lui seul")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            organisme = _organisme(options["organisme"])
            lu = _lire(options["fichier"], organisme)
            rapport = self._appliquer(lu, organisme, options)
        except (ErreurMetier, OSError) as erreur:
            if options["json"]:
                self.stdout.write(_en_json({}, [_refus(options["fichier"], str(erreur))]))
            raise CommandError(str(erreur)) from erreur
        if options["json"]:
            lues = {"lignes_lues": rapport.lignes_lues()} if options["simulation"] else {}
            self.stdout.write(_en_json(rapport.bilan, rapport.messages(), **lues))
        else:
            self._raconter(rapport, options["simulation"])

    def _appliquer(self, lu: ClasseurLu, organisme: OrganismeFormation, options: dict[str, Any]) -> Rapport:
        if options["simulation"]:
            return controler_classeur(lu, avec_lieux(contexte_import(organisme, horloge.aujourdhui()), lu))
        return appliquer_lignes(
            lu,
            organisme,
            nom=options["fichier"].name,
            par=None,
            a=horloge.maintenant(),
            remplacer=options["remplacer"],
        )

    def _raconter(self, rapport: Rapport, simulation: bool) -> None:
        for message in rapport.messages():
            mot = "ERREUR" if message["bloquant"] else "à savoir"
            self.stdout.write(
                f"Ligne {message['ligne']}, {message['colonne']} : « {message['valeur']} ». {message['attendu']} "
                f"({mot})"
            )
        bilan = rapport.bilan
        suite = "Rien n’est enregistré : simulation." if simulation else "Les nouvelles lignes sont des brouillons."
        self.stdout.write(
            f"{bilan['lignes']} lignes : {bilan['nouvelle']} nouvelles, {bilan['modifiee']} modifiées, "
            f"{bilan['inchangee']} sans changement, {bilan['a_corriger']} à corriger. {suite}"
        )


def _organisme(siret: str) -> OrganismeFormation:
    organisme = OrganismeFormation.objects.filter(siret=normaliser_siret(siret)).first()
    if organisme is None:
        raise FichierRefuse(f"Aucun organisme n’a le SIRET {siret}.")
    return organisme


def _lire(fichier: Path, organisme: OrganismeFormation) -> ClasseurLu:
    """The lines, when every expected column is certain; nobody is there to be asked."""
    octets = fichier.read_bytes()
    verifier_fichier(fichier.name, octets, TABLEURS)
    grille = ouvrir_classeur(octets, memoire_des_colonnes(organisme))
    if not grille.feuille_sure:
        listes = " ; ".join(
            f"« {liste.feuille} », {liste.compte}{' (feuille masquée)' if liste.masquee else ''}"
            for liste in grille.listes
        )
        raise FichierRefuse(f"Plusieurs listes dans ce classeur : {listes}. Choisissez à l’écran celles à lire.")
    if grille.manquantes:
        noms = ", ".join(f"« {titre} »" for titre in grille.manquantes)
        doutes = "".join(f" {doute}" for doute in grille.doutes)
        raise FichierRefuse(f"Colonnes attendues et non reconnues : {noms}.{doutes} Rangez-les une fois à l’écran.")
    if grille.doutes:
        raise FichierRefuse(f"Des colonnes sont à ranger une fois à l’écran. {' '.join(grille.doutes)}")
    return ranger(grille)


def _en_json(bilan: dict[str, int], messages: list[dict[str, Any]], **suite: Any) -> str:
    noms = {
        "lignes": "lignes",
        "creees": "nouvelle",
        "modifiees": "modifiee",
        "inchangees": "inchangee",
        "rejetees": "a_corriger",
    }
    nombres = {nom: bilan.get(cle, 0) for nom, cle in noms.items()}
    return json.dumps(nombres | {"messages": messages} | suite, ensure_ascii=False, indent=2)


def _refus(fichier: Path, pourquoi: str) -> dict[str, Any]:
    return {"feuille": "", "ligne": 0, "colonne": "", "valeur": fichier.name, "attendu": pourquoi, "bloquant": True}
