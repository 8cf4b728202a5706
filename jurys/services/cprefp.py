"""The CPREFP is told of the juries: a letter prepared from what changed, read again, sent with its proof."""

from collections.abc import Iterator
from datetime import date, datetime

from django.template.loader import render_to_string

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.erreurs import ErreurMetier, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.glyphes import defaut_de_texte
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_LETTRE, CanalConvocation, EtatLettre
from jurys.documents.cprefp import MODELE_CPREFP, VERSION_CPREFP, contexte_cprefp
from jurys.models import InformationCPREFP, Jury
from jurys.queries.calendrier import connus, dits, jurys_a_dire
from jurys.regles.cprefp import CPREFP_PROUVEE, changements, lire_dit
from jurys.services.envoi import refus_de_l_envoi


@acte
def preparer_information(*, par: Utilisateur, a: datetime) -> InformationCPREFP:
    """Write the letter that tells what the CPREFP does not know yet, with the whole calendar and the members; it is
    held. An earlier one that did not leave is dropped."""
    attendus = jurys_a_dire(jour_de(a))
    actuels, deja = dits(attendus), connus()
    ecarts = changements(deja, actuels)
    if not ecarts:
        raise ErreurMetier("La CPREFP connaît déjà le calendrier et la composition de chaque jury.")
    for retenue in InformationCPREFP.objects.select_for_update(of=("self",), no_key=True).filter(
        etat=EtatLettre.RETENUE
    ):
        _passer(retenue, EtatLettre.ECARTEE)
    dites = {cle: jury for cle, jury in actuels.items() if not jury.annule or cle in ecarts}
    centre, modele = parametres(), "cprefp_information"
    contexte = {
        "centre": centre,
        "premiere": not deja,
        "changements": [phrase for phrases in ecarts.values() for phrase in phrases],
        "jurys": [jury for jury in dites.values() if not jury.annule],
    }
    objet, _, corps = render_to_string(f"courriels/{modele}.txt", contexte).strip().partition("\n")
    information = InformationCPREFP(
        adresse=centre.cprefp_adresse,
        courriel=centre.cprefp_courriel,
        copie=centre.cprefp_copie,
        objet=objet,
        corps=corps.strip(),
        contenu={str(cle): jury.en_json() for cle, jury in dites.items()},
        creee_le=a,
    )
    information.full_clean()
    information.save()
    journaliser(information, "cprefp", "Information de la CPREFP préparée, à relire.", par=par, a=a)
    return information


@acte
def modifier_information(
    *,
    information: InformationCPREFP,
    adresse: str,
    courriel: str,
    copie: str,
    objet: str,
    corps: str,
    par: Utilisateur,
    a: datetime,
) -> InformationCPREFP:
    """Other words, or another address, before it leaves."""
    information = _verrouiller(information)
    if information.etat != EtatLettre.RETENUE:
        raise ErreurMetier(f"Cette lettre est « {information.get_etat_display()} » : elle ne se modifie plus.")
    for texte in (adresse, objet, corps):
        if defaut := defaut_de_texte(texte.replace("\r", "").replace("\n", " ")):
            raise ErreurMetier(defaut)
    information.adresse, information.courriel, information.copie = adresse, courriel, copie
    information.objet, information.corps = objet, corps
    information.full_clean()
    information.save()
    journaliser(information, "cprefp", "Information de la CPREFP modifiée avant son envoi.", par=par, a=a)
    return information


@acte
def ecarter_information(*, information: InformationCPREFP, par: Utilisateur, a: datetime) -> InformationCPREFP:
    """It will not leave: what it told is still to be told."""
    information = _verrouiller(information)
    _passer(information, EtatLettre.ECARTEE)
    journaliser(information, "cprefp", "Information de la CPREFP écartée : elle ne part pas.", par=par, a=a)
    return information


@acte
def envoyer_information(
    *,
    information: InformationCPREFP,
    le: date,
    canal: str = CanalConvocation.PORTAIL,
    preuve: Depot | None = None,
    par: Utilisateur,
    a: datetime,
) -> InformationCPREFP:
    """By the portal's mail today, by a letter printed today, or already gone with its proof. The juries it tells of are
    then known to the CPREFP, as they are said in it."""
    information = _verrouiller(information)
    verifier_transition(TRANSITIONS_LETTRE, information, EtatLettre.PARTIE)
    refuser_si(_refus(information, le, canal, preuve, jour_de(a)))
    if preuve:
        information.preuve = conserver(preuve, par=par, a=a)
    information.document = rendre_et_conserver(
        MODELE_CPREFP,
        contexte_cprefp(information, centre=parametres(), le=le, a=a),
        titre=information.objet,
        version_modele=VERSION_CPREFP,
        identifiant=f"{MODELE_CPREFP}:{information.pk}",
        par=par,
        a=a,
    )
    information.etat, information.partie_le, information.canal = EtatLettre.PARTIE, le, canal
    information.full_clean()
    information.save()
    adresses = [information.courriel, information.copie] if canal == CanalConvocation.PORTAIL else []
    for adresse in filter(None, adresses):
        information.envois.add(
            deposer_texte(
                destinataire=adresse,
                objet=information.objet,
                texte=information.corps,
                acte="cprefp_information",
                a=a,
                dossier=information,
            )
        )
    phrase = f"CPREFP informée le {date_longue(le)}, {information.get_canal_display().lower()}."
    jurys = Jury.objects.filter(pk__in=[int(cle) for cle in information.contenu])
    jurys.update(cpref_informee_le=le)
    for jury in jurys:
        journaliser(jury, "cpref", phrase, par=par, a=a)
    journaliser(information, "cprefp", phrase, par=par, a=a)
    return information


def _refus(
    information: InformationCPREFP, le: date, canal: str, preuve: Depot | None, ce_jour: date
) -> Iterator[ErreurMetier]:
    yield from refus_de_l_envoi(CPREFP_PROUVEE, canal=canal, le=le, ce_jour=ce_jour, preuve=preuve)
    if canal == CanalConvocation.PORTAIL and not information.courriel:
        yield ErreurMetier("Le courriel de la CPREFP n’est pas renseigné : ajoutez-le, ou postez la lettre.")
    ecrits = {int(cle): lire_dit(donnees) for cle, donnees in information.contenu.items()}
    actuels = dits(jurys_a_dire(jour_de(information.creee_le)))
    if any(cle in ecrits and jury != ecrits[cle] for cle, jury in actuels.items()):
        yield ErreurMetier("Un jury a changé depuis que cette lettre est préparée : préparez-la de nouveau.")


def _passer(information: InformationCPREFP, vers: EtatLettre) -> None:
    verifier_transition(TRANSITIONS_LETTRE, information, vers)
    information.etat = vers
    information.save(update_fields=["etat"])


def _verrouiller(information: InformationCPREFP) -> InformationCPREFP:
    verrouillees = InformationCPREFP.objects.select_for_update(of=("self",), no_key=True)
    return verrouillees.get(pk=information.pk)
