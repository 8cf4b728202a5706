"""The company's opinion: asked by a one-time link, given, or its absence recorded."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from candidats.choix import EtatInscription
from candidats.models import Inscription
from certif_portal.centre.models import ValeurAvis, parametres, valeurs_avis
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.liens import empreinte_jeton, nouveau_jeton
from certif_portal.commun.signature import Trait
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from evaluations.choix import TRANSITIONS_AVIS, EtatAvis
from evaluations.courriels.avis import accuser_avis, demander_avis, dire_avis_passe
from evaluations.models import AvisActivite, AvisEntreprise, LienAvis
from evaluations.queries.avis import activites_pour_avis
from evaluations.regles.avis import (
    AVIS_ABSENCE,
    AVIS_COMMENTAIRE,
    AVIS_ENTREPRISE,
    AVIS_SIGNATURE,
    avis_requis,
    avis_signe,
    peut_constater_absence,
)

LIEN_CLOS = "Ce lien ne peut plus servir : l’avis est déjà donné, ou un autre lien l’a remplacé."


class LienInutilisable(ErreurMetier):
    """The link was used, revoked or has expired."""


def lien_utilisable(lien: LienAvis, a: datetime) -> bool:
    """Nothing is asked any more of the company of somebody who gave up, or whom a jury has judged."""
    attendu = lien.avis.etat == EtatAvis.ATTENDU and lien.avis.inscription.est_suivie
    return lien.vivant(a) and attendu


@acte
def ouvrir_avis(*, inscription: Inscription, par: Utilisateur | None, a: datetime) -> AvisEntreprise | None:
    """Ask the company once the livret is validated; None, and no mail, where no opinion is due.

    Asked again (a livret validated twice), an opinion still open keeps the link already sent.
    """
    requis, motif = avis_du(inscription)
    if not requis:
        journaliser(inscription, "avis_sans_objet", motif, par=par, a=a)
        return None
    valeurs_avis()
    avis, nouveau = AvisEntreprise.objects.get_or_create(inscription=inscription, defaults={"demande_le": a})
    if not nouveau:
        return avis
    if inscription.tuteur_courriel:
        _envoyer(avis, inscription.tuteur_courriel, par, a)
    else:
        phrase = "Avis de l’entreprise attendu : aucune adresse n’est connue, le lien reste à envoyer."
        journaliser(inscription, "avis_sans_adresse", phrase, par=par, a=a)
    return avis


@acte
def renvoyer_lien_avis(*, avis: AvisEntreprise, destinataire: str, par: Utilisateur | None, a: datetime) -> LienAvis:
    """Send a new link, to the same address or another; the one before no longer opens anything."""
    avis = verrouiller_avis(avis)
    verifier_attendu(avis)
    requis, motif = avis_du(avis.inscription)
    if not requis:
        raise RegleNonRespectee(AVIS_ENTREPRISE, motif)
    if not destinataire:
        raise ErreurMetier("L’adresse de la personne qui donne l’avis est attendue.")
    return _envoyer(avis, destinataire, par, a)


@acte
def passer_avis(*, lien: LienAvis, destinataire: str, a: datetime) -> LienAvis:
    """The addressee of a link gives it to a colleague of the company: theirs dies, the centre is told."""
    avis = verrouiller_avis(lien.avis)
    lien = LienAvis.objects.select_for_update(of=("self",), no_key=True).get(pk=lien.pk)
    lien.avis = avis
    if not lien_utilisable(lien, a):
        raise LienInutilisable(LIEN_CLOS)
    destinataire = destinataire.strip()
    if destinataire.casefold() == lien.destinataire.casefold():
        raise ErreurMetier("C’est votre propre adresse : écrivez celle de votre collègue.")
    if destinataire.casefold() == avis.inscription.candidat.courriel.casefold():
        raise ErreurMetier("C’est l’adresse du candidat : l’avis est celui de l’entreprise.")
    phrase = f"Avis de l’entreprise : {lien.destinataire} passe la main à {destinataire}."
    journaliser(avis.inscription, "avis_passe", phrase, par=None, par_nom=lien.destinataire, a=a)
    nouveau = _envoyer(avis, destinataire, None, a, passe_par=lien.destinataire)
    dire_avis_passe(nouveau, a)
    return nouveau


@acte
def rendre_avis(
    *,
    lien: LienAvis,
    par_activite: Mapping[int, ValeurAvis],
    valeur: ValeurAvis,
    commentaire: str,
    nom: str,
    qualite: str,
    signature: list[Trait],
    nom_vaut_signature: bool = False,
    a: datetime,
) -> AvisEntreprise:
    """Keep the opinion and use the link up. `par_activite`: id of each activity asked -> its value."""
    avis = verrouiller_avis(lien.avis)
    lien = LienAvis.objects.select_for_update(of=("self",), no_key=True).get(pk=lien.pk)
    lien.avis = avis
    if not lien_utilisable(lien, a):
        raise LienInutilisable(LIEN_CLOS)
    if not avis_signe(signature, nom_vaut_signature):
        raise RegleNonRespectee(AVIS_SIGNATURE, "Signez dans le cadre, ou dites que votre nom vaut signature.")
    verifier_transition(TRANSITIONS_AVIS, avis, EtatAvis.RENDU)
    avis.etat, avis.rendu_le, avis.signature = EtatAvis.RENDU, a, signature
    avis.papier = avis.signe_le = None  # what was on its way by paper gives way to what is signed here
    champs = ecrire_reponse(avis, par_activite, valeur, commentaire, nom, qualite)
    avis.save(update_fields=["etat", "rendu_le", "signature", "papier", "signe_le", *champs])
    lien.utilise_le = a
    lien.save(update_fields=["utilise_le"])
    auteur = f"{avis.nom}, {avis.qualite}"
    journaliser(
        avis.inscription, "avis_rendu", f"Avis de l’entreprise rendu par {auteur}.", par=None, par_nom=auteur, a=a
    )
    accuser_avis(avis, lien.destinataire, a)
    return avis


def ecrire_reponse(
    avis: AvisEntreprise,
    par_activite: Mapping[int, ValeurAvis],
    valeur: ValeurAvis,
    commentaire: str,
    nom: str,
    qualite: str,
) -> tuple[str, ...]:
    """What an opinion says, whichever way it came, written on the locked `avis` and its activities; the fields still
    to be saved."""
    commentaire = commentaire.strip()
    attendus = [valeur, *par_activite.values()]
    if any(choisie.commentaire_attendu for choisie in attendus) and not commentaire:
        raise RegleNonRespectee(AVIS_COMMENTAIRE, "Dites en quelques mots pourquoi.")
    if set(par_activite) != {activite.pk for activite in activites_pour_avis(avis.inscription)}:
        raise ErreurMetier("Un avis est attendu sur chacune des activités.")
    avis.valeur, avis.commentaire, avis.nom, avis.qualite = valeur, commentaire, nom.strip(), qualite.strip()
    avis.full_clean()
    avis.par_activite.all().delete()
    AvisActivite.objects.bulk_create(
        [AvisActivite(avis=avis, activite_id=pk, valeur=choisie) for pk, choisie in par_activite.items()]
    )
    return "valeur", "commentaire", "nom", "qualite"


@acte
def constater_absence_avis(*, avis: AvisEntreprise, motif: str, par: Utilisateur, a: datetime) -> AvisEntreprise:
    """Record, under one's name and with a reason, that no opinion will come; open links close."""
    avis = verrouiller_avis(avis)
    entreprise = avis.inscription.entreprise
    if not peut_constater_absence(entreprise is not None, par.a_role(Role.RESPONSABLE)):
        raise RegleNonRespectee(AVIS_ABSENCE, f"L’entreprise {entreprise} existe.")
    if not motif.strip():
        raise RegleNonRespectee(AVIS_ABSENCE, "Le motif de l’absence est attendu.")
    verifier_transition(TRANSITIONS_AVIS, avis, EtatAvis.ABSENT)
    avis.etat, avis.absence_motif = EtatAvis.ABSENT, motif.strip()
    avis.absence_par, avis.absence_le = par, a
    avis.full_clean()
    avis.save(update_fields=["etat", "absence_motif", "absence_par", "absence_le"])
    revoquer_liens(avis, a)
    journaliser(
        avis.inscription,
        "avis_absent",
        f"Absence d’avis de l’entreprise constatée : {avis.absence_motif}",
        par=par,
        a=a,
    )
    return avis


