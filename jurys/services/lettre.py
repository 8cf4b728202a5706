"""Letters to the candidates and their companies: held by the closing, read again, edited or dropped, then sent
together."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from candidats.models import Inscription
from candidats.services.decision import communiquer_resultats
from certif_portal.centre.choix import ObjetDelegation
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import Brouillon, ecarter_courriels, laisser_partir, modifier_retenu, retenir
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.comptes.models import Utilisateur
from habilitations.models import OrganismeFormation
from jurys.choix import TRANSITIONS_LETTRE, Destinataire, EtatLettre, NaturePapier
from jurys.courriels import annoncer_resultats
from jurys.documents.lettre import (
    MODELE_LETTRE,
    VERSION_LETTRE,
    Resultat,
    Texte,
    adresse_de_l_entreprise,
    adresse_du_candidat,
    contexte_lettre,
    ecrire,
    en_courriel,
    entreprise_a_prevenir,
    signataire,
)
from jurys.models import Jury, Lettre, Papier, Presentation, Rectification
from jurys.queries.papier import rang_de_remise
from jurys.services.composition import verrouiller_jury
from jurys.services.papier import Prevu, papiers_a_la_suite

ACTE = "lettre_decision"


def retenir_lettres(
    jury: Jury,
    resultats: Iterable[tuple[Presentation, Resultat]],
    *,
    president: str,
    centre: ParametresCentre,
    a: datetime,
    rectification: Rectification | None = None,
) -> None:
    """Write every letter of a jury, within the act of its closing or a rectification, and hold its mail: 3 queries."""
    qualite, nom = signataire(president, delegation_le(jury.date, ObjetDelegation.LETTRES))
    lettres = []
    for presentation, resultat in resultats:
        inscription = resultat.inscription
        adresse, courriel = adresse_du_candidat(inscription.candidat), inscription.candidat.courriel
        texte = ecrire("lettre_candidat", resultat, jury, centre)
        lettres.append(_lettre(presentation, Destinataire.CANDIDAT, adresse, courriel, texte))
        if entreprise_a_prevenir(inscription):
            adresse, courriel = adresse_de_l_entreprise(inscription), inscription.superieur_courriel
            texte = ecrire("lettre_entreprise", resultat, jury, centre)
            lettres.append(_lettre(presentation, Destinataire.ENTREPRISE, adresse, courriel, texte))
    for lettre in lettres:
        lettre.qualite, lettre.signataire, lettre.rectification = qualite, nom, rectification
    _retenir_courriels(lettres, a)
    Lettre.objects.bulk_create(lettres)


def _lettre(presentation: Presentation, pour: Destinataire, adresse: str, courriel: str, texte: Texte) -> Lettre:
    return Lettre(
        jury_id=presentation.jury_id,
        presentation=presentation,
        organisme_id=presentation.inscription.organisme_id,
        pour=pour,
        adresse=adresse,
        courriel=courriel,
        objet=texte.objet,
        corps=texte.corps,
    )


def _retenir_courriels(lettres: Sequence[Lettre], a: datetime) -> None:
    par_courriel = [lettre for lettre in lettres if lettre.courriel]
    brouillons = [
        Brouillon(lettre.courriel, lettre.objet, en_courriel(lettre), ACTE, lettre.presentation.inscription)
        for lettre in par_courriel
    ]
    for lettre, courriel in zip(par_courriel, retenir(brouillons, a=a), strict=True):
        lettre.envoi = courriel


@acte
def modifier_lettre(
    *, lettre: Lettre, adresse: str, courriel: str, objet: str, corps: str, par: Utilisateur, a: datetime
) -> Lettre:
    """Change a draft, and the mail held for it; an address given or taken away makes or drops the mail."""
    lettre = _verrouiller(lettre)
    if lettre.etat != EtatLettre.RETENUE:
        raise ErreurMetier(f"Cette lettre est « {lettre.get_etat_display()} » : elle ne se modifie plus.")
    for texte in (adresse, objet, corps):
        if defaut := defaut_de_texte(texte.replace("\r", "").replace("\n", " ")):
            raise ErreurMetier(defaut)
    lettre.adresse, lettre.courriel, lettre.objet, lettre.corps = adresse, courriel, objet, corps
    if lettre.envoi and courriel:
        modifier_retenu(lettre.envoi, destinataire=courriel, objet=objet, texte=en_courriel(lettre))
    elif lettre.envoi:
        ecarter_courriels([lettre.envoi])
        lettre.envoi = None
    else:
        _retenir_courriels([lettre], a)
    lettre.full_clean()
    lettre.save()
    phrase = f"Lettre ({lettre.get_pour_display().lower()}) modifiée avant son envoi."
    journaliser(lettre.presentation.inscription, "lettre", phrase, par=par, a=a)
    return lettre


@acte
def ecarter_lettre(*, lettre: Lettre, motif: str, par: Utilisateur, a: datetime) -> Lettre:
    """Drop a draft: neither its mail nor its paper will leave. The last one of an OF lets its results be told."""
    lettre = _verrouiller(lettre)
    verifier_transition(TRANSITIONS_LETTRE, lettre, EtatLettre.ECARTEE)
    lettre.etat = EtatLettre.ECARTEE
    if lettre.envoi:
        ecarter_courriels([lettre.envoi])
    lettre.save(update_fields=["etat"])
    _annoncer_aux(lettre.jury, [lettre.organisme], a)
    phrase = f"Lettre ({lettre.get_pour_display().lower()}) écartée : {motif}"
    journaliser(lettre.presentation.inscription, "lettre", phrase, par=par, a=a)
    return lettre


def _verrouiller(lettre: Lettre) -> Lettre:
    verrouillees = Lettre.objects.select_for_update(of=("self",), no_key=True)
    return verrouillees.select_related("envoi", "jury", "organisme", "presentation__inscription").get(pk=lettre.pk)


@acte
def envoyer_lettres(
    *,
    jury: Jury,
    par: Utilisateur,
    a: datetime,
    organismes: Iterable[int | None] | None = None,
    attendues: int | None = None,
) -> list[Lettre]:
    """Let the drafts leave together, all of them or those of some OF (None: candidates without any): their mails join
    the outbox, their papers are asked for, and each OF is told the results of its own candidates. `attendues`: how many
    were announced to whoever sends."""
    jury = verrouiller_jury(jury)
    retenues = Lettre.objects.select_for_update(of=("self",), no_key=True).filter(jury=jury, etat=EtatLettre.RETENUE)
    choisis = None if organismes is None else set(organismes)
    lues = retenues.select_related("envoi", "presentation__inscription__candidat", "organisme").order_by("pour", "pk")
    lettres = sorted(
        (lettre for lettre in lues if choisis is None or lettre.organisme_id in choisis),
        key=lambda lettre: rang_de_remise(lettre.organisme),
    )
    if not lettres:
        raise ErreurMetier("Aucune lettre n’attend d’être envoyée.")
    if attendues is not None and attendues != len(lettres):
        raise ErreurMetier(
            f"Lettres annoncées : {attendues} ; à envoyer maintenant : {len(lettres)}. Relisez, puis envoyez."
        )
    papiers = _demander_papiers(jury, lettres, par, a)
    for lettre, papier in zip(lettres, papiers, strict=True):
        verifier_transition(TRANSITIONS_LETTRE, lettre.etat, EtatLettre.PARTIE)
        lettre.etat, lettre.partie_le, lettre.papier = EtatLettre.PARTIE, a, papier
    Lettre.objects.bulk_update(lettres, ["etat", "partie_le", "papier"])
    laisser_partir([lettre.envoi for lettre in lettres if lettre.envoi])
    journaliser_tous(((lettre.presentation.inscription, "lettre", _phrase(lettre)) for lettre in lettres), par=par, a=a)
    journaliser(jury, "lettres", f"Lettres envoyées : {len(lettres)}.", par=par, a=a)
    _annoncer_aux(jury, (lettre.organisme for lettre in lettres), a)
    return lettres


def _phrase(lettre: Lettre) -> str:
    voie = f"par courriel à {lettre.courriel} et sur papier" if lettre.envoi else "sur papier"
    return f"Lettre ({lettre.get_pour_display().lower()}) partie {voie}."


def _titre(lettre: Lettre) -> str:
    """A company that has several candidates receives a letter for each."""
    titre = f"Lettre, {lettre.get_pour_display().lower()} : {lettre.nomme}"
    return (
        f"{titre}, pour {lettre.presentation.inscription.candidat}" if lettre.pour == Destinataire.ENTREPRISE else titre
    )


def _demander_papiers(jury: Jury, lettres: Sequence[Lettre], par: Utilisateur, a: datetime) -> list[Papier]:
    centre = parametres()
    prevus = [
        Prevu(
            nature=NaturePapier.LETTRE,
            titre=_titre(lettre)[:200],
            modele=MODELE_LETTRE,
            version=VERSION_LETTRE,
            contexte=contexte_lettre(lettre, centre, a),
            organisme=lettre.organisme_id,
        )
        for lettre in lettres
    ]
    return papiers_a_la_suite(jury, prevus, par=par, a=a)


def _annoncer_aux(jury: Jury, organismes: Iterable[OrganismeFormation | None], a: datetime) -> None:
    """Each OF none of whose letters waits any more is told its results, and sees them from now on."""
    en_attente = set(jury.lettres.filter(etat=EtatLettre.RETENUE).order_by().values_list("organisme", flat=True))
    for organisme in sorted({organisme for organisme in organismes if organisme}, key=lambda o: o.pk):
        if organisme.pk not in en_attente:
            _annoncer(jury, organisme, a)


def _annoncer(jury: Jury, organisme: OrganismeFormation, a: datetime) -> None:
    """Its own candidates only, once: what is said of one OF is said when its letters leave."""
    communiquer_resultats(Inscription.objects.filter(presentations__jury=jury, organisme=organisme))
    siennes = jury.presentations.filter(inscription__organisme=organisme).select_related(
        "inscription__candidat", "inscription__referentiel__certification"
    )
    annoncer_resultats(
        jury,
        organisme,
        siennes.prefetch_related("inscription__blocs__bloc", "decisions_blocs__version_bloc__bloc"),
        a=a,
    )
