"""Load one published référentiel: `manage.py importer_referentiel FICHIER [--analyse] [--json]`.

`--analyse` writes nothing in the database; `--json` prints one object, also when the document is refused.
Exit status 1 when refused.
"""

import json
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from certif_portal.commun import horloge
from certif_portal.commun.erreurs import ErreurMetier
from referentiels.imports.complements import completer
from referentiels.imports.fichier import TAILLE_MAXIMALE
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import DocumentRefuse, ReferentielLu, refus_en_json
from referentiels.services.repertoire import inscrire_au_repertoire
from referentiels.services.version import ResultatImport, importer_referentiel, textes_a_relire

AUTEUR = "Commande importer_referentiel"


class Command(BaseCommand):
    help = "Importe un référentiel publié (CQPM, CCPM) : texte lu, contrôlé, puis enregistré en une fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--numero", default="", help="numéro imprimé, si le texte ne le porte pas : CQPM 2006 0248")
        parser.add_argument("--niveau", type=int, help="niveau du cadre national, de 3 à 8")
        parser.add_argument("--date-gtp", type=date.fromisoformat, help="AAAA-MM-JJ : met la version en vigueur")
        parser.add_argument("--nouvel-intitule", action="store_true", help="la certification a changé d’intitulé")
        parser.add_argument("--rncp", metavar="FICHE", help="fiche du répertoire : RNCP40664")
        parser.add_argument("--rncp-date", type=date.fromisoformat, help="AAAA-MM-JJ : date d’enregistrement")
        parser.add_argument("--rncp-fin", type=date.fromisoformat, help="AAAA-MM-JJ : fin d’enregistrement")
        parser.add_argument("--rncp-derniere-delivrance", type=date.fromisoformat, help="AAAA-MM-JJ")
        parser.add_argument("--analyse", action="store_true", help="lit et contrôle sans rien enregistrer")
        parser.add_argument("--json", action="store_true", help="affiche un objet JSON, et lui seul")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["rncp"]) != bool(options["rncp_date"]):
            raise CommandError("--rncp et --rncp-date vont ensemble.")
        try:
            lu = self._lire(options)
        except DocumentRefuse as refus:
            self._refuser(refus, str(refus), en_json=options["json"])
        try:
            resultat = None if options["analyse"] else self._enregistrer(lu, options)
        except ErreurMetier as erreur:
            contradiction = DocumentRefuse(
                ou="Enregistrement",
                lu=str(erreur),
                attendu="une identité sans contradiction",
                identite=lu.identite,
            )
            self._refuser(contradiction, str(erreur), en_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(lu.en_json(), ensure_ascii=False, indent=2))
        else:
            self._raconter(lu, resultat)

    def _lire(self, options: dict[str, Any]) -> ReferentielLu:
        fichier: Path = options["fichier"]
        try:
            with fichier.open("rb") as flux:
                octets = flux.read(
                    TAILLE_MAXIMALE + 1
                )  # one byte more than what is accepted: never the whole of a huge file
        except OSError as erreur:
            raise DocumentRefuse(
                ou="Fichier", lu=f"« {fichier} », introuvable ou illisible", attendu="le chemin d’un fichier"
            ) from erreur
        lu = lire_referentiel(octets)
        try:
            return completer(lu, numero=options["numero"], niveau=options["niveau"], date_gtp=options["date_gtp"])
        except DocumentRefuse as refus:
            refus.identite = lu.identite
            raise

    @transaction.atomic
    def _enregistrer(self, lu: ReferentielLu, options: dict[str, Any]) -> ResultatImport:
        maintenant = horloge.maintenant()
        resultat = importer_referentiel(
            lu=lu,
            nom_source=options["fichier"].name,
            par=None,
            par_nom=AUTEUR,
            a=maintenant,
            intitule_change=options["nouvel_intitule"],
        )
        if options["rncp"]:
            inscrire_au_repertoire(
                certification=resultat.referentiel.certification,
                code=options["rncp"],
                date_enregistrement=options["rncp_date"],
                date_fin=options["rncp_fin"],
                date_limite_delivrance=options["rncp_derniere_delivrance"],
                motif="Importée en ligne de commande.",
                par=None,
                par_nom=AUTEUR,
                a=maintenant,
            )
        return resultat

    def _refuser(self, refus: DocumentRefuse, message: str, *, en_json: bool) -> NoReturn:
        """What could be identified goes with the refusal: read or not read, field by field."""
        if en_json:
            self.stdout.write(json.dumps(refus_en_json(refus), ensure_ascii=False, indent=2))
        elif refus.identite is not None:
            self.stdout.write("Ce qui a été lu du document :")
            for _, libelle, valeur in refus.identite.champs():
                self.stdout.write(f"  - {libelle} : {valeur or 'non lu'}")
        raise CommandError(f"Document refusé, rien n’est enregistré. {message}")

    def _raconter(self, lu: ReferentielLu, resultat: ResultatImport | None) -> None:
        competences = lu.competences
        familles = [famille for c in competences for _, famille in c.criteres.familles()]
        self.stdout.write(f"{lu.type} {lu.numero_imprime or '(sans numéro)'} : {lu.intitule}")
        self.stdout.write(
            f"{len(lu.activites)} activités, {sum(1 for bloc in lu.blocs if bloc.numero)} blocs, "
            f"{len(competences)} compétences, {sum(len(bloc.connaissances) for bloc in lu.blocs)} connaissances, "
            f"{sum(1 for famille in familles if famille)} familles de critères, {len(lu.modalites)} modalités."
        )
        self._lister(f"{len(lu.doutes)} endroits à relire", [f"{d.ou} : {d.quoi}" for d in lu.doutes])
        comptes = ", ".join(f"{nombre} {motif}" for motif, nombre in Counter(e.motif for e in lu.ecartes).items())
        self._lister(
            f"{len(lu.ecartes)} textes de la source qui ne sont pas repris ({comptes})",
            [f"{ecarte.ou} — {ecarte.motif} — {ecarte.texte}" for ecarte in lu.ecartes],
        )
        self.stdout.write(self._conclusion(resultat))

    def _lister(self, titre: str, lignes: list[str]) -> None:
        if lignes:
            self.stdout.write(f"\n{titre} :")
            for ligne in lignes:
                self.stdout.write(f"  - {ligne}")

    def _conclusion(self, resultat: ResultatImport | None) -> str:
        if resultat is None:
            return "\nAnalyse seule : rien n’est enregistré."
        referentiel = resultat.referentiel
        partages = f" Blocs partagés : {', '.join(resultat.blocs_repris)}." if resultat.blocs_repris else ""
        if resultat.deja_importe:
            return f"\nCe document était déjà importé ({referentiel.get_etat_display().lower()}) : il n’est pas doublé."
        textes = textes_a_relire(referentiel)
        suite = (
            f" La lecture a changé ou écarté des textes ({len(textes)}) : comparez-les au document, puis mettez la "
            "version en vigueur à l’écran."
            if textes
            else ""
        )
        etat = referentiel.get_etat_display().lower()
        return f"\nEnregistré : {referentiel.certification.code}, {etat}.{partages}{suite}"
