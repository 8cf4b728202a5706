"""Audits: the page everybody reads, the centre's acts, the OF's answers."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from certif_portal.commun import horloge
from certif_portal.commun.cadre import Page, acte, saisie
from certif_portal.commun.fichiers import reponse_fichier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.lectures import lue, lue_de
from certif_portal.commun.models import Fichier
from certif_portal.commun.tri import Tri
from certif_portal.comptes.choix import CENTRE, CONSULTATION, Role
from certif_portal.comptes.permissions import peut_tout_consulter, reserve_a
from habilitations import permissions, regles
from habilitations.choix import AUDITS_A_DECIDER, EtatAudit, NatureAudit, Verdict
from habilitations.criteres import INDICATEURS
from habilitations.forms.audit import (
    AffectationForm,
    ConstatForm,
    DecisionForm,
    DeclenchementForm,
    QuestionForm,
    ReponseQuestionForm,
    TexteForm,
    VisiteForm,
)
from habilitations.models import Audit, Echange, OrganismeFormation, VersionAnnexe
from habilitations.queries.audit import (
    COLONNES,
    agents_du_centre,
    audit_complet,
    audits_visibles,
    non_conformites_ouvertes,
    suite_d_une_notification,
)
from habilitations.services.audit import (
    affecter_audit,
    apprecier_indicateur,
    consigner_visite,
    decider_audit,
    declencher_audit,
    engager_contradictoire,
    notifier_constats,
    presenter_observations,
    questionner,
    repondre_question,
)

LECTEURS = (*CONSULTATION, Role.ORGANISME)
ECRITURE = ["GET", "HEAD", "POST"]
PAR_PAGE = 50
DOCUMENTS = ("rapport", "lettre", "attestation")
SORTES_VERDICT = {Verdict.CONFORME: "fait", Verdict.MINEURE: "attente", Verdict.MAJEURE: "refus"}
TEXTE_CONTRADICTOIRE = "L’organisme reçoit ce motif et peut y répondre avant la décision."


def sorte_audit(audit: Audit) -> tuple[str, str]:
    """How an audit looks, what it says."""
    if audit.etat != EtatAudit.CLOS:
        return "faire", audit.get_etat_display()
    if audit.nature == NatureAudit.INTERMEDIAIRE:
        return ("fait", "Habilitation maintenue") if audit.favorable else ("refus", "Habilitation retirée")
    return ("fait", "Habilitation accordée") if audit.favorable else ("refus", "Habilitation refusée")


def _audit(request: HttpRequest, pk: int) -> Audit:
    return get_object_or_404(audits_visibles(request.user), pk=pk)


def _audit_organisme(request: HttpRequest, pk: int) -> Audit:
    """For the OF's own managers."""
    audit = _audit(request, pk)
    if not permissions.peut_deposer_dossier(request.user, audit.organisme):
        raise PermissionDenied
    return audit


@require_safe
@reserve_a(*LECTEURS)
def audit_liste(request: HttpRequest) -> HttpResponse:
    etat = request.GET.get("etat", "") if request.GET.get("etat") in EtatAudit else ""
    audits = audits_visibles(request.user)
    if etat:
        audits = audits.filter(etat=etat)
    tri = Tri.lu(request.GET, COLONNES)
    page = Paginator(tri.trier(audits), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "lignes": [(audit, *sorte_audit(audit)) for audit in page],
        "tri": tri,
        "etat": etat,
        "etats": EtatAudit.choices,
        "du_centre": peut_tout_consulter(request.user),
        "peut_tirer": permissions.peut_decider_habilitation(request.user),
    }
    return render(request, "habilitations/audit_liste.html", contexte)


