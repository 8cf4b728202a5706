"""The OF writes a registration, and submits it."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from candidats import permissions
from candidats.choix import EtatDemande, Voie
from candidats.forms.examen import PieceIdentiteForm
from candidats.forms.inscription import InscriptionForm, valeurs_initiales
from candidats.models import DemandeInscription, Inscription, Projet
from candidats.queries.catalogue import faits_referentiels, pourquoi_fermees, referentiels_ouverts
from candidats.queries.demande import donnees_de_demande
from candidats.queries.inscription import (
    Details,
    details_saisis,
    donnees_de,
    organisme_nomme,
    partage_avec_la_suivante,
)
from candidats.queries.personne import doubles_de
from candidats.queries.projet import projets_a_choisir
from candidats.regles.constat import FaitsReferentiel
from candidats.regles.inscription import INSCRIPTION_DELAI
from candidats.services.demande import reprendre_demande
from candidats.services.depot import (
    InscriptionIncomplete,
    constats_du_depot,
    demander_derogation,
    deposer_inscription,
    detail_du_retard,
    est_en_retard,
)
from candidats.services.identite import deposer_piece_identite
from candidats.services.inscription import creer_inscription, modifier_inscription
from candidats.views.commun import DOSSIER, exiger, moment, montrer, personne_de, trouver
from certif_portal.centre.models import parametres
from certif_portal.commun.apercu import Apercu
from certif_portal.commun.cadre import (
    Page,
    acte,
    apercu_demande,
    avertir,
    conclure,
    dire,
    essayer,
    page_acte,
    refuser,
    reussir,
    saisie,
    tenter,
)
from certif_portal.commun.cadre import montrer as apercevoir_saisie
from certif_portal.commun.erreurs import RegleNonRespectee
from certif_portal.commun.formulaires import MotifForm
from certif_portal.commun.textes import cle_recherche, en_entier
from certif_portal.commun.versions import comme_envoye
from certif_portal.comptes.choix import CENTRE, Role
from certif_portal.comptes.permissions import est_du_centre, reserve_a
from habilitations.models import OrganismeFormation
from referentiels.models import Referentiel
from referentiels.regles import ENGAGEMENT_INSCRIPTION

REPRIS_DU_PROJET = ("portee", "voie", "entree_formation", "fin_formation", "date_evaluation_prevue")


def organisme_de(request: HttpRequest) -> OrganismeFormation | None:
    """The OF this person writes for: theirs, the one the address names when they have several; none for the staff."""
    if est_du_centre(request.user):
        return None
    organisme = organisme_nomme(request.user, request.GET)
    if organisme is None:
        raise PermissionDenied
    return organisme


def referentiel_voulu(request: HttpRequest) -> Referentiel | None:
    """The open certification the address names; 404 when it is not one of them."""
    voulu = request.GET.get("referentiel", "")
    if not voulu:
        return None
    le, _ = moment()
    return get_object_or_404(referentiels_ouverts(le), pk=en_entier(voulu))


def demande_voulue(request: HttpRequest) -> DemandeInscription | None:
    """The request of the public form that the staff take up: its words fill the form; nobody else may name one."""
    voulue = request.GET.get("demande", "")
    if not voulue:
        return None
    if not est_du_centre(request.user):
        raise Http404
    return get_object_or_404(DemandeInscription, pk=en_entier(voulue), etat=EtatDemande.A_TRAITER)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_creer(request: HttpRequest) -> HttpResponse:
    """Choose the certification, then fill the form."""
    referentiel, organisme = referentiel_voulu(request), organisme_de(request)
    if referentiel is None:
        return choisir_certification(request, organisme, retour=reverse("inscription_liste"))
    le, _ = moment()
    demande = demande_voulue(request)
    projets = projets_a_choisir(organisme.pk if organisme else None, referentiel.certification_id, le)
    initial = valeurs_initiales(donnees_de_demande(demande)) if demande else _du_projet(request, projets)
    return _creer(request, referentiel, organisme, projets, initial, demande=demande)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_suivante(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form, filled with what this registration shares with the next of its session; with its company too
    when it was ticked (`?entreprise=1`)."""
    precedente = trouver(request, pk)
    exiger(permissions.porte_le_dossier(request.user, precedente), precedente)
    le, _ = moment()
    organisme, certification = precedente.organisme, precedente.referentiel.certification_id
    ouverts = referentiels_ouverts(le).filter(certification=certification)
    referentiel = ouverts.filter(pk=precedente.referentiel_id).first() or ouverts.first()
    if referentiel is None:
        refuser(request, f"{precedente.referentiel} n’est plus ouvert aux inscriptions : choisissez-en une autre.")
        return redirect("inscription_creer")
    projets = projets_a_choisir(organisme.pk if organisme else None, certification, le)
    initial = partage_avec_la_suivante(
        precedente, referentiel, meme_entreprise="entreprise" in request.GET, projets=[p.pk for p in projets]
    )
    if initial["voie"] == Voie.SANS_FORMATION and not _offerte(organisme):
        del initial["voie"]
    return _creer(request, referentiel, organisme, projets, initial, precedente=precedente)


