"""The calendar of a year, and what the CPREFP is told of it."""

from functools import partial
from typing import Any

from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certif_portal.centre.models import parametres
from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, envoyer, essayer, refuser, reussir, saisie
from certif_portal.commun.fichiers import XLSX, reponse_fichier, telecharger
from certif_portal.commun.lectures import extraite, lue
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from jurys import permissions
from jurys.choix import EtatLettre
from jurys.documents.classeur import classeur_calendrier, classeur_demandes, classeur_membres
from jurys.forms.jury import ANNEES
from jurys.forms.preparation import DatePrevueForm, DemandeForm, InformationForm
from jurys.models import InformationCPREFP, Jury
from jurys.queries.calendrier import calendrier_de, demandes_de_l_annee, membres_de_l_annee
from jurys.regles.calendrier import proposer_dates
from jurys.regles.delai import CPREFP_INFORMATION
from jurys.services.calendrier import DatePrevue, arreter_calendrier
from jurys.services.cprefp import ecarter_information, envoyer_information, modifier_information, preparer_information
from jurys.views.commun import annee_du_calendrier


@require_safe
@reserve_a(*CONSULTATION)
def calendrier(request: HttpRequest) -> HttpResponse:
    return redirect("calendrier_detail", horloge.aujourdhui().year)


@require_safe
@reserve_a(*CONSULTATION)
def calendrier_detail(request: HttpRequest, annee: int) -> HttpResponse:
    annee = annee_du_calendrier(annee)
    contexte = {
        "calendrier": calendrier_de(annee, horloge.aujourdhui()),
        "voulus": parametres().jurys_an,
        "avant": annee - 1 if annee > ANNEES[0] else None,
        "apres": annee + 1 if annee < ANNEES[1] else None,
        "peut_gerer": permissions.peut_gerer_jury(request.user),
    }
    return render(request, "jurys/calendrier_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def calendrier_arreter(request: HttpRequest, annee: int) -> HttpResponse:
    """The dates proposed are read, changed or left out; nothing is created before that."""
    annee = annee_du_calendrier(annee)
    lignes = formset_factory(DatePrevueForm, extra=0)(
        **saisie(request), initial=_proposees(annee), form_kwargs={"annee": annee}
    )
    if request.method == "POST" and lignes.is_valid():
        prevues = [
            DatePrevue(lue["date_jury"], lue["heure"], lue["lieu"]) for lue in lignes.cleaned_data if lue["retenue"]
        ]
        arreter = partial(arreter_calendrier, annee=annee, dates=prevues, par=request.user, a=horloge.maintenant())
        issue = essayer(arreter)
        if issue.fait:
            return reussir(request, f"Jurys créés : {len(issue.valeur)}.", "calendrier_detail", annee)
        refuser(request, *issue.phrases)
    contexte = {"annee": annee, "lignes": lignes}
    return render(request, "jurys/calendrier_arreter.html", contexte)


def _proposees(annee: int) -> list[dict[str, object]]:
    """As many dates as the year still lacks, drawn from the year before."""
    centre = parametres()
    deja = set(Jury.objects.filter(date__year=annee).exclude(etat="annule").values_list("date", flat=True))
    precedents = Jury.objects.filter(date__year=annee - 1).exclude(etat="annule").order_by("date")
    heures = [jury.heure for jury in precedents] or [None]
    dates = proposer_dates(annee, centre.jurys_an, [jury.date for jury in precedents])
    libres = [jour for jour in dates if jour not in deja][: max(centre.jurys_an - len(deja), 1)]
    lieu = centre.lieu_jury or (precedents[0].lieu if precedents else "")
    return [{"retenue": True, "date_jury": jour, "heure": heures[0], "lieu": lieu} for jour in libres]


@require_safe
@reserve_a(*CONSULTATION)
def calendrier_exporter(request: HttpRequest, annee: int) -> HttpResponse:
    annee = annee_du_calendrier(annee)
    quoi = request.GET.get("quoi", "")
    if quoi == "membres":
        octets = classeur_membres(membres_de_l_annee(annee))
    elif quoi == "demandes":
        octets = classeur_demandes(demandes_de_l_annee(annee))
    else:
        quoi, octets = "calendrier", classeur_calendrier(Jury.objects.filter(date__year=annee))
    nom = f"jurys-{annee}-{quoi}.xlsx"
    return telecharger(octets, XLSX, nom, lecture=extraite(f"Liste « {nom} » exportée."))


@require_POST
@reserve_a(*CENTRE)
def cprefp_preparer(request: HttpRequest) -> HttpResponse:
    issue = essayer(lambda: preparer_information(par=request.user, a=horloge.maintenant()))
    if issue.fait:
        return reussir(request, "La lettre est prête à relire.", "cprefp_modifier", issue.valeur.pk)
    refuser(request, *issue.phrases)
    return redirect("calendrier")


def _information(pk: int) -> InformationCPREFP:
    return get_object_or_404(InformationCPREFP.objects.select_related("document__fichier"), pk=pk)


def _page(information: InformationCPREFP, titre: str, fait: str, bouton: str, vers: str, **quoi: Any) -> Page:
    partie = "" if information.etat == EtatLettre.RETENUE else "Cette lettre n’est plus à relire."
    fil = (("Jurys", reverse("jury_liste")), ("Calendrier", reverse("calendrier")))
    return Page(titre, fait, vers, bouton, fil=fil, empechement=partie, **quoi)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def cprefp_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    information = _information(pk)
    initial = {nom: getattr(information, nom) for nom in ("adresse", "courriel", "copie", "objet", "corps")}
    form = InformationForm(**saisie(request), objet=information, initial=initial)
    vers = reverse("cprefp_envoyer", args=[information.pk])
    page = _page(information, "Relire la lettre à la CPREFP", "La lettre est relue.", "Garder, puis envoyer", vers)
    return acte(request, form, page, partial(modifier_information, information=information))


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def cprefp_envoyer(request: HttpRequest, pk: int) -> HttpResponse:
    information = _information(pk)
    form = DemandeForm(**saisie(request), initial={"le": horloge.aujourdhui()}, libelle="Partie le")
    adresses = [adresse for adresse in (information.courriel, information.copie) if adresse]
    qui = ", ".join(adresses) or "personne, aucun courriel n’est renseigné"
    page = _page(
        information,
        "Informer la CPREFP",
        "La CPREFP est informée.",
        "Envoyer",
        reverse("calendrier"),
        consequences=[
            f"Si le portail écrit, part aujourd’hui à : {qui}.",
            "La lettre est gardée telle qu’elle part, à imprimer.",
        ],
        liens=((reverse("cprefp_modifier", args=[pk]), "Relire la lettre"),),
        regle=CPREFP_INFORMATION,
    )
    return acte(request, form, page, partial(envoyer_information, information=information))


@require_POST
@reserve_a(*CENTRE)
def cprefp_ecarter(request: HttpRequest, pk: int) -> HttpResponse:
    information = _information(pk)
    ecarter = partial(ecarter_information, information=information, par=request.user, a=horloge.maintenant())
    return envoyer(request, ecarter, "La lettre est écartée.", "calendrier")


@require_safe
@reserve_a(*CONSULTATION)
def cprefp_lettre(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it left, or `?preuve=1` the proof of its sending."""
    information = _information(pk)
    quoi, fichier = "Lettre à la CPREFP lue.", information.document and information.document.fichier
    if "preuve" in request.GET:
        quoi, fichier = "Preuve d’envoi à la CPREFP lue.", information.preuve
    if fichier is None:
        raise Http404
    return reponse_fichier(fichier, lue(quoi, information), en_ligne=True)
