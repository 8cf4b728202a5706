"""A référentiel that was read becomes a version of its certification; a version comes into force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.commun.textes import cle_recherche
from certif_portal.commun.typographie import date_longue, jour_de
from certif_portal.comptes.models import Utilisateur
from referentiels import regles
from referentiels.choix import TRANSITIONS_REFERENTIEL, EtatReferentiel
from referentiels.imports.modele import ReferentielLu
from referentiels.models import Certification, Provenance, Referentiel
from referentiels.services.contenu import composer, creer_version, enregistrer, verifier_longueurs
from referentiels.services.index import indexer


@dataclass(frozen=True)
class ResultatImport:
    referentiel: Referentiel
    deja_importe: bool = False
    remplace: Referentiel | None = None
    blocs_repris: tuple[str, ...] = ()


@acte
def importer_referentiel(
    *,
    lu: ReferentielLu,
    nom_source: str,
    par: Utilisateur | None,
    a: datetime,
    intitule_change: bool = False,
    par_nom: str = "",
) -> ResultatImport:
    """Store what was read as a version of its certification; in force when the GTP's decision date is known.

    The same document (same bytes) imported again changes nothing, except that a draft is published when the
    decision date comes with it. A reading that changed or left out a text is a draft: somebody reads it again before it
    is published. A bloc already stored with the same content is shared, not copied.
    Raises ErreurMetier when the identity is missing or another certification's: nothing is stored then.
    """
    if lu.numero is None:
        raise RegleNonRespectee(regles.IDENTIFICATION, "Le document n’en porte pas : donnez-le.")
    if lu.niveau is not None and lu.niveau not in regles.NIVEAUX:
        raise ErreurMetier(f"Niveau {lu.niveau} : attendu un niveau du cadre national, de 3 à 8.")
    verifier_longueurs(lu)
    certification = _certification(lu, intitule_change=intitule_change)
    existant = certification.referentiels.filter(source_sha256=lu.empreinte).first()
    repris: tuple[str, ...] = ()
    if existant is None:
        referentiel = creer_version(lu, certification, nom_source, a)
        repris = composer(referentiel, lu)
        indexer(referentiel)
        journaliser(referentiel, "import", _phrase_import(lu, nom_source, repris), par=par, a=a, par_nom=par_nom)
    else:
        referentiel = existant
    remplace = None
    brouillon = referentiel.etat == EtatReferentiel.BROUILLON
    if lu.date_gtp is not None and brouillon and not textes_a_relire(referentiel):
        referentiel, remplace = publier_referentiel(
            referentiel=referentiel, date_gtp=lu.date_gtp, par=par, a=a, par_nom=par_nom
        )
    return ResultatImport(referentiel, existant is not None, remplace, repris)


@acte
def publier_referentiel(
    *,
    referentiel: Referentiel,
    date_gtp: date,
    textes_relus: bool = False,
    par: Utilisateur | None,
    a: datetime,
    par_nom: str = "",
) -> tuple[Referentiel, Referentiel | None]:
    """Bring a draft into force the day of the GTP's decision; returns it and the version it replaces.

    `textes_relus`: the texts that the reading changed or left out were compared with the document.
    """
    certification = Certification.objects.select_for_update(of=("self",), no_key=True).get(
        pk=referentiel.certification_id
    )
    referentiel = Referentiel.objects.select_for_update(of=("self",), no_key=True).get(pk=referentiel.pk)
    verifier_transition(TRANSITIONS_REFERENTIEL, referentiel, EtatReferentiel.EN_VIGUEUR)
    if not regles.est_applicable(date_gtp, jour_de(a)):
        raise RegleNonRespectee(
            regles.APPLICATION,
            f"La décision du {date_longue(date_gtp)} est à venir : le référentiel reste un brouillon.",
        )
    if certification.supprimee_le is not None:
        raise RegleNonRespectee(regles.SUPPRESSION, f"Supprimée le {date_longue(certification.supprimee_le)}.")
    if textes_a_relire(referentiel) and not textes_relus:
        raise ErreurMetier("La lecture du document a changé ou écarté des textes : relisez-les et dites-le.")
    remplace = _remplacer_version_en_vigueur(certification, date_gtp)
    referentiel.etat, referentiel.date_gtp = EtatReferentiel.EN_VIGUEUR, date_gtp
    enregistrer(referentiel, ["etat", "date_gtp"])
    certification.intitule = referentiel.intitule
    certification.cle_recherche = _cle(certification)
    enregistrer(certification, ["intitule", "cle_recherche"])
    suite = f" ; elle remplace la version du {date_longue(remplace.date_gtp)}" if remplace and remplace.date_gtp else ""
    journaliser(
        referentiel,
        "publication",
        f"Version en vigueur, décision du GTP du {date_longue(date_gtp)}{suite}.",
        par=par,
        a=a,
        par_nom=par_nom,
    )
    return referentiel, remplace


def textes_a_relire(referentiel: Referentiel) -> list[dict[str, str]]:
    """The places where the reading of its document changed or left out a text, and nobody has said so far."""
    provenance = Provenance.objects.filter(referentiel=referentiel).first()
    return [doute for doute in provenance.doutes if doute.get("change")] if provenance else []


def _certification(lu: ReferentielLu, *, intitule_change: bool) -> Certification:
    """The certification of that serial, locked, or a new one. Another title is another certification, unless said."""
    connue = (
        Certification.objects.select_for_update(of=("self",), no_key=True)
        .filter(type=lu.type, numero=lu.numero)
        .first()
    )
    if connue is not None:
        if cle_recherche(connue.intitule) != cle_recherche(lu.intitule) and not intitule_change:
            raise ErreurMetier(
                f"Le numéro {lu.numero} est celui de « {connue.intitule} », le document s’intitule « {lu.intitule} » : "
                "corrigez le numéro, ou dites que l’intitulé a changé."
            )
        return connue
    certification = Certification(
        type=lu.type,
        prefixe=lu.prefixe or "",
        annee=lu.annee,
        mois=lu.mois,
        departements="/".join(lu.departements),
        numero=lu.numero or "",
        suffixe=lu.suffixe or "",
        intitule=lu.intitule,
    )
    certification.cle_recherche = _cle(certification)
    enregistrer(certification)
    return certification


def _cle(certification: Certification) -> str:
    return cle_recherche(certification.intitule, certification.code)[:400]


def _remplacer_version_en_vigueur(certification: Certification, date_gtp: date) -> Referentiel | None:
    courante = (
        certification.referentiels.select_for_update(of=("self",), no_key=True)
        .filter(etat=EtatReferentiel.EN_VIGUEUR)
        .first()
    )
    if courante is None:
        return None
    if courante.date_gtp is not None and courante.date_gtp >= date_gtp:
        raise ErreurMetier(
            f"Une version du {date_longue(courante.date_gtp)} est en vigueur : "
            f"une décision du {date_longue(date_gtp)} ne peut pas la remplacer."
        )
    verifier_transition(TRANSITIONS_REFERENTIEL, courante, EtatReferentiel.REMPLACE)
    courante.etat = EtatReferentiel.REMPLACE
    enregistrer(courante, ["etat"])
    return courante


def _phrase_import(lu: ReferentielLu, nom_source: str, repris: Sequence[str]) -> str:
    nombre = len(lu.competences)
    competences = f"{nombre} compétence{'s' if nombre > 1 else ''}"
    nommes = sum(bool(bloc.numero or bloc.intitule) for bloc in lu.blocs)  # a plain list is no bloc
    blocs = f"{nommes} bloc{'s' if nommes > 1 else ''}, " if nommes else ""
    partages = f" ; blocs partagés : {', '.join(repris)}" if repris else ""
    return f"Référentiel importé du document « {nom_source} » : {blocs}{competences}{partages}."
