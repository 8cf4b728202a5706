"""A certificate whose holder's civil status was corrected after it: another is delivered in its place."""

from dataclasses import replace
from datetime import date, datetime

from certif_portal.centre.models import parametres
from certif_portal.centre.queries import delegation_le, versos_le
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journaliser
from certif_portal.commun.pdf import Rendu, conserver_tous
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TypeCertificat
from jurys.documents.certificat import (
    MODELES,
    VERSION_CERTIFICAT,
    CadreCertificat,
    ContexteCertificat,
    contexte_certificat,
    imprime_un_autre_etat_civil,
    signataires,
)
from jurys.models import Certificat, Presentation
from jurys.queries.ecrans import membres_de, president_de
from jurys.queries.piece import enregistrements_rncp
from jurys.regles.numero import CERTIFICAT_REMPLACEMENT
from jurys.services.attribution import Numero, certificat_de, prochains_numeros
from jurys.services.certificat import dossier_du_certificat
from jurys.services.edition import editer_certificat
from jurys.services.numero import numero_libre


def _verrouiller(certificat: Certificat) -> Certificat:
    verrouilles = Certificat.objects.select_for_update(of=("self",), no_key=True)
    return verrouilles.select_related(
        "remplacant",
        "version_bloc__bloc",
        "presentation__jury",
        "presentation__inscription__candidat",
        "presentation__inscription__referentiel__certification",
    ).get(pk=certificat.pk)


@acte
def remplacer_certificat(
    *,
    certificat: Certificat,
    motif: str,
    original_rendu_le: date | None,
    par: Utilisateur,
    a: datetime,
    numero: str = "",
) -> Certificat:
    """The next number of the series, the civil status of today, and all the rest as it was; made at once.

    `original_rendu_le`: the day the paper replaced came back; None while it has not. `numero`: that of the national
    system, where it gives them.
    """
    ancien = _verrouiller(certificat)
    presentation = _remplacable(ancien)
    centre, jury = parametres(), presentation.jury
    preside = president_de(membres_de(jury))
    signent = signataires(preside, centre, delegation_le(jour_de(a)))
    cadre = CadreCertificat(centre, jury, signent, a, versos_le(jury.clos_le or ancien.delivre_le))
    if centre.numeros_nationaux:
        porte = Numero(numero_libre(numero))
    else:
        [porte] = prochains_numeros(centre.prefixe_certificat, 1)
    attribue = certificat_de(
        cadre,
        _contexte(cadre, ancien, presentation, porte.texte),
        presentation=presentation,
        bloc=ancien.version_bloc,
        type_certificat=TypeCertificat(ancien.type),
        numero=porte,
    )
    nouveau = attribue.certificat
    modele = MODELES[TypeCertificat(nouveau.type)]
    octets = editer_certificat(modele, attribue.contexte, identifiant=f"certificat:{nouveau.numero}", a=a)
    rendu = Rendu(modele, f"Certificat {nouveau.numero}", VERSION_CERTIFICAT, octets)
    [nouveau.document] = conserver_tous([rendu], par=par, a=a)
    nouveau.remplace, nouveau.remplace_motif = ancien, motif
    nouveau.full_clean()
    nouveau.save()
    phrase = f"Certificat {nouveau.numero} délivré à la place du certificat {ancien.numero} : {motif}"
    journaliser(presentation.inscription, "remplacement", phrase, par=par, a=a)
    if original_rendu_le:
        noter_retour(certificat=ancien, le=original_rendu_le, par=par, a=a)
    return nouveau


def _remplacable(ancien: Certificat) -> Presentation:
    """What it was delivered from; raises when another cannot be delivered in its place, and says why."""
    if ancien.revoque_le:
        raise ErreurMetier(f"Ce certificat est révoqué depuis le {date_longue(ancien.revoque_le)}.")
    if ancien.remplace_par:
        raise ErreurMetier(f"Ce certificat est déjà remplacé par le certificat {ancien.remplace_par.numero}.")
    if ancien.presentation is None:
        raise ErreurMetier("Le dossier de ce certificat n’est plus dans le portail : il ne peut pas y être remplacé.")
    if not imprime_un_autre_etat_civil(ancien, ancien.presentation.inscription.candidat):
        raise RegleNonRespectee(
            CERTIFICAT_REMPLACEMENT,
            "L’état civil enregistré est celui que ce certificat imprime : corrigez d’abord la fiche du candidat.",
        )
    return ancien.presentation


def _contexte(
    cadre: CadreCertificat, ancien: Certificat, presentation: Presentation, numero: str
) -> ContexteCertificat:
    """What was delivered keeps its title and its number, whatever became of the certification since."""
    inscription = presentation.inscription
    certification = inscription.referentiel.certification
    contexte = contexte_certificat(
        cadre,
        inscription,
        numero=numero,
        type_certificat=TypeCertificat(ancien.type),
        bloc=ancien.version_bloc,
        cqpi=None,
        fiche=enregistrements_rncp([certification.pk], cadre.jury.date).get(certification.pk),
    )
    niveau = contexte.niveau if ancien.type == certification.type else None  # a CQPI has not that of its CQPM
    return replace(contexte, intitule=ancien.intitule, code=ancien.code_certification, niveau=niveau)


@acte
def noter_retour(*, certificat: Certificat, le: date, par: Utilisateur, a: datetime) -> Certificat:
    """The paper of a certificate that was replaced came back to the centre."""
    certificat = _verrouiller(certificat)
    if not certificat.remplace_par:
        raise ErreurMetier("Ce certificat n’est pas remplacé : son original n’a pas à revenir.")
    if not certificat.date_jury <= le <= jour_de(a):
        raise ErreurMetier("L’original revient entre le jour du jury et aujourd’hui.")
    certificat.original_rendu_le = le
    certificat.save(update_fields=["original_rendu_le"])
    phrase = f"Original du certificat {certificat.numero}, remplacé, rendu au centre le {date_longue(le)}."
    journaliser(dossier_du_certificat(certificat), "retour_original", phrase, par=par, a=a)
    return certificat
