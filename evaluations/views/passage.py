"""The candidates of a sitting: added, taken out, convened."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.choix import NatureIncident
from candidats.models import Inscription
from certif_portal.centre.models import lire_parametres
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
    tenter,
)
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.lectures import lue_de
from certif_portal.commun.textes import en_entier
from certif_portal.comptes.choix import CENTRE, CONSULTATION
from certif_portal.comptes.permissions import reserve_a
from evaluations.choix import EtatCommission
from evaluations.forms.commission import PassageForm, RetraitForm
from evaluations.forms.seance import CreneauxForm
from evaluations.models import Commission, Passage
from evaluations.queries.commission import inscriptions_planifiables
from evaluations.queries.competence import competences_attendues
from evaluations.queries.planification import alertes_du_choix, delais_du_centre
from evaluations.services.commission import ajouter_passage, noter_absence, retirer_passage
from evaluations.services.convocation import convoquer_candidats, editer_lettres
from evaluations.services.creneau import repartir_creneaux
from evaluations.views.commun import fil, inscription_nommee, modifiable, seance
from referentiels.models import Competence


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def passage_ajouter(request: HttpRequest, pk: int) -> HttpResponse:
    """First who (a list), then what is evaluated (`?inscription=`)."""
    commission = modifiable(request, pk)
    inscription = inscription_nommee(request)
    delais, le = delais_du_centre(lire_parametres()), horloge.aujourdhui()
    if inscription is None:
        lues = inscriptions_planifiables(commission)
        lignes = [(lue, alertes_du_choix(lue, commission.date, le, delais)) for lue in lues]
        return render(request, "evaluations/passage_choisir.html", {"commission": commission, "lignes": lignes})
    attendues = competences_attendues([inscription])[inscription.pk]
    initial = {
        "competences": [ligne.competence.pk for ligne in attendues if not ligne.planifiee],
        "heure": commission.heure,
    }
    form = PassageForm(**saisie(request), initial=initial, attendues=attendues)

    def ajouter(*, competences: list[int], **donnees: Any) -> Passage:
        choisies = Competence.objects.filter(pk__in=competences)
        return ajouter_passage(commission=commission, inscription=inscription, competences=choisies, **donnees)

    alertes = alertes_du_choix(inscription, commission.date, le, delais)
    page = _page_du_passage(commission, inscription)
    return acte(request, form, page, ajouter, "evaluations/passage_ajouter.html", alertes=alertes)


def _page_du_passage(commission: Commission, inscription: Inscription) -> Page:
    return Page(
        f"Ajouter {inscription.candidat}",
        f"L’ajout de {inscription.candidat} à la commission est enregistré.",
        commission,
        "Ajouter à la commission",
        "Les compétences qu’aucune séance ne prévoit encore sont cochées. Une compétence peut être évaluée à plusieurs "
        "séances.",
        sous_titre=f"{inscription.referentiel.intitule} · {seance(commission)}",
        intitule="Ce qui est évalué ce jour-là",
        liens=((reverse("passage_ajouter", args=[commission.pk]), "Un autre candidat"),),
        fil=fil(commission),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@reserve_a(*CENTRE)
def commission_creneaux(request: HttpRequest, pk: int) -> HttpResponse:
    """« Un candidat toutes les 45 minutes à partir de 8 h 30 »."""
    commission = modifiable(request, pk)
    page = Page(
        "Répartir les créneaux",
        "Chaque candidat a son créneau.",
        commission,
        "Répartir",
        sous_titre=seance(commission),
        note="Qui a déjà son heure garde son rang ; les autres suivent, par leur nom. Qui change d’heure est à "
        "convoquer de nouveau.",
        fil=fil(commission),
    )
    form = CreneauxForm(**saisie(request), initial={"debut": commission.heure})
    return acte(request, form, page, partial(repartir_creneaux, commission=commission))


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
        fil=fil(passage.commission),
    )
    return page_acte(request, form, page)


@require_POST
@reserve_a(*CENTRE)
def commission_convoquer(request: HttpRequest, pk: int) -> HttpResponse:
    """Every candidate not convened yet, or the one named again (their civil status was corrected since)."""
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    passage = en_entier(request.POST.get("passage", ""))
    issue = essayer(
        lambda: convoquer_candidats(commission=commission, passage=passage, par=request.user, a=horloge.maintenant())
    )
    refuser(request, *issue.phrases)
    nombre, sans_courriel = issue.valeur if issue.fait else (0, [])
    if nombre:
        dire(request, f"{nombre} candidats convoqués." if nombre > 1 else "1 candidat convoqué.")
    if sans_courriel:
        noms = ", ".join(sans_courriel)
        avertir(request, f"Sans courriel connu, à convoquer par lettre : {noms}.")
    return redirect(commission)


@require_POST
@reserve_a(*CENTRE)
def commission_lettres(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of those without an address, in one file to print."""
    commission = get_object_or_404(Commission.objects.visibles_par(request.user), pk=pk)
    return envoyer(
        request,
        lambda: editer_lettres(commission=commission, par=request.user, a=horloge.maintenant()),
        "Les lettres de convocation sont prêtes : imprimez-les et postez-les.",
        commission,
    )


@require_safe
@reserve_a(*CONSULTATION)
def passage_lettre(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter by which a candidate was convened, with those printed together."""
    passages = Passage.objects.filter(
        commission__in=Commission.objects.visibles_par(request.user), lettre__isnull=False
    )
    passage = get_object_or_404(passages.select_related("lettre__fichier"), pk=pk)
    lecture = lue_de("Lettre de convocation lue.", Inscription, passage.inscription_id)
    return reponse_fichier(passage.lettre.fichier, lecture, en_ligne=True)