def _creer(
    request: HttpRequest,
    referentiel: Referentiel,
    organisme: OrganismeFormation | None,
    projets: dict[Projet, list[int]],
    initial: dict[str, Any],
    *,
    demande: DemandeInscription | None = None,
    precedente: Inscription | None = None,
) -> HttpResponse:
    le, a = moment()
    faits = faits_referentiels([referentiel])[referentiel.pk]
    options: dict[str, Any] = {"projets": projets, "initial": initial, "sans_formation": _offerte(organisme)}
    form = InscriptionForm(**saisie(request), faits=faits, le=le, **options)

    def enregistrer() -> Inscription:
        donnees = form.saisie | {"par": personne_de(request), "a": a}
        if demande:
            return reprendre_demande(demande=demande, **donnees)
        return creer_inscription(organisme=organisme, **donnees)

    issue = tenter(request, form, enregistrer)
    if issue.fait:
        return _apres_saisie(request, issue.valeur, form)
    return _page(request, form, faits, organisme=organisme, precedente=precedente)


def _offerte(organisme: OrganismeFormation | None) -> bool:
    """Without training: to the staff who write for a company, where the centre admits it."""
    return organisme is None and parametres().sans_formation


def _du_projet(request: HttpRequest, projets: dict[Projet, list[int]]) -> dict[str, Any]:
    """What the projet named by the address, or the only one there is, already says of the registration."""
    nommes = [projet for projet in projets if str(projet.pk) == request.GET.get("projet")]
    if len(nommes or projets) != 1:
        return {}
    projet = next(iter(nommes or projets))
    connus = {champ: getattr(projet, champ) for champ in REPRIS_DU_PROJET if getattr(projet, champ)}
    return connus | {"projet_id": projet.pk, "blocs": projets[projet]}


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_modifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Complete a draft, or correct what was sent back."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_modifier(request.user, inscription), inscription)
    if "changer" in request.GET:
        return choisir_certification(request, inscription.organisme, retour=request.path)
    _, a = moment()
    details = details_saisis(inscription, avec_projets=True)
    referentiel = referentiel_voulu(request) or inscription.referentiel
    faits = faits_referentiels([referentiel])[referentiel.pk]
    form = _formulaire(request, inscription, details, faits)
    page = partial(_page, inscription=inscription, details=details, organisme=inscription.organisme)
    enregistrer = partial(modifier_inscription, inscription=inscription, par=personne_de(request), a=a)
    if apercu_demande(request):
        apercu = apercevoir_saisie(request, form, inscription, lambda: enregistrer(donnees=form.donnees))
        return page(request, form, faits, apercu=apercu)
    issue = tenter(request, form, lambda: enregistrer(donnees=form.donnees, piece=form.piece))
    if issue.fait:
        return _apres_saisie(request, issue.valeur, form)
    return page(request, form, faits)


def _formulaire(
    request: HttpRequest, inscription: Inscription, details: Details, faits: FaitsReferentiel
) -> InscriptionForm:
    """What is sent or given back; else what is stored, with what a deposit still misses (`?depot=1`)."""
    le, _ = moment()
    options: dict[str, Any] = {
        "objet": inscription,
        "faits": faits,
        "le": le,
        "premier_depot": inscription.deposee_le,
        "verifiee": inscription.candidat.identite_verifiee_le is not None,
        "initial": valeurs_initiales(donnees_de(inscription, details)),
        "sans_formation": _offerte(inscription.organisme),
        "projets": [p for p in details.projets if p.ouvert(le) or p.pk == inscription.projet_id],
    }
    form = InscriptionForm(**saisie(request), **options)
    if not form.is_bound and "depot" in request.GET:
        form = InscriptionForm(comme_envoye(form), **options)
        form.signaler(constats_du_depot(inscription, le, details))
    return form


def _page(
    request: HttpRequest,
    form: InscriptionForm,
    faits: FaitsReferentiel,
    *,
    organisme: OrganismeFormation | None,
    inscription: Inscription | None = None,
    details: Details | None = None,
    precedente: Inscription | None = None,
    apercu: Apercu | None = None,
) -> HttpResponse:
    return montrer(
        request,
        "inscription_formulaire",
        formulaire=form,
        faits=faits,
        inscription=inscription,
        organisme=organisme,
        pieces=details.pieces if details else (),
        precedente=precedente,
        apercu=apercu,
        meme_entreprise="entreprise" in request.GET,
        depot_refuse=request.method == "GET" and form.is_bound and "depot" in request.GET,
    )


