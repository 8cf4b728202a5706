"""Sittings, for the centre's staff; an OF's user reads the date and place of its candidates'."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.choix import NatureIncident
from candidats.models import Inscription
from certif_portal.commun import horloge
from certif_portal.commun.cadre import (
    Page,
    acte,
    avertir,
    dire,
    envoyer,
    essayer,
    page_acte,
    refuser,
    reussir,
    saisie,
    telecharger_rendu,
    tenter,
)
from certif_portal.commun.fichiers import octets_de, reponse_fichier
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.journal import journal_de
from certif_portal.commun.typographie import date_entiere, date_longue
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import est_du_centre, peut_tout_consulter, reserve_a
from evaluations.choix import EtatCommission, EtatEmargement, NatureCommission, SorteFeuille
from evaluations.documents.feuille import avec_codes
from evaluations.forms.commission import CommissionForm, FiltreCommissionsForm, PassageForm, RetraitForm, ScanForm
from evaluations.models import Commission, FeuilleEmargement, Passage
from evaluations.permissions import peut_modifier
from evaluations.queries.commission import (
    absences_de,
    commission_pour_page,
    commissions_pour_liste,
    filtrer_commissions,
    inscriptions_planifiables,
    passages_de,
    restes,
)
from evaluations.queries.competence import competences_attendues
from evaluations.queries.independance import liens_detectes, membres_et_declarations, membres_et_leurs_declarations
from evaluations.services.commission import (
    ajouter_passage,
    annuler_commission,
    modifier_commission,
    noter_absence,
    planifier_commission,
    retirer_passage,
)
from evaluations.services.convocation import convoquer_candidats
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from referentiels.models import Competence

PAR_PAGE = 50


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def commission_liste(request: HttpRequest) -> HttpResponse:
    filtre, visibles = FiltreCommissionsForm(request.GET), commissions_pour_liste(request.user)
    commissions = filtrer_commissions(visibles, filtre.periode, filtre.lieu, horloge.aujourdhui())
    contexte = {
        "page": Paginator(commissions, PAR_PAGE).get_page(request.GET.get("page")),
        "filtre": filtre,
        "peut_planifier": est_du_centre(request.user),
        "complet": peut_tout_consulter(request.user),
    }
    return render(request, "evaluations/commission_liste.html", contexte)


@require_safe
@reserve_a(*CONSULTATION, Role.ORGANISME)
def commission_detail(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(commission_pour_page(request.user), pk=pk)
    passages = passages_de(commission, request.user)
    contexte: dict[str, Any] = {"commission": commission, "passages": passages}
    if not peut_tout_consulter(request.user):
        return render(request, "evaluations/commission_organisme.html", contexte)
    membres, declarations = membres_et_leurs_declarations(commission, passages)
    contexte |= {
        "membres": membres_et_declarations(membres, passages, declarations),
        "liens": liens_detectes(membres, passages, declarations),
        "restes": restes(commission, membres, passages, declarations, horloge.aujourdhui()),
        "absences": absences_de(commission) if commission.avec_absents else [],
        "journal": journal_de(commission)[:30],
        "modifiable": peut_modifier(request.user, commission),
        "a_convoquer": sum(passage.convoque_le is None for passage in passages)
        if peut_modifier(request.user, commission)
        else 0,
        "agit": est_du_centre(request.user),
        "feuille": getattr(commission, "emargement", None),
        "tenue_possible": commission.date <= horloge.aujourdhui(),
    }
    return render(request, "evaluations/commission_detail.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_creer(request: HttpRequest) -> HttpResponse:
    """`?inscription=`: the candidate for whom it is planned, proposed on the next page."""
    initial = {"nature": request.GET.get("nature", NatureCommission.EVALUATION)}
    form = CommissionForm(**saisie(request), initial=initial)
    issue = tenter(
        request,
        form,
        lambda: planifier_commission(**form.cleaned_data, par=request.user, a=horloge.maintenant()),
    )
    if issue.fait:
        commission = issue.valeur
        dire(request, "La commission est planifiée. Ajoutez maintenant ses candidats.")
        if commission.date < horloge.aujourdhui():
            passee = (
                f"Cette date est passée : {date_longue(commission.date)}. Modifiez la commission si c’est une erreur."
            )
            avertir(request, passee)
        inscription = request.GET.get("inscription", "")
        vers = reverse("passage_ajouter", args=[commission.pk])
        return redirect(f"{vers}?inscription={inscription}" if inscription.isdigit() else vers)
    return render(request, "evaluations/commission_formulaire.html", {"formulaire": form})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    commission = _modifiable(request, pk)
    membres = list(commission.membres.all())
    initial = {
        "date": commission.date,
        "heure": commission.heure,
        "lieu": commission.lieu,
        "adresse": commission.adresse,
        "evaluateurs": [membre.evaluateur_id for membre in membres],
        "preside": next((membre.evaluateur_id for membre in membres if membre.preside), None),
    }
    form = CommissionForm(**saisie(request), objet=commission, initial=initial, commission=commission)
    issue = tenter(
        request,
        form,
        lambda: modifier_commission(
            commission=commission, **form.cleaned_data, par=request.user, a=horloge.maintenant()
        ),
    )
    if issue.fait:
        return reussir(request, "La commission est à jour.", commission)
    return render(request, "evaluations/commission_formulaire.html", {"formulaire": form, "commission": commission})


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    commission = _modifiable(request, pk)
    page = Page(
        f"Annuler la commission du {date_longue(commission.date)}",
        "La commission est annulée ; ses membres et les organismes sont prévenus.",
        commission,
        "Annuler la commission",
        "Les évaluateurs et les organismes des candidats sont prévenus par courriel ; les compétences prévues "
        "redeviennent à planifier.",
        intitule="Annuler cette commission ?",
        danger=True,
        fil=_fil(commission),
    )
    annuler = partial(annuler_commission, commission=commission)
    return acte(request, MotifForm(**saisie(request)), page, annuler)


def _seance(commission: Commission) -> str:
    return f"{commission.get_nature_display()} du {date_entiere(commission.date)}, {commission.lieu}"


def _fil(commission: Commission) -> tuple[tuple[str, str], ...]:
    return ("Commissions", reverse("commission_liste")), (commission.lieu, commission.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def passage_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    """First who (a list), then what is evaluated (`?inscription=`)."""
    commission = _modifiable(request, pk)
    choix = request.GET.get("inscription", "")
    if not choix.isdigit():
        planifiables = inscriptions_planifiables(commission)
        contexte: dict[str, Any] = {"commission": commission, "inscriptions": planifiables}
        return render(request, "evaluations/passage_choisir.html", contexte)
    visibles = Inscription.objects.visibles_par(request.user).select_related("candidat", "organisme", "referentiel")
    inscription = get_object_or_404(visibles, pk=choix)
    attendues = competences_attendues([inscription])[inscription.pk]
    initial = {
        "competences": [ligne.competence.pk for ligne in attendues if not ligne.planifiee],
        "heure": commission.heure,
    }
    form = PassageForm(**saisie(request), initial=initial, attendues=attendues)

    def ajouter(*, competences: list[int], **donnees: Any) -> Passage:
        choisies = Competence.objects.filter(pk__in=competences)
        return ajouter_passage(commission=commission, inscription=inscription, competences=choisies, **donnees)

    return acte(request, form, _page_du_passage(commission, inscription), ajouter)


def _page_du_passage(commission: Commission, inscription: Inscription) -> Page:
    return Page(
        f"Ajouter {inscription.candidat}",
        f"{inscription.candidat} est ajouté à la commission.",
        commission,
        "Ajouter à la commission",
        "Les compétences qu’aucune séance ne prévoit encore sont cochées. Une compétence peut être évaluée à plusieurs "
        "séances.",
        sous_titre=f"{inscription.referentiel.intitule} · {_seance(commission)}",
        intitule="Ce qui est évalué ce jour-là",
        liens=((reverse("passage_ajouter", args=[commission.pk]), "Un autre candidat"),),
        fil=_fil(commission),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def passage_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    commissions = Commission.objects.visibles_par(request.user)
    passage = get_object_or_404(
        Passage.objects.filter(commission__in=commissions).select_related("commission", "inscription__candidat"), pk=pk
    )
    form = RetraitForm(
        **saisie(request),
        seance_passee=passage.commission.date <= horloge.aujourdhui(),
        planifiee=passage.commission.etat == EtatCommission.PLANIFIEE,
    )

    def retirer() -> None:
        donnees, acteurs = form.cleaned_data, {"par": request.user, "a": horloge.maintenant()}
        nature, motif = donnees["nature"], donnees["motif"]
        if nature == RetraitForm.ERREUR:
            retirer_passage(passage=passage, motif=motif, **acteurs)
        else:
            le = donnees["nouvelle_date"]
            noter_absence(passage=passage, nature=NatureIncident(nature), motif=motif, nouvelle_date=le, **acteurs)

    if tenter(request, form, retirer).fait:
        phrase = f"{passage.inscription.candidat} ne passe plus devant cette commission."
        return reussir(request, phrase, passage.commission)
    page = Page(
        f"Retirer {passage.inscription.candidat}",
        "",
        passage.commission,
        texte="Ses compétences redeviennent à planifier. Une absence ou un report se date, se motive et reste au "
        "dossier ; l’organisme est prévenu.",
        intitule="Ce candidat ne passe pas à cette séance",
        danger=True,
        fil=_fil(passage.commission),
    )
    return page_acte(request, form, page)


@require_POST
@reserve_a(*CENTRE)
def commission_convoquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Every candidate not convened yet, or the one named again (their civil status was corrected since)."""
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    choisi = request.POST.get("passage", "")
    passage = int(choisi) if choisi.isascii() and choisi.isdigit() and len(choisi) < 12 else None
    issue = essayer(
        lambda: convoquer_candidats(commission=commission, passage=passage, par=request.user, a=horloge.maintenant())
    )
    refuser(request, *issue.phrases)
    nombre, sans_courriel = issue.valeur if issue.fait else (0, [])
    if nombre:
        dire(request, f"{nombre} candidats convoqués." if nombre > 1 else "1 candidat convoqué.")
    if sans_courriel:
        noms = ", ".join(sans_courriel)
        avertir(request, f"Sans courriel connu, à convoquer autrement : {noms}.")
    return redirect(commission)


