"""The unions are asked to designate, answer, or are asked no more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.centre.models import parametres
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.fichiers import Depot, conserver
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import DocumentRendu
from certif_portal.commun.pdf import rendre_et_conserver
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys import courriels
from jurys.choix import OUVERTS, CanalConvocation, IssueDemande
from jurys.documents.designation import VERSION_DESIGNATION, contexte_designation
from jurys.models import DemandeDesignation, Jury, OrganisationSyndicale
from jurys.queries.titre import titres_presentes
from jurys.regles.delai import JURY_DESIGNATION, date_limite_designation
from jurys.regles.designation import DESIGNATION_PROUVEE, refus_de_la_reponse
from jurys.services.composition import exiger_avant_ouverture, perimer_emargement, verrouiller_jury
from jurys.services.envoi import refus_de_l_envoi


@acte
def demander_designations(
    *,
    jury: Jury,
    le: date,
    canal: str = CanalConvocation.PORTAIL,
    preuve: Depot | None = None,
    par: Utilisateur,
    a: datetime,
) -> list[DemandeDesignation]:
    """Ask together each representative union not asked yet: a mail to those who have an address, one document of
    letters for the others; or keep the day and the proof of what left otherwise."""
    jury = verrouiller_jury(jury)
    exiger_avant_ouverture(jury)
    refuser_si(_refus(jury, le, canal, preuve, jour_de(a)))
    deja = jury.demandes.values_list("organisation", flat=True)
    organisations = list(OrganisationSyndicale.objects.representatives_le(jury.date).exclude(pk__in=deja))
    if not organisations:
        raise ErreurMetier("Toutes les organisations représentatives ont déjà été sollicitées.")
    a_ecrire = [o for o in organisations if canal == CanalConvocation.PORTAIL and o.courriel]
    for organisation in a_ecrire:
        courriels.deposer_demande_designation(jury, organisation, a)
    lettres = _lettres(jury, _a_poster(organisations, canal, le, jour_de(a)), par, a)
    recu = conserver(preuve, par=par, a=a) if preuve else None
    demandes = DemandeDesignation.objects.bulk_create(
        DemandeDesignation(
            jury=jury,
            organisation=organisation,
            demandee_le=le,
            canal=canal,
            preuve=recu,
            lettres=None if organisation in a_ecrire else lettres,
        )
        for organisation in organisations
    )
    for demande in demandes:
        voie = _voie(demande, demande.organisation in a_ecrire)
        phrase = f"Désignation demandée à {demande.organisation.nom} le {date_longue(le)}, {voie}."
        journaliser(jury, "designation", phrase, par=par, a=a)
    _premiere_demande(jury)
    perimer_emargement(jury, par, a)
    return demandes


def _refus(jury: Jury, le: date, canal: str, preuve: Depot | None, ce_jour: date) -> Iterator[ErreurMetier]:
    yield from refus_de_l_envoi(DESIGNATION_PROUVEE, canal=canal, le=le, ce_jour=ce_jour, preuve=preuve)
    limite = date_limite_designation(jury.date)
    if le > limite:
        yield RegleNonRespectee(JURY_DESIGNATION, f"Il fallait demander au plus tard le {date_longue(limite)}.")


def _a_poster(
    organisations: list[OrganisationSyndicale], canal: str, le: date, ce_jour: date
) -> list[OrganisationSyndicale]:
    """Whose letter the portal prints: posted today, all of them; written by mail, those who have no address."""
    if canal == CanalConvocation.PORTAIL:
        return [organisation for organisation in organisations if not organisation.courriel]
    return organisations if canal == CanalConvocation.COURRIER and le == ce_jour else []


def _lettres(
    jury: Jury, organisations: list[OrganisationSyndicale], par: Utilisateur, a: datetime
) -> DocumentRendu | None:
    """One document for the printer, a letter per union."""
    if not organisations:
        return None
    contexte = contexte_designation(jury, organisations, titres_presentes(jury), centre=parametres(), a=a)
    return rendre_et_conserver(
        "demande_designation",
        contexte,
        titre=f"Demandes de désignation, jury {jury.numero}",
        version_modele=VERSION_DESIGNATION,
        identifiant=f"demande_designation:{jury.numero}:{a.isoformat()}",
        par=par,
        a=a,
    )


def _voie(demande: DemandeDesignation, par_courriel: bool) -> str:
    if par_courriel:
        return "par courriel"
    return "par courrier, à poster" if demande.lettres else demande.get_canal_display().lower()


def _premiere_demande(jury: Jury) -> None:
    """The day of the first demand that stands is kept on the jury."""
    jury.designations_demandees_le = jury.demandes.order_by("demandee_le").values_list("demandee_le", flat=True).first()
    jury.save(update_fields=["designations_demandees_le"])


@dataclass(frozen=True)
class Reponse:
    """What is known of one request: `issue` empty while its answer is awaited."""

    demande: int
    issue: str
    le: date | None = None
    texte: str = ""


@acte
def repondre_designations(
    *, jury: Jury, reponses: Iterable[Reponse], par: Utilisateur, a: datetime
) -> list[DemandeDesignation]:
    """Record what the unions answered, all of them together; those whose answer did not change are left alone."""
    jury = verrouiller_jury(jury)
    if jury.etat not in OUVERTS:
        raise ErreurMetier(f"Le jury est « {jury.get_etat_display()} » : les réponses ne changent plus.")
    demandes = {demande.pk: demande for demande in jury.demandes.select_related("organisation")}
    changees = [lue for lue in reponses if lue.demande in demandes and _change(demandes[lue.demande], lue)]
    refuser_si(_refus_des_reponses(demandes, changees, jour_de(a)))
    faites = [demandes[lue.demande] for lue in changees]
    for demande, lue in zip(faites, changees, strict=True):
        repondue = lue.issue in (IssueDemande.DESIGNE, IssueDemande.REFUS)
        demande.issue, demande.reponse = lue.issue, lue.texte.strip()
        demande.repondue_le = lue.le if repondue else None
        demande.full_clean()
        demande.save(update_fields=["issue", "reponse", "repondue_le"])
        journaliser(jury, "reponse_designation", _phrase(demande), par=par, a=a)
    if faites:
        perimer_emargement(jury, par, a)
    return faites


def _change(demande: DemandeDesignation, lue: Reponse) -> bool:
    """The day alone says nothing while no answer is chosen."""
    connue, dite = (demande.issue, demande.reponse), (lue.issue, lue.texte.strip())
    return connue != dite or (bool(lue.issue) and demande.repondue_le not in (None, lue.le))


def _refus_des_reponses(
    demandes: dict[int, DemandeDesignation], reponses: Iterable[Reponse], ce_jour: date
) -> Iterator[ErreurMetier]:
    for lue in reponses:
        demande = demandes[lue.demande]
        if refus := refus_de_la_reponse(lue.issue, demande.demandee_le, lue.le, ce_jour):
            yield ErreurMetier(f"{demande.organisation.sigle} : {refus}")


def _phrase(demande: DemandeDesignation) -> str:
    sigle, texte = demande.organisation.sigle, f" : {demande.reponse.rstrip(' .')}" if demande.reponse else ""
    if not demande.issue:
        return f"{sigle} : réponse effacée{texte}."
    le = f" le {date_longue(demande.repondue_le)}" if demande.repondue_le else ""
    issue = demande.get_issue_display()
    return f"{sigle} {issue[0].lower()}{issue[1:]}{f' (réponse{le})' if le else ''}{texte}."


@acte
def retirer_demande(*, demande: DemandeDesignation, motif: str, par: Utilisateur, a: datetime) -> None:
    """A request made by mistake: the union is told where it was written to; it may be asked again."""
    jury = verrouiller_jury(demande.jury)
    exiger_avant_ouverture(jury)
    demande = DemandeDesignation.objects.select_related("organisation").get(pk=demande.pk)
    organisation = demande.organisation
    if demande.issue:
        raise ErreurMetier(f"{organisation.sigle} a une réponse enregistrée : effacez-la d’abord.")
    if not motif.strip():
        raise ErreurMetier("Dites pourquoi la demande est retirée.")
    if demande.canal == CanalConvocation.PORTAIL and organisation.courriel:
        courriels.deposer_retrait_designation(jury, organisation, motif.strip(), a)
    demande.delete()
    _premiere_demande(jury)
    perimer_emargement(jury, par, a)
    phrase = f"Demande à {organisation.nom} retirée : {motif.strip()}"
    journaliser(jury, "designation_retiree", phrase, par=par, a=a)
