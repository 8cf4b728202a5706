"""The livrets that are awaited, by session: filled together, undone, then deposited together (portail.lots)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candidats.forms.livret_prepare import RemplissageForm
from candidats.models import Inscription
from candidats.queries.livret_prepare import (
    MAXIMUM,
    Attendu,
    a_copier,
    en_commun,
    lire_attendus,
    livrets_attendus_de,
    saisie_a_copier,
    sessions,
)
from candidats.services.livret_prepare import Remplissage, annuler_remplissage, remplir_livrets
from candidats.views.commun import moment, montrer, personne_de
from certif_portal.centre.models import parametres
from certif_portal.commun.cadre import avertir, envoyer, refuser, reussir, saisie, tenter
from certif_portal.commun.durees import compte
from certif_portal.commun.textes import en_entiers
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import reserve_a

PORTEURS = (*CENTRE, Role.ORGANISME)


@require_safe
@reserve_a(*PORTEURS)
def livret_liste(request: HttpRequest) -> HttpResponse:
    """Every livret that is awaited from this person, with what it lacks."""
    inscriptions = livrets_attendus_de(personne_de(request))
    lues = list(inscriptions[:MAXIMUM])
    trop = inscriptions.count() if len(lues) == MAXIMUM else 0
    groupes = sessions(lire_attendus(lues, moment()[0]))
    return montrer(request, "livret_liste", sessions=groupes, nombre=len(lues), trop=trop if trop > MAXIMUM else 0)


def _choisis(request: HttpRequest, donnees: QueryDict) -> list[Attendu]:
    """Those ticked, of the first version met: a page fills one référentiel. The rest is told."""
    choix = en_entiers(donnees.getlist("inscription"))
    attendues = list(livrets_attendus_de(personne_de(request)).filter(pk__in=choix)[:MAXIMUM])
    memes = [i for i in attendues if i.referentiel_id == attendues[0].referentiel_id]
    if ailleurs := [str(i.candidat) for i in attendues if i.referentiel_id != attendues[0].referentiel_id]:
        avertir(request, f"D’une autre certification, à remplir à part : {', '.join(ailleurs)}.")
    return lire_attendus(memes, moment()[0])


@require_http_methods(["GET", "POST"])
@reserve_a(*PORTEURS)
def livret_remplir(request: HttpRequest) -> HttpResponse:
    """One form for many; what it fills stays a draft."""
    attendus = _choisis(request, request.POST if request.method == "POST" else request.GET)
    if not attendus:
        refuser(request, f"Cochez au moins un candidat dont le {parametres().livret_nom} est attendu.")
        return redirect("livret_liste")
    modeles = a_copier(attendus[0].inscription.referentiel_id, personne_de(request))
    modele = next((m for m in modeles if str(m.pk) == request.GET.get("modele")), None)
    form = _formulaire(request, attendus, modele)
    issue = tenter(
        request,
        form,
        lambda: remplir_livrets(
            vus=_vus(request, attendus),
            communs=form.saisie_de,
            remplacer=form.cleaned_data["remplacer"],
            par=personne_de(request),
            a=moment()[1],
        ),
    )
    if issue.fait:
        return _rempli(request, issue.valeur)
    contexte = {"attendus": attendus, "modeles": modeles, "modele": modele, "commences": _commences(attendus)}
    return montrer(request, "livret_remplir", formulaire=form, **contexte)


def _formulaire(request: HttpRequest, attendus: list[Attendu], modele: Inscription | None) -> RemplissageForm:
    """The competences of all; what the livret to copy says of them; the date of evaluation that all have already."""
    lignes = {ligne.numero: ligne for attendu in attendus for ligne in attendu.competences}
    competences = [lignes[numero] for numero in sorted(lignes)]
    prevues = {attendu.inscription.date_evaluation_prevue for attendu in attendus}
    initial: dict[str, Any] = {"date_evaluation_prevue": prevues.pop() if len(prevues) == 1 else None}
    if modele is not None:
        initial |= en_commun(saisie_a_copier(modele), competences)
    referentiel = attendus[0].inscription.referentiel
    modalites = list(referentiel.modalites.all())
    return RemplissageForm(**saisie(request), initial=initial, competences=competences, modalites=modalites)


def _commences(attendus: list[Attendu]) -> int:
    return sum(attendu.commence for attendu in attendus)


def _vus(request: HttpRequest, attendus: list[Attendu]) -> dict[int, str]:
    """What the page showed of each."""
    return {a.inscription.pk: request.POST.get(f"vu_{a.inscription.pk}", "") for a in attendus}


def _dire_les_laisses(request: HttpRequest, remplissage: Remplissage) -> None:
    for inscription, pourquoi in remplissage.laisses:
        avertir(request, f"Rien ne change pour {inscription.candidat} : {pourquoi}.")


def _rempli(request: HttpRequest, remplissage: Remplissage) -> HttpResponse:
    """What was done, and by name what was not."""
    _dire_les_laisses(request, remplissage)
    faits, centre = len(remplissage.faits), parametres()
    if not faits:
        refuser(request, "Rien n’est enregistré.")
        return redirect("livret_liste")
    mots = f"{faits} {centre.livrets_nom} sont remplis" if faits > 1 else f"Un {centre.livret_nom} est rempli"
    return reussir(request, f"{mots}. Relisez, corrigez chacun au besoin, puis déposez.", "livret_liste")


@require_POST
@reserve_a(*PORTEURS)
def livret_annuler(request: HttpRequest) -> HttpResponse:
    """Undo the last filling in number, of those not touched since; what is left as it is, is told by name."""
    attendus = _choisis(request, request.POST)
    return envoyer(
        request,
        lambda: annuler_remplissage(vus=_vus(request, attendus), par=personne_de(request), a=moment()[1]),
        lambda annulation: _annule(request, annulation),
        "livret_liste",
    )


def _annule(request: HttpRequest, annulation: Remplissage) -> str:
    _dire_les_laisses(request, annulation)
    if not annulation.faits:
        return "Rien n’est annulé."
    return f"Le remplissage est annulé pour {compte(len(annulation.faits), 'candidat')}."
