"""The life of a certificate once delivered: handed over, copied when its original is lost, revoked."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Max

from candidats.models import Inscription
from certif_portal.centre.models import parametres
from certif_portal.centre.queries import delegation_le
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.jonction import superposer
from certif_portal.commun.journal import journaliser, journaliser_tous
from certif_portal.commun.pdf import Rendu, conserver_tous, rendre_pdf
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix import EtatJury, ModeRemise
from jurys.documents.duplicata import MODELE_DUPLICATA, VERSION_DUPLICATA, contexte_duplicata
from jurys.models import Certificat, Duplicata, Jury
from jurys.queries.certificat import certificats_a_remettre, destinataire_de_remise
from jurys.regles.delai import est_tenu
from jurys.regles.numero import DUPLICATA_CONFORME
from jurys.services.composition import verrouiller_jury

REMISE = ["remis_le", "remis_a", "remis_comment"]


def _verrouiller(certificat: Certificat) -> Certificat:
    verrouilles = Certificat.objects.select_for_update(of=("self",), no_key=True)
    liens = ("document__fichier", "presentation__inscription", "remplacant")
    return verrouilles.select_related(*liens).get(pk=certificat.pk)


def dossier_du_certificat(certificat: Certificat) -> Inscription | Certificat:
    """Where an act on it is told: the file of the candidate, while there is one; a certificate outlives it."""
    return certificat.presentation.inscription if certificat.presentation else certificat


def _raconter(certificat: Certificat, acte_dit: str, phrase: str, par: Utilisateur, a: datetime) -> None:
    journaliser(dossier_du_certificat(certificat), acte_dit, phrase, par=par, a=a)


@acte
def remettre_certificat(
    *, certificat: Certificat, le: date, remis_a: str, comment: ModeRemise, par: Utilisateur, a: datetime
) -> Certificat:
    """Record who received a certificate, when and how; said again, it is corrected, and both are in the journal."""
    certificat = _verrouiller(certificat)
    refuser_si(_refus_de_la_remise(certificat, le))
    certificat.remis_le, certificat.remis_a, certificat.remis_comment = le, remis_a, comment
    certificat.clean_fields(exclude=["presentation", "version_bloc", "document", "revoque_par"])
    certificat.save(update_fields=REMISE)
    _raconter(certificat, "remise", _remise_dite(certificat, le), par, a)
    if certificat.presentation:
        _dater_la_remise(certificat.presentation.jury_id)
    return certificat


def _refus_de_la_remise(certificat: Certificat, le: date) -> Iterator[ErreurMetier]:
    """The paper goes from hand to hand from its delivery until it has no course any more."""
    if le < certificat.date_jury:
        yield ErreurMetier("Un certificat ne peut pas être remis avant le jury.")
    elif le < (delivre := jour_de(certificat.delivre_le)):
        yield ErreurMetier(f"Ce certificat est délivré le {date_longue(delivre)} : il n’a pas pu être remis avant.")
    if certificat.revoque_le and le > certificat.revoque_le:
        yield ErreurMetier(f"Ce certificat est révoqué depuis le {date_longue(certificat.revoque_le)}.")
    if (autre := certificat.remplace_par) and le > jour_de(autre.delivre_le):
        yield ErreurMetier(f"Ce certificat est remplacé par le certificat {autre.numero} : remettez celui-là.")


@acte
def remettre_certificats(*, jury: Jury, le: date, comment: ModeRemise, par: Utilisateur, a: datetime) -> str:
    """The same of every certificate of a jury that is still to be handed over, each to its own addressee, in as many
    queries whatever their number. Who has none of that kind (no OF, no company) is left, and said."""
    jury = verrouiller_jury(jury)
    if jury.etat != EtatJury.CLOS:
        raise ErreurMetier("Le jury n’est pas clos.")
    if not est_tenu(jury.date, le):
        raise ErreurMetier("Les certificats ne peuvent pas être remis avant le jury.")
    attendus = list(certificats_a_remettre(jury.pk).select_for_update(of=("self",), no_key=True))
    if not attendus:
        raise ErreurMetier("Aucun certificat de ce jury n’attend d’être remis : une remise se corrige sur sa page.")
    delivres, remis = [c for c in attendus if jour_de(c.delivre_le) <= le], []
    if not delivres:
        delivre = date_longue(min(jour_de(certificat.delivre_le) for certificat in attendus))
        raise ErreurMetier(f"Ces certificats sont délivrés le {delivre} : ils n’ont pas pu être remis avant.")
    for certificat in delivres:
        if qui := destinataire_de_remise(certificat, comment):
            certificat.remis_le, certificat.remis_a, certificat.remis_comment = le, qui, comment
            remis.append(certificat)
    Certificat.objects.bulk_update(remis, REMISE, batch_size=500)
    dites = ((dossier_du_certificat(c), "remise", _remise_dite(c, le)) for c in remis)
    journaliser_tous(dites, par=par, a=a)
    _dater_la_remise(jury.pk)
    comment_dit = ModeRemise(comment).label.lower()
    phrase = f"Certificats remis le {date_longue(le)} ({comment_dit}) : {len(remis)}."
    if apres := len(attendus) - len(delivres):
        phrase += f" Délivrés après ce jour : {apres}."
    if restent := len(delivres) - len(remis):
        phrase += f" À remettre un par un, faute de destinataire de cette sorte : {restent}."
    journaliser(jury, "remise", phrase, par=par, a=a)
    return phrase


def _remise_dite(certificat: Certificat, le: date) -> str:
    comment = certificat.get_remis_comment_display().lower()
    return f"Certificat {certificat.numero} remis le {date_longue(le)} à {certificat.remis_a} ({comment})."


def _dater_la_remise(jury: int) -> None:
    """The day of the last one, once none is awaited any more."""
    if certificats_a_remettre(jury).exists():
        return
    dernier = Certificat.objects.filter(presentation__jury=jury).aggregate(dernier=Max("remis_le"))["dernier"]
    Jury.objects.filter(pk=jury).update(certificats_remis_le=dernier)


@acte
def delivrer_duplicata(*, certificat: Certificat, motif: str, par: Utilisateur, a: datetime) -> Duplicata:
    """The kept document, marked on its page: what was delivered is never made again."""
    certificat = _verrouiller(certificat)
    if certificat.revoque_le:
        raise RegleNonRespectee(
            DUPLICATA_CONFORME, f"Ce certificat est révoqué depuis le {date_longue(certificat.revoque_le)}."
        )
    if certificat.remplace_par:
        raise RegleNonRespectee(
            DUPLICATA_CONFORME, f"Ce certificat est remplacé par le certificat {certificat.remplace_par.numero}."
        )
    original, le = octets_de_l_acte(certificat.document), jour_de(a)
    contexte = contexte_duplicata(certificat, parametres(), delegation_le(le), a)
    marque = rendre_pdf(MODELE_DUPLICATA, contexte, identifiant=f"duplicata:{certificat.numero}:{a.isoformat()}")
    titre = f"Duplicata du certificat {certificat.numero}"
    rendu = Rendu(MODELE_DUPLICATA, titre, VERSION_DUPLICATA, superposer(original, marque))
    [document] = conserver_tous([rendu], par=par, a=a)
    duplicata = Duplicata.objects.create(
        certificat=certificat, document=document, motif=motif, delivre_le=a, delivre_par=par
    )
    _raconter(certificat, "duplicata", f"Duplicata du certificat {certificat.numero} délivré : {motif}", par, a)
    return duplicata


@acte
def revoquer_certificat(*, certificat: Certificat, motif: str, par: Utilisateur, a: datetime) -> Certificat:
    """Nothing is erased: the certificate stays, says that it is revoked, since when and why."""
    certificat = _verrouiller(certificat)
    if certificat.revoque_le:
        raise ErreurMetier(f"Ce certificat est déjà révoqué depuis le {date_longue(certificat.revoque_le)}.")
    if certificat.remplace_par:
        raise ErreurMetier(f"Ce certificat est remplacé : révoquez le certificat {certificat.remplace_par.numero}.")
    certificat.revoque_le, certificat.revoque_motif, certificat.revoque_par = jour_de(a), motif, par
    certificat.save(update_fields=["revoque_le", "revoque_motif", "revoque_par"])
    _raconter(certificat, "revocation", f"Certificat {certificat.numero} révoqué : {motif}", par, a)
    return certificat
