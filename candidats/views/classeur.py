"""Registrations by workbook: template, upload, columns, report line by line, corrections, confirmation."""

import re
from datetime import date

from celery import Task
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats import tasks
from candidats.choix import EtatImport
from candidats.exports import ecrire_en_cours
from candidats.forms.classeur import ClasseurForm, ColonnesForm, FeuillesForm
from candidats.imports.colonnes import COLONNES, VERSION_MODELE
from candidats.imports.lecture import LIGNES_MAXIMUM
from candidats.imports.rapport import Rapport, Sort
from candidats.models import CorrespondanceColonne, ImportClasseur
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.classeur import projets_connus
from candidats.queries.inscription import inscriptions_en_cours_de
from candidats.services.classeur import (
    choisir_feuilles,
    corriger_classeur,
    decider_lignes,
    demander_enregistrement,
    lire,
    oublier_colonnes,
    ouvrir,
    ranger_colonnes,
    rapport_conserve,
    recevoir_classeur,
    renoncer_au_classeur,
)
from candidats.views.commun import moment, montrer, personne_de
from candidats.views.inscription import organisme_de
from certif_portal.commun.cadre import Page, avertir, dire, envoyer, essayer, page_acte, refuser, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.commun.fichiers import XLSX, octets_de, telecharger
from certif_portal.commun.tableur import PLAFOND
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from habilitations.models import OrganismeFormation
from habilitations.queries.organisme import habilitation_le
from habilitations.regles import HABILITATION_VALIDE

PAR_PAGE = 100
CORRECTION = re.compile(r"c-([0-9]{1,6})-([a-z_]{1,40})")
DECISION = re.compile(r"d-([0-9]{1,6})")
ATTENTE = (EtatImport.A_RANGER, EtatImport.EN_LECTURE, EtatImport.A_CONFIRMER, EtatImport.EN_COURS)
VUES = ("erreurs", "decisions", "avertissements", "nouvelles", "inchangees")


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_modele(request: HttpRequest) -> HttpResponse:
    """The empty template, for the certifications open today and the projets of this OF."""
    from candidats.imports.modele import ecrire_modele

    le, _ = moment()
    organisme = organisme_de(request)
    projets = projets_connus(organisme, le) if organisme else ()
    octets = ecrire_modele(faits_referentiels(referentiels_ouverts(le)).values(), le, projets=projets)
    return telecharger(octets, XLSX, f"inscriptions-modele-{VERSION_MODELE}.xlsx")


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_exporter(request: HttpRequest) -> HttpResponse:
    """The running registrations of the OF on the template; many are prepared apart."""
    organisme, le = organisme_de(request), moment()[0]
    if organisme is None:
        raise PermissionDenied
    if inscriptions_en_cours_de(organisme).count() > PLAFOND:
        return redirect(f"{reverse('export_creer', args=['en-cours'])}?{request.GET.urlencode()}")
    return telecharger(ecrire_en_cours(organisme, le), XLSX, f"inscriptions-en-cours-{le:%Y-%m-%d}.xlsx")


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def classeur_importer(request: HttpRequest) -> HttpResponse:
    """Send a workbook: it is read and shown, nothing is recorded yet."""
    organisme = organisme_de(request)
    le, a = moment()
    form = ClasseurForm(**saisie(request))
    if organisme:
        issue = tenter(
            request,
            form,
            lambda: recevoir_classeur(
                organisme=organisme, fichier=form.cleaned_data["classeur"], par=personne_de(request), a=a
            ),
            "classeur",
        )
        if issue.fait:
            return _suite(request, issue.valeur)
    return montrer(
        request,
        "classeur_importer",
        formulaire=form,
        organisme=organisme,
        organismes=OrganismeFormation.objects.visibles_par(request.user),
        habilite=organisme is not None and habilitation_le(organisme, le) is not None,
        regle=HABILITATION_VALIDE,
        en_attente=ImportClasseur.objects.visibles_par(request.user).filter(etat__in=ATTENTE),
        version=VERSION_MODELE,
        lignes_maximum=LIGNES_MAXIMUM,
    )


