"""Registrations by workbook: template, upload, sheets, columns, what is remembered of them. Its lines:
`recapitulatif`."""

from celery import Task
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from candidats import tasks
from candidats.choix import EtatImport
from candidats.exports import ecrire_en_cours
from candidats.forms.classeur import ClasseurForm, ColonnesForm, FeuillesForm
from candidats.imports.colonnes import COLONNES, VERSION_MODELE
from candidats.imports.lecture import LIGNES_MAXIMUM
from candidats.models import CorrespondanceColonne, ImportClasseur, MotRetenu
from candidats.queries.catalogue import faits_referentiels, referentiels_ouverts
from candidats.queries.classeur import listes_ouvertes, projets_connus
from candidats.queries.inscription import inscriptions_en_cours_de
from candidats.services.classeur import (
    choisir_feuilles,
    oublier_colonnes,
    ouvrir,
    ranger_colonnes,
    recevoir_classeur,
)
from candidats.services.mots import oublier_mots
from candidats.views.commun import moment, montrer, personne_de
from candidats.views.inscription import organisme_de
from certif_portal.commun.cadre import Page, avertir, envoyer, page_acte, saisie, tenter
from certif_portal.commun.courtier import lancer
from certif_portal.commun.durees import compte
from certif_portal.commun.fichiers import XLSX, telecharger
from certif_portal.commun.lectures import SansTrace, extraite
from certif_portal.commun.tableur import PLAFOND
from certif_portal.commun.textes import en_entiers
from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a
from habilitations.models import OrganismeFormation
from habilitations.queries.organisme import habilitation_le
from habilitations.regles import HABILITATION_VALIDE

ATTENTE = (EtatImport.A_RANGER, EtatImport.EN_LECTURE, EtatImport.A_CONFIRMER, EtatImport.EN_COURS)


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_modele(request: HttpRequest) -> HttpResponse:
    """The empty template, for the certifications open today and the projets of this OF."""
    from candidats.imports.modele import ecrire_modele

    le, _ = moment()
    organisme = organisme_de(request)
    projets = projets_connus(organisme, le) if organisme else ()
    octets = ecrire_modele(faits_referentiels(referentiels_ouverts(le)).values(), le, projets=projets)
    nom, raison = f"inscriptions-modele-{VERSION_MODELE}.xlsx", "Un modèle vierge ne dit rien de personne."
    return telecharger(octets, XLSX, nom, lecture=SansTrace(raison))


@require_safe
@reserve_a(Role.ORGANISME)
def classeur_exporter(request: HttpRequest) -> HttpResponse:
    """The running registrations of the OF on the template; many are prepared apart."""
    organisme, le = organisme_de(request), moment()[0]
    if organisme is None:
        raise PermissionDenied
    combien = inscriptions_en_cours_de(organisme).count()
    if combien > PLAFOND:
        return redirect(f"{reverse('export_creer', args=['en-cours'])}?{request.GET.urlencode()}")
    extrait = extraite(f"Inscriptions en cours exportées : {compte(combien, 'ligne')}.", organisme)
    nom = f"inscriptions-en-cours-{le:%Y-%m-%d}.xlsx"
    return telecharger(ecrire_en_cours(organisme, le), XLSX, nom, lecture=extrait)


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


def trouver(request: HttpRequest, pk: int) -> ImportClasseur:
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
    travailler(request, tasks.lire_classeur, classeur.pk)
    return redirect("classeur_recapitulatif", classeur.pk)


def travailler(request: HttpRequest, tache: Task, *arguments: int) -> None:
    if not lancer(tache, *arguments):
        avertir(request, "Le travail n’a pas pu commencer : relancez-le depuis cette page.")


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def classeur_feuilles(request: HttpRequest, pk: int) -> HttpResponse:
    """Which lists of the workbook are read, when it holds several: none is left aside unseen."""
    classeur = trouver(request, pk)
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
    classeur = trouver(request, pk)
    if classeur.etat not in (EtatImport.A_RANGER, EtatImport.A_CONFIRMER, EtatImport.EN_LECTURE):
        return redirect("inscription_liste")
    grille = ouvrir(classeur)
    if not grille.feuille_sure:
        return redirect("classeur_feuilles", classeur.pk)
    choix = {int(rang): cle for rang, cle in classeur.colonnes.items()}
    le, _ = moment()
    listes = listes_ouvertes(classeur.organisme, le)
    form = ColonnesForm(
        **saisie(request), titres=grille.titres, choix=choix, valeurs=classeur.valeurs, listes=listes, le=le
    )
    issue = tenter(
        request, form, lambda: ranger_colonnes(classeur=classeur, choix=form.choix, valeurs=form.pour_toutes)
    )
    if issue.fait:
        return _suite(request, issue.valeur)
    return montrer(
        request,
        "classeur_colonnes",
        classeur=classeur,
        formulaire=form,
        lignes=[(titre, form[f"c{titre.rang}"]) for titre in grille.titres],
        communes=form.communes(),
        feuille=grille.feuille.nom,
        ligne_titres=grille.entete.derniere_ligne,
        requises=[colonne.titre for colonne in COLONNES if colonne.requise],
    )


def _oubli_dit(nombre: int) -> str:
    if not nombre:
        return "Rien n’était coché : rien n’est oublié."
    return f"{compte(nombre, 'réponse')} à redemander au prochain classeur."


@require_http_methods(["GET", "POST"])
@reserve_a(Role.ORGANISME)
def correspondances(request: HttpRequest) -> HttpResponse:
    """How the workbooks of this OF name their columns, as it was confirmed; what is wrong is forgotten here."""
    organisme = organisme_de(request)
    if request.method == "POST" and organisme:
        titres, mots = (en_entiers(request.POST.getlist(nom)) for nom in ("oublier", "oublier-mot"))
        return envoyer(
            request,
            lambda: oublier_colonnes(organisme=organisme, titres=titres) + oublier_mots(organisme=organisme, mots=mots),
            _oubli_dit,
            "correspondance_liste",
        )
    titres_par_cle = {colonne.cle: colonne.titre for colonne in COLONNES}
    connues = CorrespondanceColonne.objects.filter(organisme=organisme)
    retenus = MotRetenu.objects.filter(organisme=organisme)
    return montrer(
        request,
        "correspondance_liste",
        organisme=organisme,
        lignes=[(connue, titres_par_cle.get(connue.cle, "")) for connue in connues],
        mots=[(retenu, titres_par_cle.get(retenu.cle, "")) for retenu in retenus],
    )
