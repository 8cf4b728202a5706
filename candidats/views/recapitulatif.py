"""What was read of a workbook: shown, gathered by kind, mended on screen, given back annotated, recorded."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from candidats import tasks
from candidats.choix import EtatImport
from candidats.imports.colonnes import COLONNES, Genre
from candidats.imports.groupes import NOM, Groupe, grouper
from candidats.imports.rapport import Rapport, Sort
from candidats.models import ImportClasseur, Inscription
from candidats.queries.classeur import listes_ouvertes
from candidats.queries.piece import a_completer, bac_de
from candidats.services.classeur import (
    corriger_classeur,
    decider_lignes,
    demander_enregistrement,
    lignes_completes,
    lire,
    ouvrir,
    rapport_conserve,
    renoncer_au_classeur,
)
from candidats.views.classeur import ATTENTE, travailler, trouver
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.commun.cadre import avertir, dire, envoyer, essayer, refuser
from certif_portal.commun.departements import DEPARTEMENTS
from certif_portal.commun.fichiers import XLSX, octets_de, telecharger
from certif_portal.commun.lectures import extraite
from certif_portal.commun.page_chargement import suivre
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from habilitations.models import OrganismeFormation

PAR_PAGE = 100
CORRECTION = re.compile(r"c-([0-9]{1,6})-([a-z_]{1,40})")
DECISION = re.compile(r"d-([0-9]{1,6})")
VUES = ("erreurs", "manques", "decisions", "avertissements", "nouvelles", "inchangees")


@dataclass(frozen=True)
class Saisies:
    """What was typed and chosen on the screen."""

    corrections: dict[int, dict[str, str]] = field(default_factory=dict)
    ensemble: dict[str, str] = field(default_factory=dict)
    """Name of a group -> the answer for all its lines."""
    decisions: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.corrections or self.ensemble or self.decisions)

    def nouvelles(self, retenues: Mapping[str, str]) -> bool:
        """Something that was not read yet: it would be lost."""
        changees = (retenues.get(str(ligne)) != choix for ligne, choix in self.decisions.items())
        return bool(self.corrections or self.ensemble) or any(changees)


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_recapitulatif(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, line by line, and what will be recorded; the progress, while it is being read or recorded."""
    classeur = trouver(request, pk)
    if classeur.etat == EtatImport.ENREGISTRE:
        return _raconter(request, classeur)
    if classeur.etat == EtatImport.A_RANGER:
        return redirect("classeur_colonnes", classeur.pk)
    if classeur.etat != EtatImport.A_CONFIRMER:
        faites = cache.get(tasks.cle_avancement(classeur.pk), 0)
        return suivre(montrer(request, "classeur_attente", classeur=classeur, faites=faites), en_cours=True)
    rapport = rapport_conserve(classeur)
    le, _ = moment()
    vue, groupe = request.GET.get("vue", ""), request.GET.get("groupe", "")
    return montrer(
        request,
        "classeur_recapitulatif",
        classeur=classeur,
        rapport=rapport,
        bilan=rapport.bilan,
        sections=_sections(rapport, vue if vue in VUES else "", request.GET.get("page"), groupe),
        vue=vue or groupe,
        un_par_un=bool(groupe),
        listes=_listes(rapport, classeur.organisme, le),
    )


def _sections(rapport: Rapport, vue: str, page: str | None, groupe: str) -> dict[str, object]:
    """Everything by hundreds, what is wrong gathered by kind: the first page of each part, or one part page by page, or
    one group line by line."""
    questions = {
        "erreurs": grouper(rapport.anomalies(bloquantes=True)),
        "manques": grouper(rapport.anomalies(bloquantes=False, au_depot=True)),
        "avertissements": grouper(rapport.anomalies(bloquantes=False)),
    }
    autres: dict[str, Sequence[object]] = {
        "decisions": rapport.a_decider,
        "nouvelles": rapport.de(Sort.NOUVELLE),
        "inchangees": rapport.de(Sort.INCHANGEE),
    }
    parts: Mapping[str, Sequence[object]] = _un_par_un(questions, groupe) or questions | autres
    voulues = [vue] if vue else list(parts)
    seule = vue or len(parts) == 1
    return {nom: Paginator(parts[nom], PAR_PAGE).get_page(page if seule else 1) for nom in voulues if parts.get(nom)}


def _un_par_un(questions: dict[str, list[Groupe]], nom: str) -> dict[str, list[Groupe]]:
    """The lines of that group, each by itself; nothing when there is no such group, or no more."""
    return {part: groupe.un_par_un() for part, groupes in questions.items() for groupe in groupes if groupe.nom == nom}


def _listes(rapport: Rapport, organisme: OrganismeFormation, le: date) -> list[tuple[str, list[str]]]:
    """What is proposed under the other cells that are written in words; certifications and projets are asked for if
    needed."""
    voulues = {anomalie.cle for anomalie in (*rapport.erreurs, *rapport.manques)}
    listes = [
        (colonne.cle, [code for code, _ in colonne.choix]) for colonne in COLONNES if colonne.genre == Genre.LISTE
    ]
    listes.append(("departement_naissance", [f"{numero} {nom}" for numero, nom in DEPARTEMENTS.items()]))
    if voulues & {"referentiel_id", "projet_id"}:
        listes += listes_ouvertes(organisme, le).items()
    return [(cle, valeurs) for cle, valeurs in listes if cle in voulues]