def choisir_certification(
    request: HttpRequest, organisme: OrganismeFormation | None, *, retour: str, pour_projet: bool = False
) -> HttpResponse:
    """The certifications open today; the choice comes back in the address."""
    le, _ = moment()
    texte = request.GET.get("q", "")[:100]
    referentiels = referentiels_ouverts(le)
    mots = cle_recherche(texte).split()
    for mot in mots:
        referentiels = referentiels.filter(certification__cle_recherche__contains=mot)
    organismes = OrganismeFormation.objects.visibles_par(request.user) if organisme else ()
    return montrer(
        request,
        "inscription_certification",
        referentiels=referentiels[:200],
        q=texte,
        fermees=pourquoi_fermees(le, mots) if mots else (),
        regle=ENGAGEMENT_INSCRIPTION,
        organisme=organisme,
        organismes=organismes,
        retour=retour,
        changer="changer" in request.GET,
        pour_projet=pour_projet,
    )


def _apres_saisie(request: HttpRequest, inscription: Inscription, form: InscriptionForm) -> HttpResponse:
    for avis in form.avis:
        avertir(request, f"Lieu de naissance. {avis}")
    if doubles := doubles_de(inscription.candidat, request.user):
        noms = ", ".join(map(str, doubles))
        avertir(request, f"Peut-être la même personne que {noms}, né(e) le même jour : comparez les deux états civils.")
    if "deposer" in request.POST:
        return _deposer(request, inscription)
    if "suivant" in request.POST:
        suivante = reverse("inscription_suivante", args=[inscription.pk])
        suivante += "?entreprise=1" if "meme_entreprise" in request.POST else ""
        return reussir(request, f"Le brouillon de {inscription.candidat} est enregistré. Au suivant.", suivante)
    return reussir(
        request, "Le brouillon est enregistré. Il n’est pas encore déposé.", "inscription_modifier", inscription.pk
    )


def _deposer(request: HttpRequest, inscription: Inscription) -> HttpResponse:
    """Submit, then lead to the file, to what is missing, or to the dérogation."""
    _, a = moment()
    issue = essayer(lambda: deposer_inscription(inscription=inscription, par=personne_de(request), a=a))
    if isinstance(issue.refus, InscriptionIncomplete):
        avertir(request, "Le brouillon est enregistré, mais il ne peut pas encore être déposé.")
        return redirect(f"{reverse('inscription_modifier', args=[inscription.pk])}?depot=1")
    if isinstance(issue.refus, RegleNonRespectee) and issue.refus.regle is INSCRIPTION_DELAI:
        return redirect("derogation_demander", inscription.pk)
    return conclure(request, issue, "L’inscription est déposée : le centre la vérifie.", inscription)


@require_POST
@reserve_a(*CENTRE, Role.ORGANISME)
def inscription_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a draft as it stands."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_modifier(request.user, inscription), inscription)
    return _deposer(request, inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def piece_identite_deposer(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or replace the identity paper; the OF cannot read it again."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_modifier(request.user, inscription), inscription)
    page = Page(
        "Pièce d’identité",
        "La pièce d’identité est déposée. Seul le centre peut la lire.",
        reverse("inscription_modifier", args=[inscription.pk]),
        "Déposer",
        "Le centre seul peut la lire, chaque lecture est inscrite au journal, et elle est supprimée dès la décision du "
        "jury.",
        intitule="Déposer une pièce d’identité",
        icone="deposer",
    )
    deposer = partial(deposer_piece_identite, inscription=inscription)
    return acte(request, PieceIdentiteForm(**saisie(request)), page, deposer, DOSSIER, inscription=inscription)


@require_http_methods(["GET", "POST"])
@reserve_a(*CENTRE, Role.ORGANISME)
def derogation_demander(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a late registration to be accepted, and submit it in the same move."""
    inscription = trouver(request, pk)
    exiger(permissions.peut_modifier(request.user, inscription), inscription)
    le, a = moment()
    form = MotifForm(**saisie(request), libelle="Pourquoi cette inscription est tardive")
    issue = tenter(
        request,
        form,
        lambda: demander_derogation(
            inscription=inscription, motif=form.cleaned_data["motif"], par=personne_de(request), a=a
        ),
    )
    if issue.fait:
        dire(request, "La dérogation est demandée : le centre en décidera.")
        return _deposer(request, inscription)
    tardive = est_en_retard(inscription, inscription.deposee_le or le)
    page = Page(
        "Dérogation",
        "",
        reverse("inscription_modifier", args=[inscription.pk]),
        "Demander la dérogation et déposer",
        (f"Inscription tardive. {detail_du_retard(inscription)}\n\n" if tardive else "")
        + "Le brouillon est enregistré. Dites au centre pourquoi l’inscription vient après le délai ; il en décide en "
        "la vérifiant. Après la fin de la formation, personne ne peut plus inscrire.",
        INSCRIPTION_DELAI if tardive else None,
        intitule="Demander une dérogation au centre",
    )
    return page_acte(request, form, page, DOSSIER, inscription=inscription)
