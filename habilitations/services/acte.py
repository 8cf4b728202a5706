"""The life of an act once given: suspended, lifted, its scope; withdrawn (services.organisme)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.textes import nettoyer_texte
from certif_portal.commun.typographie import date_longue
from certif_portal.comptes.models import Utilisateur
from habilitations import regles
from habilitations.choix import NatureChangement
from habilitations.courriels import prevenir_organisme
from habilitations.documents.acte import contexte_suspension
from habilitations.documents.dossier import VERSION
from habilitations.models import Habilitation, Perimetre, Suspension
from habilitations.services.liste import noter_changement
from referentiels.models import Bloc, Certification


def verrouiller_habilitation(habilitation: Habilitation) -> Habilitation:
    """Every act on an accreditation takes its row first: two suspensions decided at once take turns."""
    lignes = Habilitation.objects.select_for_update(of=("self",), no_key=True).select_related("organisme", "acte")
    return lignes.get(pk=habilitation.pk)


@acte
def deposer_acte_signe(
    *, habilitation: Habilitation, fichier: tuple[str, bytes, str], motif: str, par: Utilisateur, a: datetime
) -> Habilitation:
    """The scan of the act once signed. A wrong one is replaced, with why; the first stays in the base."""
    habilitation = verrouiller_habilitation(habilitation)
    motif, ancien = nettoyer_texte(motif), habilitation.acte
    if ancien and not motif:
        raise ErreurMetier("Un acte signé est déjà déposé : dites pourquoi celui-ci le remplace.")
    nom, octets, type_mime = fichier
    habilitation.acte = enregistrer_fichier(nom=nom, octets=octets, type_mime=type_mime, par=par, a=a)
    habilitation.full_clean(exclude=["saisie_par"])
    habilitation.save(update_fields=["acte"])
    phrase = f"Acte signé déposé : {habilitation.acte.nom} (SHA-256 {habilitation.acte.sha256})."
    if ancien:
        phrase += f" Il remplace {ancien.nom} (SHA-256 {ancien.sha256}) : {motif}"
    journaliser(habilitation.organisme, "acte-signe", phrase, par=par, a=a)
    return habilitation


@acte
def suspendre_habilitation(
    *, habilitation: Habilitation, le: date, motif: str, par: Utilisateur, a: datetime
) -> Suspension:
    """HABILITATION-SUSPENSION: no new registration from `le` on; each running one waits for a decision."""
    habilitation = verrouiller_habilitation(habilitation)
    periode = habilitation.periode()
    autres = habilitation.suspensions.values_list("du", "au")
    faute = regles.suspension_impossible(le, periode, autres) if periode else "Cette habilitation n’a jamais couru."
    if faute:
        raise RegleNonRespectee(regles.SUSPENSION, faute)
    motif = nettoyer_texte(motif)
    if not motif:
        raise RegleNonRespectee(regles.SUSPENSION, "Le motif est attendu : l’organisme le reçoit.")
    suspension = Suspension(habilitation=habilitation, du=le, motif=motif, decidee_par=par, decidee_le=a)
    suspension.full_clean()
    suspension.save()
    suspension.lettre = rendre_et_conserver(
        "decision_habilitation",
        contexte_suspension(suspension, a),
        titre=f"Suspension de l’habilitation {habilitation.organisme.nom}",
        version_modele=VERSION,
        identifiant=f"suspension-{suspension.pk}",
        par=par,
        a=a,
    )
    suspension.save(update_fields=["lettre"])
    phrase = f"Habilitation suspendue à compter du {date_longue(le)} : {motif}"
    _dire(habilitation, NatureChangement.SUSPENDUE, le, phrase, motif, "habilitation_suspendue", par, a)
    return suspension


@acte
def lever_suspension(*, suspension: Suspension, le: date, motif: str, par: Utilisateur, a: datetime) -> Suspension:
    """Accredited again from `le` on."""
    habilitation = verrouiller_habilitation(suspension.habilitation)
    suspension = Suspension.objects.select_for_update(of=("self",), no_key=True).get(pk=suspension.pk)
    if suspension.au is not None:
        raise ErreurMetier(f"Cette suspension a pris fin le {date_longue(suspension.au)}.")
    if not suspension.du < le <= habilitation.date_fin:
        premier, dernier = date_longue(suspension.du + timedelta(days=1)), date_longue(habilitation.date_fin)
        raise RegleNonRespectee(regles.SUSPENSION, f"Une date entre le {premier} et le {dernier} est attendue.")
    suspension.au, suspension.levee_par = le - timedelta(days=1), par
    suspension.motif_levee = nettoyer_texte(motif)
    suspension.full_clean()
    suspension.save(update_fields=["au", "levee_par", "motif_levee"])
    suite = f" : {suspension.motif_levee}" if suspension.motif_levee else "."
    phrase = f"Suspension levée, habilitation de nouveau en vigueur à compter du {date_longue(le)}{suite}"
    detail = suspension.motif_levee
    _dire(habilitation, NatureChangement.LEVEE, le, phrase, detail, "habilitation_levee", par, a)
    return suspension


def clore_suspension(habilitation: Habilitation, le: date) -> None:
    """An open suspension ends with the act that is withdrawn; its first day stays, whatever comes."""
    for suspension in habilitation.suspensions.filter(au__isnull=True):
        suspension.au = max(suspension.du, le - timedelta(days=1))
        suspension.save(update_fields=["au"])


@acte
def fixer_perimetre(
    *,
    habilitation: Habilitation,
    du: date,
    au: date | None,
    certifications: Collection[Certification],
    blocs: Collection[Bloc],
    moyens: str,
    par: Utilisateur,
    a: datetime,
) -> Perimetre:
    """HABILITATION-PERIMETRE, from a day on; empty lists give the whole dispositif back. Former scopes stay
    readable."""
    habilitation = verrouiller_habilitation(habilitation)
    periode = habilitation.periode()
    if periode is None or not regles.dans(du, [periode]) or (au and not regles.dans(au, [periode])):
        raise RegleNonRespectee(regles.PERIMETRE, "Cette date est hors de l’habilitation.")
    if au and not certifications and not blocs:
        raise RegleNonRespectee(regles.PERIMETRE, "Une date de fin vaut pour les certifications nommées.")
    perimetre = Perimetre(
        habilitation=habilitation, du=du, au=au, moyens=nettoyer_texte(moyens), fixe_par=par, fixe_le=a
    )
    perimetre.full_clean()
    perimetre.save()
    perimetre.certifications.set(certifications)
    perimetre.blocs.set(blocs)
    detail = perimetre.texte
    phrase = f"Périmètre à compter du {date_longue(du)} : {detail}."
    _dire(habilitation, NatureChangement.PERIMETRE, du, phrase, detail, "habilitation_perimetre", par, a)
    return perimetre


def _dire(
    habilitation: Habilitation,
    nature: NatureChangement,
    le: date,
    phrase: str,
    detail: str,
    courriel: str,
    par: Utilisateur,
    a: datetime,
) -> None:
    """The journal, the list of changes, the OF's mail: one act, three readers."""
    organisme = habilitation.organisme
    journaliser(organisme, f"habilitation-{nature.value}", phrase, par=par, a=a)
    noter_changement(habilitation, nature, le, detail, par=par, a=a)
    prevenir_organisme(courriel, organisme=organisme, dossier=organisme, a=a, le=le, detail=detail)