def _trouver(request: HttpRequest, pk: int) -> ImportClasseur:
    imports = (
        ImportClasseur.objects.visibles_par(request.user)
        .select_related("organisme", "fichier", "rapport")
        .defer("rapport__valeurs")
    )
    return get_object_or_404(imports, pk=pk)


def _suite(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    """Settle the sheet and the columns first, or read: at once without a broker, in the background with one."""
    if classeur.etat == EtatImport.A_RANGER:
        return redirect("classeur_colonnes" if ouvrir(classeur).feuille_sure else "classeur_feuilles", classeur.pk)
    _lancer(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


def _lancer(request: HttpRequest, tache: Task, *arguments: int) -> None:
    if not lancer(tache, *arguments):
        avertir(request, "Le travail n’a pas pu commencer : relancez-le depuis cette page.")


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def classeur_feuilles(request: HttpRequest, pk: int) -> HttpResponse:
    """Which lists of the workbook are read, when it holds several: none is left aside unseen."""
    classeur = _trouver(request, pk)
    if classeur.etat != EtatImport.A_RANGER:
        return redirect("classeur_recapitulatif", classeur.pk)
    _, a = moment()
    listes = ouvrir(classeur).listes
    form = FeuillesForm(**saisie(request), listes=listes)
    issue = tenter(
        request,
        form,
        lambda: choisir_feuilles(
            classeur=classeur, feuilles=form.cleaned_data["feuilles"], par=personne_de(request), a=a
        ),
    )
    if issue.fait:
        premier, *autres = issue.valeur
        for autre in autres:
            _suite(request, autre)
        return _suite(request, premier)
    note = "Chacune se contrôle et s’enregistre à son tour. Rien n’est enregistré avant votre confirmation."
    quoi = {"intitule": "Quelles listes de candidats lire ?", "note": note, "icone": "oeil", "large": True}
    page = Page("Choisir les feuilles", "", "classeur_importer", "Lire ces feuilles", **quoi)
    return page_acte(request, form, page, "candidats/classeur_feuilles.html", classeur=classeur, listes=listes)


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def classeur_colonnes(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column of the workbook fills which column of the portal; remembered for the next ones."""
    classeur = _trouver(request, pk)
    if classeur.etat not in (EtatImport.A_RANGER, EtatImport.A_CONFIRMER, EtatImport.EN_LECTURE):
        return redirect("inscription_liste")
    grille = ouvrir(classeur)
    if not grille.feuille_sure:
        return redirect("classeur_feuilles", classeur.pk)
    choix = {int(rang): cle for rang, cle in classeur.colonnes.items()}
    form = ColonnesForm(**saisie(request), titres=grille.titres, choix=choix)
    issue = tenter(request, form, lambda: ranger_colonnes(classeur=classeur, choix=form.choix))
    if issue.fait:
        return _suite(request, issue.valeur)
    return montrer(
        request,
        "classeur_colonnes",
        classeur=classeur,
        formulaire=form,
        lignes=[(titre, form[f"c{titre.rang}"]) for titre in grille.titres],
        feuille=grille.feuille.nom,
        ligne_titres=grille.entete.derniere_ligne,
        requises=[colonne.titre for colonne in COLONNES if colonne.requise],
    )


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_recapitulatif(request: HttpRequest, pk: int) -> HttpResponse:
    """What was read, line by line, and what will be recorded; the progress, while it is being read or recorded."""
    classeur = _trouver(request, pk)
    if classeur.etat == EtatImport.ENREGISTRE:
        return redirect("inscription_liste")
    if classeur.etat == EtatImport.A_RANGER:
        return redirect("classeur_colonnes", classeur.pk)
    if classeur.etat != EtatImport.A_CONFIRMER:
        faites = cache.get(tasks.cle_avancement(classeur.pk), 0)
        reponse = montrer(request, "classeur_attente", classeur=classeur, faites=faites)
        reponse["Refresh"] = "2"
        return reponse
    rapport = rapport_conserve(classeur)
    le, _ = moment()
    vue = request.GET.get("vue", "")
    return montrer(
        request,
        "classeur_recapitulatif",
        classeur=classeur,
        rapport=rapport,
        bilan=rapport.bilan,
        sections=_sections(rapport, vue if vue in VUES else "", request.GET.get("page")),
        vue=vue,
        listes=_listes(rapport, classeur.organisme, le),
    )


def _sections(rapport: Rapport, vue: str, page: str | None) -> dict[str, object]:
    """Everything by hundreds: the first page of each part, or one part page by page."""
    parts = {
        "erreurs": rapport.anomalies(bloquantes=True),
        "decisions": rapport.a_decider,
        "avertissements": rapport.anomalies(bloquantes=False),
        "nouvelles": rapport.de(Sort.NOUVELLE),
        "inchangees": rapport.de(Sort.INCHANGEE),
    }
    voulues = [vue] if vue else list(parts)
    return {nom: Paginator(parts[nom], PAR_PAGE).get_page(page if vue else 1) for nom in voulues if parts[nom]}


def _listes(rapport: Rapport, organisme: OrganismeFormation, le: date) -> list[tuple[str, list[str]]]:
    """The closed lists that the wrong cells may be picked from; certifications and projets are asked for if needed."""
    voulues = {erreur.cle for erreur in rapport.erreurs if erreur.choix}
    listes = [
        (colonne.cle, [code if len(code) <= 2 else libelle for code, libelle in colonne.choix] or ["oui", "non"])
        for colonne in COLONNES
        if colonne.cle in voulues and colonne.cle not in ("referentiel_id", "projet_id")
    ]
    if "referentiel_id" in voulues:
        certifications = faits_referentiels(referentiels_ouverts(le)).values()
        listes.append(("referentiel_id", list(dict.fromkeys(map(str, certifications)))))
    if "projet_id" in voulues:
        listes.append(("projet_id", [str(projet) for projet in projets_connus(organisme, le) if projet.ouvert]))
    return listes


def _saisies(request: HttpRequest) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
    """The cells typed and the decisions chosen on the screen, by line."""
    corrections: dict[int, dict[str, str]] = {}
    decisions = {}
    for nom, valeur in request.POST.items():
        if (trouve := CORRECTION.fullmatch(nom)) and str(valeur).strip():
            corrections.setdefault(int(trouve[1]), {})[trouve[2]] = str(valeur)
        elif (trouve := DECISION.fullmatch(nom)) and valeur in ("remplacer", "garder", "creer"):
            decisions[int(trouve[1])] = str(valeur)
    return corrections, decisions


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_corriger(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells typed again, and choices made on lines that meet somebody already registered; then all is read again."""
    return _corriger(request, _trouver(request, pk), *_saisies(request))


def _corriger(
    request: HttpRequest, classeur: ImportClasseur, corrections: dict[int, dict[str, str]], decisions: dict[int, str]
) -> HttpResponse:
    def corriger() -> None:
        if decisions:
            decider_lignes(classeur=classeur, decisions=decisions)
        if corrections:
            corriger_classeur(classeur=classeur, corrections=corrections)

    issue = essayer(corriger)
    refuser(request, *issue.phrases)
    if issue.fait and (corrections or decisions):
        _lancer(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_annote(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook, each cell in fault coloured and commented."""
    from candidats.imports.annotation import annoter

    classeur = _trouver(request, pk)
    if classeur.etat != EtatImport.A_CONFIRMER or classeur.fichier is None:
        return redirect("classeur_recapitulatif", classeur.pk)
    octets = annoter(
        octets_de(classeur.fichier),
        ouvrir(classeur),
        lire(classeur),
        rapport_conserve(classeur),
        {int(ligne): valeurs for ligne, valeurs in classeur.corrections.items()},
    )
    return telecharger(octets, XLSX, f"{classeur.nom.rpartition('.')[0]}-annote.xlsx")


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_enregistrer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the good lines as drafts. What was typed and not read again yet is read first: it would be lost."""
    classeur = _trouver(request, pk)
    corrections, decisions = _saisies(request)
    if corrections or any(classeur.decisions.get(str(ligne)) != choix for ligne, choix in decisions.items()):
        avertir(request, "Rien n’est enregistré : ce que vous venez de saisir est relu d’abord.")
        return _corriger(request, classeur, corrections, decisions)
    issue = essayer(lambda: demander_enregistrement(classeur=classeur))
    if not issue.fait:
        refuser(request, *issue.phrases)
        return redirect("classeur_recapitulatif", classeur.pk)
    return _enregistrer(request, issue.valeur)


def _enregistrer(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    _lancer(request, tasks.enregistrer_classeur, classeur.pk, personne_de(request).pk)
    classeur.refresh_from_db()
    if classeur.etat == EtatImport.ENREGISTRE:
        nombre = classeur.lignes_enregistrees
        mot = (
            "inscription est enregistrée en brouillon" if nombre == 1 else "inscriptions sont enregistrées en brouillon"
        )
        dire(request, f"{nombre} {mot}. Ajoutez la pièce d’identité de chacun, puis déposez.")
        refusees = classeur.bilan.get(Sort.A_CORRIGER, 0)
        if refusees:
            lignes = "1 ligne reste" if refusees == 1 else f"{refusees} lignes restent"
            avertir(
                request,
                f"{lignes} à corriger, hors du portail : corrigez votre classeur, puis importez-le de nouveau.",
            )
        return _feuille_suivante(request, classeur)
    return redirect("classeur_recapitulatif", classeur.pk)


def _feuille_suivante(request: HttpRequest, classeur: ImportClasseur) -> HttpResponse:
    """The next sheet of the same workbook that waits to be confirmed, or the list."""
    autres = ImportClasseur.objects.visibles_par(request.user).filter(
        nom=classeur.nom, depose_par=personne_de(request), etat__in=ATTENTE
    )
    suivant = autres.exclude(feuille__in=["", classeur.feuille]).order_by("pk").first()
    if suivant is None:
        return redirect("inscription_liste")
    dire(request, f"La feuille « {suivant.feuille} » attend votre suite.")
    return redirect("classeur_recapitulatif", suivant.pk)


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_relancer(request: HttpRequest, pk: int) -> HttpResponse:
    """Start again a reading or a recording that nobody took up; what was already done is not done twice."""
    classeur = _trouver(request, pk)
    if classeur.etat == EtatImport.EN_COURS:
        return _enregistrer(request, classeur)
    if classeur.etat == EtatImport.EN_LECTURE:
        _lancer(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


@require_POST
@reserve_a(Role.ORGANISME)
def classeur_renoncer(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the workbook: nothing was recorded."""
    classeur = _trouver(request, pk)
    return envoyer(
        request,
        lambda: renoncer_au_classeur(classeur=classeur),
        "Le classeur est oublié : rien n’a été enregistré.",
        "classeur_importer",
    )


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def correspondances(request: HttpRequest) -> HttpResponse:
    """How the workbooks of this OF name their columns, as it was confirmed; what is wrong is forgotten here."""
    organisme = organisme_de(request)
    if request.method == "POST" and organisme:
        titres = [int(pk) for pk in request.POST.getlist("oublier") if pk.isdecimal()]
        return envoyer(
            request,
            lambda: oublier_colonnes(organisme=organisme, titres=titres),
            lambda nombre: f"{nombre} correspondance(s) oubliée(s) : elles seront redemandées.",
            "correspondance_liste",
        )
    titres_par_cle = {colonne.cle: colonne.titre for colonne in COLONNES}
    connues = CorrespondanceColonne.objects.filter(organisme=organisme)
    return montrer(
        request,
        "correspondance_liste",
        organisme=organisme,
        lignes=[(connue, titres_par_cle.get(connue.cle, "")) for connue in connues],
    )