def avis_du(inscription: Inscription) -> tuple[bool, str]:
    return avis_requis(inscription.voie, inscription.referentiel.certification.type, inscription.initiative_sans_accord)


def verrouiller_avis(avis: AvisEntreprise) -> AvisEntreprise:
    return (
        AvisEntreprise.objects.select_for_update(of=("self",), no_key=True)
        .select_related("inscription__candidat", "inscription__entreprise", "inscription__referentiel__certification")
        .get(pk=avis.pk)
    )


def verifier_attendu(avis: AvisEntreprise) -> None:
    if avis.etat != EtatAvis.ATTENDU:
        raise ErreurMetier(f"L’avis n’est plus attendu : « {avis.get_etat_display()} ».")
    if not avis.inscription.est_suivie:
        raise ErreurMetier(f"L’avis n’est plus attendu : l’inscription est « {avis.inscription.get_etat_display()} ».")


def revoquer_liens(avis: AvisEntreprise, a: datetime) -> None:
    avis.liens.filter(revoque_le__isnull=True, utilise_le__isnull=True).update(revoque_le=a)


@acte
def renouveler_liens(destinataires: Mapping[int, str], *, a: datetime) -> dict[int, str]:
    """A new link for each opinion still awaited, whatever their number: 5 queries. `destinataires`: by registration,
    who answers it. Gives the token of each, by registration; whoever asks writes the mail and tells the journal."""
    attendus = AvisEntreprise.objects.select_for_update(of=("self",), no_key=True).filter(
        inscription__in=list(destinataires), etat=EtatAvis.ATTENDU, inscription__etat=EtatInscription.ACCEPTEE
    )
    avis = list(attendus.order_by("pk"))
    return dict(_nouveaux_liens([(le_sien, destinataires[le_sien.inscription_id]) for le_sien in avis], a)[1])


