"""A référentiel that was read becomes a version; a version comes into force. Nothing half-imported."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from referentiels.choix import EtatReferentiel, NatureModalite, Rubrique
from referentiels.imports.lecture import lire_referentiel
from referentiels.imports.modele import ReferentielLu
from referentiels.models import Bloc, Certification, Competence, ElementEvaluation, Referentiel, VersionBloc
from referentiels.services.repertoire import inscrire_au_repertoire
from referentiels.services.version import ResultatImport, importer_referentiel, publier_referentiel

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def importer(lu: ReferentielLu, **options) -> ResultatImport:
    return importer_referentiel(lu=lu, nom_source="cqpm.md", par=None, par_nom="Essai", a=A, **options)


def autre_document(lu: ReferentielLu, **champs) -> ReferentielLu:
    """The same reading, from other bytes."""
    return replace(lu, empreinte=hashlib.sha256(repr(champs).encode()).hexdigest(), **champs)


@pytest.mark.sqlite
def test_importer_un_cqpm(fictif: ReferentielLu) -> None:
    resultat = importer(fictif)
    referentiel = resultat.referentiel
    assert (resultat.deja_importe, resultat.remplace, resultat.blocs_repris) == (False, None, ())
    assert (referentiel.etat, referentiel.date_gtp, referentiel.niveau) == (
        EtatReferentiel.EN_VIGUEUR,
        date(2024, 3, 12),
        4,
    )
    certification = referentiel.certification
    assert (certification.type, certification.numero, certification.suffixe) == ("CQPM", "9001", "R")
    assert certification.cle_recherche == "technicien en fabrication additive metallique fictif cqpm 2024 9001"
    assert [(c.ordre, c.version_bloc.bloc.numero) for c in referentiel.compositions.all()] == [
        (1, "BDC9001"),
        (2, "BDC9002"),
        (3, "BDC9003"),
    ]
    assert [a.intitule for a in referentiel.activites.all()] == [bloc.intitule for bloc in fictif.blocs]
    assert [m.nature for m in referentiel.modalites.all()] == [
        NatureModalite.OBSERVATION,
        NatureModalite.QUESTIONNEMENT,
        NatureModalite.PROJET,
    ]
    assert referentiel.source_sha256 == fictif.empreinte
    assert len(referentiel.provenance.textes_ecartes) == len(fictif.ecartes)
    assert [entree.phrase for entree in journal_de(referentiel).order_by("pk")] == [
        "Référentiel importé du document « cqpm.md » : 3 blocs, 6 compétences.",
        "Version en vigueur, décision du GTP du 12\u00a0mars\u00a02024.",
    ]


def test_tout_ce_qui_est_lu_est_enregistre(fictif: ReferentielLu) -> None:
    """From the rows, every text that was read, at its place, in its order."""
    referentiel = importer(fictif).referentiel
    assert (referentiel.mission, referentiel.environnement) == (fictif.mission, fictif.environnement)
    assert (referentiel.interactions, referentiel.evolutions) == (fictif.interactions, fictif.evolutions)
    assert referentiel.conditions_admission == fictif.conditions_admission
    assert referentiel.texte_modalites == "\n\n".join([*fictif.mise_en_oeuvre, fictif.avis_entreprise or ""])
    assert [m.texte for m in referentiel.modalites.all()] == [m.texte for m in fictif.modalites]
    assert [(a.intitule, a.texte) for a in referentiel.activites.all()] == [
        (a.intitule, a.texte) for a in fictif.activites
    ]
    for composition, bloc in zip(referentiel.compositions.all(), fictif.blocs, strict=True):
        contenu = composition.version_bloc
        assert [c.texte for c in contenu.connaissances.all()] == [e.texte for e in bloc.connaissances]
        for competence, lue in zip(contenu.competences.all(), bloc.competences, strict=True):
            assert (competence.ordre, competence.intitule) == (lue.numero, lue.intitule)
            attendus = dict([("conditions", lue.conditions), *lue.criteres.familles(), ("resultats", lue.resultats)])
            for rubrique in Rubrique:
                lignes = competence.elements.filter(rubrique=rubrique)
                assert [(e.texte, e.sous) for e in lignes] == [(e.texte, e.sous) for e in attendus[rubrique]]


def test_importer_un_ccpm_sans_bloc(ccpm: ReferentielLu) -> None:
    referentiel = importer(ccpm).referentiel
    contenu = referentiel.blocs.get()
    assert (contenu.bloc, contenu.competences.count(), referentiel.activites.count()) == (None, 3, 0)
    assert not ElementEvaluation.objects.filter(rubrique=Rubrique.CONDITIONS).exists()
    assert journal_de(referentiel).order_by("pk")[0].phrase.endswith("« cqpm.md » : 3 compétences.")


def test_meme_document_deux_fois_ne_double_rien(fictif: ReferentielLu) -> None:
    premier = importer(fictif).referentiel
    second = importer(fictif)
    assert (second.deja_importe, second.referentiel) == (True, premier)
    assert (Referentiel.objects.count(), Competence.objects.count(), journal_de(premier).count()) == (1, 6, 2)


def test_sans_date_du_gtp_reste_un_brouillon_puis_est_publie(fictif: ReferentielLu) -> None:
    brouillon = importer(replace(fictif, date_gtp=None)).referentiel
    assert (brouillon.etat, brouillon.date_gtp) == (EtatReferentiel.BROUILLON, None)
    resultat = importer(fictif)
    assert (resultat.deja_importe, resultat.referentiel.pk) == (True, brouillon.pk)
    assert resultat.referentiel.etat == EtatReferentiel.EN_VIGUEUR


def test_nouvelle_version_remplace_et_partage_les_blocs_inchanges(fictif: ReferentielLu) -> None:
    ancienne = importer(fictif).referentiel
    bloc = fictif.blocs[0]
    modifie = replace(
        bloc, competences=(bloc.competences[0], replace(bloc.competences[1], intitule="Établir le dossier"))
    )
    suivante = autre_document(fictif, blocs=(modifie, *fictif.blocs[1:]), date_gtp=date(2026, 3, 1))
    resultat = importer(suivante)
    ancienne.refresh_from_db()
    assert (ancienne.etat, resultat.remplace) == (EtatReferentiel.REMPLACE, ancienne)
    assert resultat.blocs_repris == ("BDC9002", "BDC9003")
    assert (Bloc.objects.count(), VersionBloc.objects.count()) == (3, 4)
    assert [c.intitule for c in Competence.objects.filter(version_bloc__referentiels=ancienne)][:2] == [
        "Analyser la fabricabilité d’une pièce",
        "Établir le dossier de fabrication",
    ]


def test_bloc_commun_a_deux_certifications(fictif: ReferentielLu) -> None:
    """A bloc of another CQPM, word for word the same, is one and the same row."""
    importer(fictif)
    autre = autre_document(fictif, numero="9002", intitule="Conducteur (fictif)", blocs=fictif.blocs[1:2])
    resultat = importer(autre)
    assert resultat.blocs_repris == ("BDC9002",)
    contenu = VersionBloc.objects.get(bloc__numero="BDC9002")
    assert sorted(r.certification.numero for r in contenu.referentiels.all()) == ["9001", "9002"]


def test_numero_absent_refuse(fictif: ReferentielLu) -> None:
    """CERTIFICATION-NUMERO"""
    with pytest.raises(RegleNonRespectee) as refus:
        importer(replace(fictif, numero=None))
    assert refus.value.regle.code == "CERTIFICATION-NUMERO"
    assert Certification.objects.count() == 0


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"niveau": 2}, "Niveau 2 : attendu un niveau du cadre national, de 3 à 8."),
        ({"intitule": "x" * 256}, "Titre trop long pour l’intitulé « " + "x" * 60 + "… » : 256 signes, 255 au plus."),
        ({"date_gtp": date(2026, 11, 21)}, "La décision du 21\u00a0novembre\u00a02026 est à venir"),
    ],
)
def test_refus_ne_laisse_rien(fictif: ReferentielLu, champs: dict, message: str) -> None:
    with pytest.raises(ErreurMetier, match=message.split("«")[0].strip()) as refus:
        importer(replace(fictif, **champs))
    assert str(refus.value).startswith(message)
    assert (Certification.objects.count(), Referentiel.objects.count(), VersionBloc.objects.count()) == (0, 0, 0)


def test_autre_intitule_sous_le_meme_numero(fictif: ReferentielLu) -> None:
    """A slip in the number must not turn one certification into another."""
    importer(fictif)
    autre = autre_document(fictif, intitule="Soudeur industriel (fictif)", date_gtp=date(2026, 1, 5))
    with pytest.raises(ErreurMetier) as refus:
        importer(autre)
    assert str(refus.value).startswith(
        "Le numéro 9001 est celui de « Technicien en fabrication additive métallique (fictif) »"
    )
    assert Referentiel.objects.count() == 1
    importer(autre, intitule_change=True)
    assert Certification.objects.get().intitule == "Soudeur industriel (fictif)"


def test_version_plus_ancienne_ne_remplace_pas(fictif: ReferentielLu) -> None:
    importer(fictif)
    with pytest.raises(ErreurMetier) as refus:
        importer(autre_document(fictif, date_gtp=date(2024, 3, 11)))
    assert str(refus.value) == (
        "Une version du 12\u00a0mars\u00a02024 est en vigueur : une décision du 11\u00a0mars\u00a02024 ne "
        "peut pas la remplacer."
    )
    assert Referentiel.objects.count() == 1


def test_publier_le_jour_meme_pas_la_veille(fictif: ReferentielLu) -> None:
    """REFERENTIEL-APPLICATION"""
    brouillon = importer(replace(fictif, date_gtp=None)).referentiel
    with pytest.raises(RegleNonRespectee) as refus:
        publier_referentiel(referentiel=brouillon, date_gtp=date(2026, 11, 21), par=None, a=A)
    assert refus.value.regle.code == "REFERENTIEL-APPLICATION"
    publie, _ = publier_referentiel(referentiel=brouillon, date_gtp=date(2026, 11, 20), par=None, a=A)
    assert (publie.etat, publie.date_gtp) == (EtatReferentiel.EN_VIGUEUR, date(2026, 11, 20))


def test_publier_deux_fois_interdit(fictif: ReferentielLu) -> None:
    referentiel = importer(fictif).referentiel
    with pytest.raises(TransitionInterdite):
        publier_referentiel(referentiel=referentiel, date_gtp=date(2026, 1, 1), par=None, a=A)


def test_certification_supprimee_n_a_plus_de_version_nouvelle(fictif: ReferentielLu) -> None:
    """CERTIFICATION-SUPPRESSION"""
    brouillon = importer(replace(fictif, date_gtp=None)).referentiel
    Certification.objects.update(supprimee_le=date(2025, 1, 1))
    with pytest.raises(RegleNonRespectee) as refus:
        publier_referentiel(referentiel=brouillon, date_gtp=date(2026, 1, 1), par=None, a=A)
    assert refus.value.regle.code == "CERTIFICATION-SUPPRESSION"


def _inscrire(certification: Certification, code: str, **champs):
    dates = {"date_enregistrement": date(2024, 4, 2), "date_fin": date(2029, 4, 2)} | champs
    return inscrire_au_repertoire(certification=certification, code=code, par=None, a=A, **dates)


def test_inscrire_au_repertoire(fictif: ReferentielLu) -> None:
    certification = importer(fictif).referentiel.certification
    fiche = _inscrire(certification, "rncp 99901")
    assert (fiche.code, fiche.repertoire, fiche.date_fin) == ("RNCP99901", "RNCP", date(2029, 4, 2))
    _inscrire(certification, "RNCP99901", date_fin=date(2030, 4, 2), motif="Arrêté.")
    _inscrire(certification, "RNCP99950", date_enregistrement=date(2030, 4, 3), date_fin=None)
    assert [(e.code, e.date_fin) for e in certification.enregistrements.all()] == [
        ("RNCP99950", None),
        ("RNCP99901", date(2030, 4, 2)),
    ]
    assert journal_de(certification).order_by("pk")[0].phrase == (
        "Fiche RNCP99901 : enregistrée du 2\u00a0avril\u00a02024 jusqu’au 2\u00a0avril\u00a02029."
    )


@pytest.mark.parametrize(
    ("code", "champs", "message"),
    [
        ("99901", {}, "« 99901 » n’est pas une fiche du répertoire"),
        ("RNCP99901", {"date_fin": date(2024, 4, 1)}, "La fin d’enregistrement précède son début."),
    ],
)
def test_inscription_au_repertoire_refusee(fictif: ReferentielLu, code: str, champs: dict, message: str) -> None:
    certification = importer(fictif).referentiel.certification
    with pytest.raises(ErreurMetier) as refus:
        _inscrire(certification, code, **champs)
    assert str(refus.value).startswith(message)
    assert certification.enregistrements.count() == 0


@pytest.mark.partage
def test_importer_le_texte_reel(octets_reels: bytes) -> None:
    """4 blocs, 8 competences, 32 families of criteria in the rows."""
    lu = replace(lire_referentiel(octets_reels), numero="0248", date_gtp=date(2024, 3, 12), niveau=5)
    referentiel = importer(lu).referentiel
    assert [c.version_bloc.bloc.numero for c in referentiel.compositions.all()] == [
        "BDC0170",
        "BDC0171",
        "BDC0172",
        "BDC0173",
    ]
    assert Competence.objects.filter(version_bloc__referentiels=referentiel).count() == 8
    criteres = ElementEvaluation.objects.exclude(rubrique__in=[Rubrique.CONDITIONS, Rubrique.RESULTATS])
    assert criteres.values_list("competence", "rubrique").distinct().order_by().count() == 32