@require_POST
@reserve_a(*CENTRE)
def emargement_commission_rendre(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    return envoyer(
        request,
        lambda: rendre_emargement(commission=commission, par=request.user, a=horloge.maintenant()),
        "La feuille d’émargement est prête : imprimez-la et faites-la signer.",
        commission,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def emargement_commission_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user).select_related("emargement"), pk=pk)
    if getattr(commission, "emargement", None) is None or commission.emargement.etat != EtatEmargement.RENDU:
        refuser(request, "Aucune feuille d’émargement n’est à faire signer pour cette commission.")
        return redirect(commission)
    form = ScanForm(**saisie(request))

    def deposer(*, scan: tuple[str, bytes, str], par: Utilisateur, a: datetime) -> FeuilleEmargement:
        nom, octets, type_mime = scan
        return deposer_emargement_signe(
            commission=commission, nom=nom, octets=octets, type_mime=type_mime, par=par, a=a
        )

    page = Page(
        "Déposer la feuille signée",
        "L’émargement signé est déposé : la commission est tenue.",
        commission,
        "Déposer la feuille signée",
        sous_titre=_seance(commission),
        note="Le dépôt vaut preuve que la commission s’est tenue : elle ne se modifie plus ensuite.",
        fil=_fil(commission),
        icone="deposer",
    )
    return acte(request, form, page, deposer)


@require_safe
@reserve_a(*CONSULTATION)
def emargement_commission_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed scan once it is there, else (or with `?piece=feuille`) the émargement as rendered."""
    commissions = Commission.objects.visibles_par(request.user).select_related(
        "emargement__document__fichier", "emargement__scan"
    )
    feuille = get_object_or_404(commissions, pk=pk, emargement__isnull=False).emargement
    if feuille.scan and request.GET.get("piece") != "feuille":
        return reponse_fichier(feuille.scan)
    if (
        feuille.etat == EtatEmargement.RENDU
    ):  # still to be signed: its pages bear the codes that put their scan in place
        octets = octets_de(feuille.document.fichier)
        return telecharger_rendu(
            request,
            lambda: avec_codes(octets, SorteFeuille.EMARGEMENT, pk),
            feuille.document.fichier.nom,
            "commission_detail",
            pk,
        )
    return reponse_fichier(feuille.document.fichier)


def _modifiable(request: HttpRequest, pk: int) -> Commission:
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    if not peut_modifier(request.user, commission):
        raise PermissionDenied(f"{commission} : {commission.get_etat_display().lower()}, elle ne se modifie plus.")
    return commission