def _saisies(request: HttpRequest) -> Saisies:
    """The cells typed, the answers given once for a group, and the decisions chosen on the screen."""
    saisies = Saisies()
    for nom, valeur in request.POST.items():
        texte = str(valeur).strip()
        if texte and (trouve := CORRECTION.fullmatch(nom)):
            saisies.corrections.setdefault(int(trouve[1]), {})[trouve[2]] = texte
        elif texte and NOM.fullmatch(nom):
            saisies.ensemble[nom] = texte
        elif (trouve := DECISION.fullmatch(nom)) and valeur in ("remplacer", "garder", "creer"):
            saisies.decisions[int(trouve[1])] = str(valeur)
    for nom in request.POST.getlist("vide"):
        if trouve := CORRECTION.fullmatch(nom):
            saisies.corrections.setdefault(int(trouve[1]), {}).setdefault(trouve[2], "")
        elif NOM.fullmatch(nom):
            saisies.ensemble.setdefault(nom, "")
    return saisies


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells typed again, and choices made on lines that meet somebody already registered; then all is read again."""
    return _corriger(request, trouver(request, pk), _saisies(request))


def _corriger(request: HttpRequest, classeur: ImportClasseur, saisies: Saisies) -> HttpResponse:
    def corriger() -> None:
        if saisies.corrections or saisies.ensemble:
            corriger_classeur(classeur=classeur, corrections=saisies.corrections, ensemble=saisies.ensemble)
        if saisies.decisions:
            decider_lignes(classeur=classeur, decisions=saisies.decisions)

    issue = essayer(corriger)
    refuser(request, *issue.phrases)
    if issue.fait and saisies:
        travailler(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_annote(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook, each cell in fault coloured and commented."""
    from candidats.imports.annotation import annoter

    classeur = trouver(request, pk)
    if classeur.etat != EtatImport.A_CONFIRMER or classeur.fichier is None:
        return redirect("classeur_recapitulatif", classeur.pk)
    grille = ouvrir(classeur)
    lu = lire(classeur, grille)
    octets = annoter(
        octets_de(classeur.fichier),
        grille,
        lu,
        rapport_conserve(classeur),
        {int(ligne): valeurs for ligne, valeurs in classeur.corrections.items()},
        lignes_completes(classeur, lu, moment()[0]),
    )
    nom = f"{classeur.nom.rpartition('.')[0]}-annote.xlsx"
    return telecharger(octets, XLSX, nom, lecture=extraite("Classeur annoté téléchargé.", classeur))


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_enregistrer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the good lines as drafts. What was typed and not read again yet is read first: it would be lost."""
    classeur = trouver(request, pk)
    saisies = _saisies(request)
    if saisies.nouvelles(classeur.decisions):
        avertir(request, "Rien n’est enregistré : ce que vous venez de saisir est relu d’abord.")
        return _corriger(request, classeur, saisies)
    issue = essayer(lambda: demander_enregistrement(classeur=classeur))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect("classeur_recapitulatif", classeur.pk)
    return _enregistrer(request, issue.valeur)


def _enregistrer(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    travailler(request, tasks.enregistrer_classeur, classeur.pk, personne_de(request).pk)
    classeur.refresh_from_db()
    if classeur.etat == EtatImport.ENREGISTRE:
        return _raconter(request, classeur)
    return redirect("classeur_recapitulatif", classeur.pk)


def _raconter(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    """What was recorded, said by whichever page learns it: this answer, or that of the wait where a worker did it."""
    nombre = classeur.lignes_enregistrees
    mot = "inscription est enregistrée en brouillon" if nombre == 1 else "inscriptions sont enregistrées en brouillon"
    dire(request, f"{nombre} {mot}. Chacune se dépose une fois la pièce d’identité jointe.")
    refusees = classeur.bilan.get(Sort.A_CORRIGER, 0)
    if refusees:
        lignes = "1 ligne reste" if refusees == 1 else f"{refusees} lignes restent"
        avertir(
            request, f"{lignes} à corriger, hors du portail : corrigez votre classeur, puis importez-le de nouveau."
        )
    return _suite(request, classeur)


def _suite(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    """The next sheet of the same workbook that waits to be confirmed, else the papers that are still missing, else the
    list."""
    autres = ImportClasseur.objects.visibles_par(request.user).filter(
        nom=classeur.nom, depose_par=personne_de(request), etat__in=ATTENTE
    )
    suivant = autres.exclude(feuille__in=["", classeur.feuille]).order_by("pk").first()
    if suivant is not None:
        dire(request, f"La feuille « {suivant.feuille} » attend votre suite.")
        return redirect("classeur_recapitulatif", suivant.pk)
    organisme = classeur.organisme
    if bac_de(organisme, a_completer(Inscription.objects.visibles_par(request.user), organisme)).sans_piece:
        return redirect(reverse("piece_recue_liste") + f"?organisme={organisme.pk}")
    return redirect("inscription_liste")


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_relancer(request: HttpRequest, pk: int) -> HttpResponse:
    """Start again a reading or a recording that nobody took up; what was already done is not done twice."""
    classeur = trouver(request, pk)
    if classeur.etat == EtatImport.EN_COURS:
        return _enregistrer(request, classeur)
    if classeur.etat == EtatImport.EN_LECTURE:
        travailler(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_renoncer(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the workbook: nothing was recorded."""
    classeur = trouver(request, pk)
    return envoyer(
        request,
        lambda: renoncer_au_classeur(classeur=classeur),
        "Le classeur est oublié : rien n’a été enregistré.",
        "classeur_importer",
    )