@require_safe
@reserve_a(*LECTEURS)
def audit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The OF reads the findings once notified."""
    audit = _audit(request, pk)
    lu = audit_complet(audit)
    lecteur = peut_tout_consulter(request.user)
    instruit, ouvert = permissions.peut_instruire(request.user), audit.etat != EtatAudit.CLOS
    decide = permissions.peut_decider_habilitation(request.user)
    sorte, etat = sorte_audit(audit)
    contexte = {
        "audit": audit,
        "lu": lu,
        "lignes": [
            (ligne, SORTES_VERDICT[Verdict(ligne.constat.verdict)] if ligne.constat else "") for ligne in lu.indicateurs
        ],
        "constats_visibles": lecteur or audit.notifie_le is not None,
        "sorte": sorte,
        "etat": etat,
        "limite": audit.limite(),
        "echanges": list(audit.echanges.select_related("fichier")),
        "documents": [nom for nom in DOCUMENTS if getattr(audit, f"{nom}_id")],
        "instruit": instruit and audit.etat == EtatAudit.INSTRUCTION,
        "peut_questionner": instruit and ouvert,
        "repond": ouvert and not instruit and permissions.peut_deposer_dossier(request.user, audit.organisme),
        "observe": audit.etat == EtatAudit.CONTRADICTOIRE,
        "peut_contredire": decide and audit.etat == EtatAudit.CORRECTIONS,
        "peut_decider": decide and audit.etat in AUDITS_A_DECIDER,
        "regle_delai": regles.ACTIONS_CORRECTIVES,
        "regle": regles.CRITERES_SATISFAITS,
        "actes": journal_de(audit)[:30] if lecteur else None,
    }
    return render(request, "habilitations/audit_detail.html", contexte)


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def audit_declencher(request: HttpRequest, pk: int) -> HttpResponse:
    organisme = get_object_or_404(OrganismeFormation.objects.visibles_par(request.user), pk=pk)
    agents = agents_du_centre(horloge.aujourdhui())
    form = DeclenchementForm(**saisie(request), agents=agents, initial={"agent": request.user.pk})
    page = Page(
        "Déclencher un audit intermédiaire",
        "L’audit est ouvert, l’organisme est prévenu.",
        reverse("organisme_habilitation", args=[organisme.pk]),
        texte=organisme.nom,
        regle=regles.AUDIT_INTERMEDIAIRE,
    )
    return acte(request, form, page, partial(declencher_audit, organisme=organisme))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def audit_affecter(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit(request, pk)
    agents = agents_du_centre(horloge.aujourdhui())
    form = AffectationForm(**saisie(request), objet=audit, agents=agents, initial={"agent": audit.agent_id})
    page = Page("Confier l’audit", "L’audit est confié.", audit, texte=str(audit))
    return acte(request, form, page, partial(affecter_audit, audit=audit))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def constat_saisir(request: HttpRequest, pk: int, indicateur: str) -> HttpResponse:
    """The finding, with the OF's answer and its annexes of that criterion under the eyes."""
    audit = _audit(request, pk)
    if indicateur not in INDICATEURS:
        raise Http404
    constat = audit.constats.filter(code=indicateur).first()
    form = ConstatForm(**saisie(request), audit=audit, critere=int(indicateur[0]), constat=constat)
    reponses = audit.dossier.reponses if audit.dossier else None
    reponse = reponses.filter(code=indicateur).first() if reponses else None
    annexes = form.fields["annexe"].queryset
    versions = (
        VersionAnnexe.objects.filter(annexe__in=annexes).select_related("annexe").order_by("annexe__rang", "numero")
    )
    courantes = {version.annexe_id: version for version in versions}
    page = Page(
        f"Indicateur {indicateur}",
        f"L’indicateur {indicateur} est apprécié.",
        audit,
        texte=INDICATEURS[indicateur].libelle + (f"\n\nRéponse de l’organisme :\n{reponse.texte}" if reponse else ""),
        regle=regles.CONSTAT_MOTIVE,
        liens=tuple((f"{reverse('annexe_fichier', args=[v.pk])}?lire", str(v.annexe)) for v in courantes.values()),
    )
    return acte(request, form, page, partial(apprecier_indicateur, audit=audit, code=indicateur))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def echange_questionner(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit(request, pk)
    page = Page("Poser une question", "La question est envoyée.", audit, bouton="Envoyer", texte=str(audit))
    return acte(request, QuestionForm(**saisie(request)), page, partial(questionner, audit=audit))


def _echange(request: HttpRequest, pk: int) -> Echange:
    echanges = Echange.objects.select_related("audit__organisme", "fichier")
    return get_object_or_404(echanges, pk=pk, audit__in=Audit.objects.visibles_par(request.user))


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def echange_repondre(request: HttpRequest, pk: int) -> HttpResponse:
    echange = _echange(request, pk)
    if not permissions.peut_deposer_dossier(request.user, echange.audit.organisme):
        raise PermissionDenied
    page = Page(
        "Répondre au centre", "La réponse est envoyée.", echange.audit, bouton="Envoyer", texte=echange.question
    )
    form = ReponseQuestionForm(**saisie(request))
    return acte(request, form, page, partial(repondre_question, echange=echange))


@require_safe
@reserve_a(*LECTEURS)
def echange_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    echange = _echange(request, pk)
    if echange.fichier is None:
        raise Http404
    return reponse_fichier(echange.fichier, lue_de("Pièce d’un échange lue.", Audit, echange.audit_id))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def audit_visite(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit(request, pk)
    initial = {
        "le": audit.visite_le,
        "lieu": audit.visite_lieu or audit.organisme.ville,
        "compte_rendu": audit.visite_compte_rendu,
    }
    page = Page("Visite du site", "La visite est consignée.", audit, texte=str(audit))
    form = VisiteForm(**saisie(request), objet=audit, initial=initial)
    return acte(request, form, page, partial(consigner_visite, audit=audit))


@require_http_methods(ECRITURE)
@reserve_a(*CENTRE)
def audit_notifier(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked first: it starts a delay that nobody can take back."""
    audit = _audit(request, pk)
    page = Page(
        "Notifier les constats",
        "Les constats sont notifiés à l’organisme.",
        audit,
        "Notifier",
        f"{audit.organisme.nom}, {audit.get_nature_display().lower()}.",
        regles.ACTIONS_CORRECTIVES,
        consequences=suite_d_une_notification(audit, horloge.aujourdhui()),
        icone="envoyer",
    )
    return acte(request, None, page, partial(notifier_constats, audit=audit))


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def audit_contradictoire(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit(request, pk)
    form = TexteForm(**saisie(request), champ="motif", libelle="Motif envisagé")
    page = Page(
        "Demander les observations de l’organisme",
        "L’organisme est invité à présenter ses observations.",
        audit,
        bouton="Envoyer",
        texte=TEXTE_CONTRADICTOIRE,
        regle=regles.OBSERVATIONS,
    )
    return acte(request, form, page, partial(engager_contradictoire, audit=audit))


@require_http_methods(ECRITURE)
@reserve_a(Role.ORGANISME)
def audit_observer(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit_organisme(request, pk)
    form = TexteForm(**saisie(request), champ="observations", libelle="Vos observations")
    page = Page(
        "Présenter vos observations", "Vos observations sont reçues.", audit, "Envoyer", audit.contradictoire_motif
    )
    return acte(request, form, page, partial(presenter_observations, audit=audit))


@require_http_methods(ECRITURE)
@reserve_a(Role.RESPONSABLE)
def audit_decider(request: HttpRequest, pk: int) -> HttpResponse:
    audit = _audit(request, pk)
    form = DecisionForm(**saisie(request), intermediaire=audit.nature == NatureAudit.INTERMEDIAIRE)
    observations = f"Observations de l’organisme :\n{audit.observations}" if audit.observations else ""
    page = Page(
        "Décider",
        "La décision est prise, sa lettre est rendue.",
        audit,
        "Décider",
        observations,
        regles.CRITERES_SATISFAITS,
        consequences=[f"Non-conformité ouverte : {nc}." for nc in non_conformites_ouvertes(audit)],
    )
    return acte(request, form, page, partial(decider_audit, audit=audit))


@require_safe
@reserve_a(*LECTEURS)
def audit_document(request: HttpRequest, pk: int, document: str) -> HttpResponse:
    """The report, the letter or the attestation, as stored."""
    audit = _audit(request, pk)
    rendu: Any = getattr(audit, document) if document in DOCUMENTS else None
    if rendu is None:
        raise Http404
    return reponse_fichier(Fichier.objects.get(pk=rendu.fichier_id), lue(f"{rendu.titre} : document lu.", audit))
