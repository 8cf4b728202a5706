"""A mail of the outbox that somebody looks at before it leaves: held, let go, dropped, reworded."""

from datetime import datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.adresses_refusees import lever_refus, refus_de
from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.courriels import ecarter_courriels, laisser_partir, modifier_retenu
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Courriel
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.papier import contexte_papier
from jurys.documents.lettre import MODELE_LETTRE, VERSION_LETTRE

RELUS_AILLEURS = ("lettre_candidat", "lettre_entreprise", "cprefp_information")
"""Held by the act that wrote them: they leave from the page of their jury, with what goes with them."""


@acte
def retenir_courriel(*, courriel: Courriel, par: Utilisateur, a: datetime) -> Courriel:
    """It will not leave before somebody says so. One whose sending is under way is refused by its lock."""
    courriel = _verrouiller(courriel)
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.RETENU)
    courriel.etat, courriel.prochain_essai_le = EtatCourriel.RETENU, None
    courriel.save(update_fields=["etat", "prochain_essai_le"])
    return _noter(courriel, "courriel-retenu", "Courriel retenu", par, a)


@acte
def laisser_partir_courriel(*, courriel: Courriel, par: Utilisateur, a: datetime) -> Courriel:
    courriel = _verrouiller(courriel)
    laisser_partir([courriel])
    return _noter(courriel, "courriel-parti", "Courriel retenu, laissé partir", par, a)


@acte
def ecarter_courriel(*, courriel: Courriel, par: Utilisateur, a: datetime) -> Courriel:
    """A mail that was held, or a letter that nobody will post."""
    courriel = _verrouiller(courriel)
    quoi = "Lettre à imprimer, écartée" if courriel.etat == EtatCourriel.PAPIER else "Courriel retenu, écarté"
    ecarter_courriels([courriel])
    return _noter(courriel, "courriel-ecarte", f"{quoi} : rien ne partira", par, a)


@acte
def modifier_courriel(
    *, courriel: Courriel, destinataire: str, objet: str, texte: str, par: Utilisateur, a: datetime
) -> Courriel:
    """What holds a personal link or a code is nobody's to read, nor to send elsewhere."""
    courriel = _verrouiller(courriel)
    if courriel.confidentiel:
        raise ErreurMetier("Ce courriel porte un lien ou un code personnel : son destinataire seul le lit.")
    modifier_retenu(courriel, destinataire=destinataire, objet=objet, texte=texte)
    return _noter(courriel, "courriel-modifie", "Courriel retenu, modifié", par, a)


@acte
def essayer_adresse(*, courriel: Courriel, par: Utilisateur, a: datetime) -> Courriel:
    """Somebody looked: the address that its server refused is written to again, from the next mail on."""
    if refus_de(courriel.destinataire) is None:
        raise ErreurMetier(f"{courriel.destinataire} n’est pas refusée : les courriels y partent.")
    lever_refus(courriel.destinataire, a=a)
    return _noter(courriel, "adresse-essayee", "Adresse refusée par son serveur, à essayer de nouveau", par, a)


@acte
def imprimer_courriel(*, courriel: Courriel, par: Utilisateur, a: datetime) -> Courriel:
    """The letter of who has no address: laid out once on the centre's paper, kept with the mail, then posted."""
    courriel = _verrouiller(courriel)
    verifier_transition(TRANSITIONS_COURRIEL, courriel, EtatCourriel.IMPRIME)
    if not courriel.texte:
        raise ErreurMetier("Les mots de cette lettre sont effacés : il n’y a plus rien à imprimer.")
    document = rendre_et_conserver(
        MODELE_LETTRE,
        contexte_papier(courriel, parametres(), a),
        titre=f"Lettre {courriel.objet}",
        version_modele=VERSION_LETTRE,
        identifiant=f"courriel-{courriel.pk}",
        par=par,
        a=a,
    )
    courriel.etat, courriel.fichier, courriel.envoye_le = EtatCourriel.IMPRIME, document.fichier, a
    courriel.save(update_fields=["etat", "fichier", "envoye_le"])
    return _noter(courriel, "courriel-imprime", "Lettre imprimée", par, a)


def _verrouiller(courriel: Courriel) -> Courriel:
    courriel = Courriel.objects.select_for_update(of=("self",), no_key=True).get(pk=courriel.pk)
    if courriel.acte in RELUS_AILLEURS:
        raise ErreurMetier("Ce courriel se relit et part depuis la page de son jury.")
    return courriel


def _noter(courriel: Courriel, quoi: str, phrase: str, par: Utilisateur, a: datetime) -> Courriel:
    journaliser(courriel, quoi, f"{phrase} : {courriel.objet}.", par=par, a=a)
    return courriel
