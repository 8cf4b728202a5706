"""The closing: one short transaction seals the decisions, awards the certificates and asks for the papers.

Everything is read and written by the whole jury, never candidate by candidate, and nothing is rendered here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case, Value, When

from candidats.models import Inscription
from candidats.services.decision import DecisionSurDossier, prononcer
from certif_portal.centre.choix import TypeVerso
from certif_portal.centre.queries import versos_le
from certif_portal.commun.actes import acte
from certif_portal.commun.durees import compte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.journal import journaliser
from certif_portal.comptes.models import Utilisateur
from jurys.choix import TRANSITIONS_JURY, Decision, EtatJury, NaturePapier, NaturePiece, TypeCertificat
from jurys.documents.certificat import MODELES, VERSION_CERTIFICAT, CadreCertificat, signataires
from jurys.documents.lettre import Resultat
from jurys.documents.pv import VERSION_EMARGEMENT, VERSION_PV, contexte_emargement, contexte_pv, sans_designe
from jurys.documents.remise import MODELE_BORDEREAU, VERSION_BORDEREAU, contexte_bordereau
from jurys.models import Jury, PieceJury, Presentation
from jurys.queries.acquis import ce_qui_est_garde
from jurys.queries.conformite import ConformiteJury, lire_conformite
from jurys.queries.ecrans import demandes_de
from jurys.queries.numero import Cle
from jurys.queries.papier import rang_de_remise
from jurys.queries.titre import TitreDecide
from jurys.regles.conformite import JURY_CONFORMITE
from jurys.regles.delai import fin_acquis
from jurys.regles.deliberation import DECISION_CHANGEE, empreinte_des_decisions
from jurys.services.acquis import delivrer_les_blocs
from jurys.services.attribution import Attribue, attribuer
from jurys.services.composition import verrouiller_jury
from jurys.services.lettre import retenir_lettres
from jurys.services.papier import Prevu, papiers_a_prevoir
from jurys.services.preparation import Cloture, attributions_de, avec_les_blocs, obstacles_a_la_cloture, preparer
from referentiels.models import Competence, VersionBloc
from referentiels.queries.competence import numeros_des_competences

MOTS_DECISION = {Decision.A: "admis", Decision.NA: "non admis"}


@acte
def clore_jury(*, jury: Jury, reserves: int = 0, decisions: str = "", par: Utilisateur, a: datetime) -> Jury:
    """Seal everything at once, and once: of several closings together, one is done and the others are told so.

    `reserves`: how many of the conformity whoever closes was shown, and closes with. `decisions`: the fingerprint of
    those shown (`empreinte_des_decisions`); one that changed meanwhile is not sealed unseen.
    """
    jury = verrouiller_jury(jury)
    verifier_transition(TRANSITIONS_JURY, jury, EtatJury.CLOS)
    cloture, conformite = avec_les_blocs(preparer(jury, par, a)), lire_conformite(jury)
    refuser_si(obstacles_a_la_cloture(cloture))
    if (ouvertes := conformite.nombre_reserves) != reserves:
        raise RegleNonRespectee(JURY_CONFORMITE, f"{compte(ouvertes, 'réserve')} : relisez, puis confirmez la clôture.")
    if decisions and decisions != _empreinte(cloture):
        raise ErreurMetier(DECISION_CHANGEE)
    delivrer_les_blocs(cloture.titres)
    prononcees = _prononcer(cloture)
    attribues = delivrer(cloture)
    prevus = [*papiers_de_remise(cloture, attribues), *_papiers_du_jury(cloture, conformite)]
    papiers_a_prevoir(jury, prevus, par=par, a=a)
    resultats = resultats_de(cloture, prononcees, attribues)
    retenir_lettres(jury, resultats, president=cloture.president, centre=cloture.centre, a=a)
    jury.etat, jury.clos_le = EtatJury.CLOS, a
    jury.save(update_fields=["etat", "clos_le"])
    malgre = f" Close avec {compte(reserves, 'réserve')} sur la conformité." if reserves else ""
    journaliser(jury, "cloture", f"{_phrase(cloture.titres, len(attribues))}{malgre}", par=par, a=a)
    return jury


def _empreinte(cloture: Cloture) -> str:
    """Of what was presented, as the pages name it."""
    presentes = (titre for titre in cloture.titres if titre.presente)
    return empreinte_des_decisions(
        (f"{t.presentation.code}.{t.bloc_pk}" if t.bloc_pk else t.presentation.code, t.decision) for t in presentes
    )


def _phrase(titres: list[TitreDecide], delivres: int) -> str:
    """What was decided, title by title: « CQPM 2024 9001, 2 admis ; BDC0170, 1 admis, 1 non admis »."""
    decisions: dict[str, Counter[str]] = defaultdict(Counter)
    for titre in sorted(titres, key=lambda titre: (titre.bloc is not None, titre.code)):
        decisions[titre.code][titre.decision] += 1
    comptes = [
        ", ".join([code, *(f"{n} {mot}" for cle, mot in MOTS_DECISION.items() if (n := lus[cle]))])
        for code, lus in decisions.items()
    ]
    return f"Délibération close : {' ; '.join(comptes)}. {compte(delivres, 'certificat')}."


def titres_par_presentation(cloture: Cloture) -> dict[int, list[TitreDecide]]:
    titres: dict[int, list[TitreDecide]] = defaultdict(list)
    for titre in cloture.titres:
        titres[titre.presentation.pk].append(titre)
    return titres


def _prononcer(cloture: Cloture) -> list[DecisionSurDossier]:
    """Seal the decisions: the status RNCP of the day, the files of the candidates, what is kept."""
    par_presentation = titres_par_presentation(cloture)
    au_rncp = [presentation.pk for presentation in cloture.presentations if cloture.fiche(presentation)]
    rncp = Case(When(pk__in=au_rncp, then=Value(True)), default=Value(False))
    cloture.jury.presentations.update(rncp=rncp)
    decisions = [
        decision_de(cloture, presentation, par_presentation[presentation.pk]) for presentation in cloture.presentations
    ]
    prononcer(decisions=decisions, le=cloture.jury.date, par=cloture.par, a=cloture.a)
    return decisions


def decision_de(cloture: Cloture, presentation: Presentation, titres: list[TitreDecide]) -> DecisionSurDossier:
    inscription, rncp = presentation.inscription, cloture.fiche(presentation) is not None
    refuses = [titre for titre in titres if titre.decision == Decision.NA]
    certifies = {titre.bloc for titre in titres if titre.decision == Decision.A}
    acquis = [objet for objet in ce_qui_est_garde(inscription, refuses, rncp) if objet not in certifies]
    return DecisionSurDossier(
        inscription=inscription,
        admise=presentation.en_vigueur == Decision.A,
        certifies=tuple(bloc for titre in titres if titre.decision == Decision.A for bloc in _blocs(titre)),
        acquis=tuple(acquis),
        expire_le=fin_acquis(cloture.jury.date, rncp) if acquis else None,
        rncp=rncp,
    )


def _blocs(titre: TitreDecide) -> list[VersionBloc]:
    """The blocs that an admission certifies."""
    if titre.bloc:
        return [titre.bloc]
    return [bloc for bloc in titre.presentation.inscription.referentiel.blocs.all() if bloc.bloc_id]


def delivrer(cloture: Cloture, saisis: Mapping[Cle, str] | None = None) -> list[Attribue]:
    """One certificate per certification or bloc awarded, and per CQPI that goes with it."""
    attributions = attributions_de(cloture)
    signent = signataires(cloture.president, cloture.centre, cloture.delegation)
    # by value: on Python 3.11 a member of one list is never in another
    a_verso = any(attribution.type.value in TypeVerso for attribution in attributions)
    versos = versos_le(cloture.a) if a_verso else {}
    cadre = CadreCertificat(cloture.centre, cloture.jury, signent, cloture.a, versos)
    return attribuer(cadre, attributions, saisis=saisis, par=cloture.par, a=cloture.a)


def resultats_de(
    cloture: Cloture, decisions: list[DecisionSurDossier], attribues: list[Attribue]
) -> Iterator[tuple[Presentation, Resultat]]:
    """What the letters tell, candidate by candidate."""
    par_presentation, numeros = titres_par_presentation(cloture), defaultdict(list)
    for attribue in attribues:
        numeros[attribue.certificat.presentation_id].append(attribue.certificat.numero)
    rangs = numeros_des_competences({p.inscription.referentiel_id for p in cloture.presentations})
    for presentation, decision in zip(cloture.presentations, decisions, strict=True):
        titres = par_presentation[presentation.pk]
        rang = rangs[presentation.inscription.referentiel_id]
        gardees = [objet for objet in decision.acquis if isinstance(objet, Competence)]
        yield (
            presentation,
            Resultat(
                inscription=presentation.inscription,
                admis=[titre for titre in titres if titre.decision == Decision.A and titre.presente],
                delivres=[titre for titre in titres if not titre.presente],
                refuses=[titre for titre in titres if titre.decision == Decision.NA],
                numeros=numeros[presentation.pk],
                blocs=[str(objet) for objet in decision.acquis if isinstance(objet, VersionBloc)],
                competences=[f"{rang[c.pk]}. {c.intitule}" for c in sorted(gardees, key=lambda c: rang[c.pk])],
                rncp=decision.rncp,
            ),
        )


def papiers_de_remise(cloture: Cloture, attribues: list[Attribue]) -> Iterator[Prevu]:
    """The certificates as they are handed over, OF by OF, then those of candidates without any; a slip for each."""
    remis: dict[int | None, list[Attribue]] = defaultdict(list)
    for attribue in sorted(attribues, key=_ordre_de_remise):
        remis[_inscription(attribue).organisme_id].append(attribue)
    for organisme, certificats in remis.items():
        for attribue in certificats:
            certificat = attribue.certificat
            yield Prevu(
                nature=NaturePapier.CERTIFICAT,
                titre=f"Certificat {certificat.numero}",
                modele=MODELES[TypeCertificat(certificat.type)],
                version=VERSION_CERTIFICAT,
                contexte=attribue.contexte,
                certificat=certificat,
                organisme=organisme,
            )
    for organisme, certificats in remis.items():
        suivant = _inscription(certificats[0]).organisme
        yield Prevu(
            nature=NaturePapier.BORDEREAU,
            titre=f"Bordereau de remise, {suivant.nom if suivant else 'candidats sans organisme'}"[:200],
            modele=MODELE_BORDEREAU,
            version=VERSION_BORDEREAU,
            contexte=contexte_bordereau(
                cloture.jury,
                suivant,
                [attribue.certificat for attribue in certificats],
                centre=cloture.centre,
                a=cloture.a,
            ),
            organisme=organisme,
        )


def _inscription(attribue: Attribue) -> Inscription:
    return attribue.certificat.presentation.inscription  # type: ignore[union-attr]  # awarded just now


def _ordre_de_remise(attribue: Attribue) -> tuple[bool, str, int, int]:
    return (*rang_de_remise(_inscription(attribue).organisme), attribue.certificat.rang or 0)


def _papiers_du_jury(cloture: Cloture, conformite: ConformiteJury) -> Iterator[Prevu]:
    """One PV per certification or bloc decided of, the émargement; the letter to the GTP comes with its file."""
    par_titre: dict[tuple[int, int], list[TitreDecide]] = defaultdict(list)
    for titre in sorted(cloture.titres, key=lambda titre: (titre.bloc_de, titre.code)):  # the order of annexe 12
        par_titre[titre.cle].append(titre)
    pieces = [_piece(cloture, NaturePiece.PV, titres[0]) for titres in par_titre.values()]
    avant = cloture.jury.pieces.filter(nature=NaturePiece.EMARGEMENT).select_related("document").first()
    if not avant:  # not printed before the meeting
        pieces.append(_piece(cloture, NaturePiece.EMARGEMENT, None))
    PieceJury.objects.bulk_create(pieces)
    commun: dict[str, Any] = {"centre": cloture.centre, "a": cloture.a}
    demandes = demandes_de(cloture.jury)
    sans = [f"{demande.nom} : {demande.suite}." for demande in sans_designe(cloture.membres, demandes)]
    pour_pv: dict[str, Any] = {"president": cloture.president, "organisations": sans, "conformite": conformite}
    for piece, titres in zip(pieces, par_titre.values(), strict=False):
        contexte = contexte_pv(cloture.jury, titres, **pour_pv, **commun)
        yield Prevu(NaturePapier.PV, piece.nom, "pv_jury", VERSION_PV, contexte, piece=piece)
    if avant and (deja := avant.document):
        modele, version = deja.code, deja.version_modele
        yield Prevu(NaturePapier.EMARGEMENT, avant.nom, modele, version, None, piece=avant, document=deja)
    if not avant:
        presentes = [titre for titre in cloture.titres if titre.presente]
        feuille = contexte_emargement(cloture.jury, cloture.membres, demandes, presentes, **commun)
        yield Prevu(
            NaturePapier.EMARGEMENT, pieces[-1].nom, "emargement_jury", VERSION_EMARGEMENT, feuille, piece=pieces[-1]
        )


def _piece(cloture: Cloture, nature: NaturePiece, titre: TitreDecide | None) -> PieceJury:
    return PieceJury(
        jury=cloture.jury,
        nature=nature,
        certification=titre.certification if titre else None,
        version_bloc=titre.bloc if titre else None,
    )