def _nouveaux_liens(
    paires: Sequence[tuple[AvisEntreprise, str]], a: datetime, passe_par: str = ""
) -> tuple[list[LienAvis], list[tuple[int, str]]]:
    """One living link at a time for each opinion; only its hash is kept: 3 queries."""
    if not paires:
        return [], []
    ouverts = LienAvis.objects.filter(avis__in=[avis.pk for avis, _ in paires])
    ouverts.filter(revoque_le__isnull=True, utilise_le__isnull=True).update(revoque_le=a)
    expire_le = a + timedelta(days=parametres().avis_lien_jours)
    jetons = [(avis.inscription_id, nouveau_jeton()) for avis, _ in paires]
    liens = [
        LienAvis(
            avis=avis,
            destinataire=destinataire,
            passe_par=passe_par,
            jeton_sha256=empreinte_jeton(jeton),
            cree_le=a,
            expire_le=expire_le,
        )
        for (avis, destinataire), (_, jeton) in zip(paires, jetons, strict=True)
    ]
    for lien in liens:
        lien.clean_fields(exclude=["avis"])
    return LienAvis.objects.bulk_create(liens), jetons


def _envoyer(
    avis: AvisEntreprise, destinataire: str, par: Utilisateur | None, a: datetime, passe_par: str = ""
) -> LienAvis:
    [lien], [(_, jeton)] = _nouveaux_liens([(avis, destinataire)], a, passe_par)
    demander_avis(lien, jeton, a)
    phrase = f"Avis de l’entreprise demandé à {destinataire}, lien valable jusqu’au {jour_de(lien.expire_le):%d/%m/%Y}."
    journaliser(avis.inscription, "avis_demande", phrase, par=par, a=a)
    return lien
