"""The dates of our fiches, taken from what France compétences publishes."""

from datetime import UTC, date, datetime

import pytest

from certif_portal.commun.journal import journal_de
from referentiels.france_competences import BlocPublie, FichePubliee
from referentiels.models import Bloc, CodeBloc, Enregistrement
from referentiels.services.actualisation import actualiser_repertoire

A = datetime(2026, 11, 20, 10, tzinfo=UTC)


def publiee(**champs) -> FichePubliee:
    valeurs = {"date_decision": date(2025, 5, 23), "date_fin": date(2030, 5, 23), "active": True}
    return FichePubliee(code="RNCP40664", **valeurs | champs)


def actualiser(*fiches: FichePubliee, **options):
    return actualiser_repertoire(fiches=fiches, par=None, par_nom="Essai", a=A, **options)


def test_les_dates_publiees_remplacent_les_notres_jamais_le_vide(fiche) -> None:
    [ligne] = actualiser(publiee())
    fiche.refresh_from_db()
    assert (fiche.date_enregistrement, fiche.date_fin, fiche.date_limite_delivrance, fiche.actualise_le) == (
        date(2025, 5, 23),
        date(2030, 5, 23),
        date(2033, 1, 1),
        date(2026, 11, 20),
    )
    assert ligne.changements == [
        "enregistrement : 1er\u00a0janvier\u00a02025 → 23\u00a0mai\u00a02025",
        "fin d’enregistrement : 1er\u00a0janvier\u00a02029 → 23\u00a0mai\u00a02030",
    ]
    assert journal_de(fiche.certification).count() == 1
    [encore] = actualiser(publiee())
    assert (encore.changements, encore.avertissements, journal_de(fiche.certification).count()) == ([], [], 1)


def test_analyse_ne_change_rien_et_dit_pareil(fiche) -> None:
    [ligne] = actualiser(publiee(), simulation=True)
    fiche.refresh_from_db()
    assert (len(ligne.changements), fiche.date_fin, fiche.actualise_le) == (2, date(2029, 1, 1), None)
    assert journal_de(fiche.certification).count() == 0


def test_ce_qui_ne_va_pas_est_dit(fiche) -> None:
    [ligne] = actualiser(publiee(date_decision=date(2031, 1, 1), active=False, illisibles=("DATE_X « demain »",)))
    fiche.refresh_from_db()
    assert (fiche.date_fin, ligne.changements) == (date(2029, 1, 1), [])
    assert ligne.avertissements == [
        "date illisible laissée telle quelle : DATE_X « demain »",
        "non repris : La fin d’enregistrement précède son début.",
    ]
    [inactive] = actualiser(publiee(active=False))
    assert inactive.avertissements == ["inactive selon France compétences, alors que sa fin n’est pas passée"]
    [absente] = actualiser(FichePubliee(code="RNCP1"))
    assert absente.avertissements == ["absente de ce fichier : rien n’est changé"]


def test_un_nouveau_numero_se_confirme(fiche) -> None:
    remplacee = publiee(remplacee_par=("RNCP50000",))
    [ligne] = actualiser(remplacee)
    assert ligne.avertissements == ["remplacée par RNCP50000, absente de ce fichier ou sans date : à saisir"]
    suite = FichePubliee(
        code="RNCP50000", intitule="La suite", date_decision=date(2030, 5, 24), date_fin=date(2035, 5, 24)
    )
    [ligne] = actualiser(remplacee, suites=[suite])
    assert ligne.avertissements[0].startswith("remplacée par RNCP50000 « La suite » (décision du 24\u00a0mai\u00a02030")
    assert fiche.certification.enregistrements.count() == 1
    [ligne] = actualiser(remplacee, suites=[suite], renouveler=True)
    nouvelle = fiche.certification.enregistrements.get(code="RNCP50000")
    assert (nouvelle.renouvelle, nouvelle.date_fin, nouvelle.repertoire) == (fiche, date(2035, 5, 24), "RNCP")
    assert ligne.changements == ["renouvelée par RNCP50000, depuis le 24\u00a0mai\u00a02030"]


def test_une_suite_deja_saisie_est_reliee_une_fois(fiche) -> None:
    suite = Enregistrement.objects.create(
        certification=fiche.certification, code="RNCP50000", date_enregistrement=date(2030, 5, 24)
    )
    remplacee = publiee(remplacee_par=("RNCP50000",))
    [ligne, _] = actualiser(remplacee)
    suite.refresh_from_db()
    assert (suite.renouvelle, ligne.changements[2:]) == (fiche, ["RNCP50000 renouvelle RNCP40664"])
    [ligne, _] = actualiser(remplacee)
    assert (ligne.changements, ligne.avertissements) == ([], [])


@pytest.mark.parametrize(("jour", "liee"), [(date(2025, 5, 23), False), (date(2025, 5, 24), True)])
def test_une_fiche_ne_renouvelle_que_celle_qui_la_precede(fiche, jour, liee) -> None:
    """Our fiche of that certification starts on 23 May 2025: another of the same day is no renewal of it."""
    suite = Enregistrement.objects.create(certification=fiche.certification, code="RNCP50000", date_enregistrement=jour)
    actualiser(publiee(remplacee_par=("RNCP50000",)))
    suite.refresh_from_db()
    assert suite.renouvelle == (fiche if liee else None)


def test_un_nouveau_numero_aux_dates_impossibles_n_est_pas_cree(fiche) -> None:
    suite = FichePubliee(code="RNCP50000", date_decision=date(2030, 5, 24), date_fin=date(2030, 5, 23))
    [ligne] = actualiser(publiee(remplacee_par=("RNCP50000",)), suites=[suite], renouveler=True)
    assert ligne.avertissements == ["non repris : La fin d’enregistrement précède son début."]
    assert [c for c in ligne.changements if "RNCP50000" in c] == []
    assert fiche.certification.enregistrements.count() == 1


def test_les_codes_des_blocs_par_leur_titre_exact(fiche) -> None:
    blocs = (BlocPublie("RNCP40664BC01", "BLOC D’ESSAI 1"), BlocPublie("RNCP40664BC02", "Autre titre"))
    [ligne] = actualiser(publiee(blocs=blocs))
    [code] = CodeBloc.objects.select_related("bloc")
    assert (code.code, code.enregistrement, code.bloc.versions.get().intitule) == (
        "RNCP40664BC01",
        fiche,
        "Bloc d’essai 1",
    )
    assert ligne.avertissements == ["RNCP40664BC02 « Autre titre » : aucun bloc de ce titre, à saisir"]
    [ligne] = actualiser(publiee(blocs=(BlocPublie("RNCP40664BC09", "Bloc d’essai 1"),)))
    assert ligne.avertissements == [f"{code.bloc.numero} porte RNCP40664BC01, publié RNCP40664BC09"]


def test_un_code_saisi_est_garde_sans_rien_dire(fiche) -> None:
    """The same fiche read again; and a code given by hand to a bloc whose title is not the published one."""
    premier, second = Bloc.objects.order_by("numero")
    CodeBloc.objects.create(bloc=second, enregistrement=fiche, code="RNCP40664BC02")
    blocs = (BlocPublie("RNCP40664BC01", "Bloc d’essai 1"), BlocPublie("RNCP40664BC02", "Autre titre"))
    premiere, encore = (actualiser(publiee(blocs=blocs))[0] for _ in range(2))
    assert premiere.changements[2:] == [f"RNCP40664BC01 pour {premier.numero}"]
    assert (encore.changements, premiere.avertissements, encore.avertissements) == ([], [], [])


def test_un_code_deja_donne_ou_un_bloc_publie_deux_fois_se_disent(fiche) -> None:
    """A code names one bloc, and a bloc bears one code in a fiche: what was published otherwise is left to a human."""
    premier, second = Bloc.objects.order_by("numero")
    CodeBloc.objects.create(bloc=second, enregistrement=fiche, code="RNCP40664BC01")
    blocs = [BlocPublie(f"RNCP40664BC0{rang}", "Bloc d’essai 1") for rang in (1, 2, 3)]
    [ligne] = actualiser(publiee(blocs=tuple(blocs)))
    assert ligne.changements[2:] == [f"RNCP40664BC02 pour {premier.numero}"]
    assert ligne.avertissements == [
        f"RNCP40664BC01 est déjà celui de {second.numero} : à saisir",
        f"{premier.numero} porte RNCP40664BC02, publié RNCP40664BC03",
    ]
    assert sorted(CodeBloc.objects.values_list("bloc", "code")) == [
        (premier.pk, "RNCP40664BC02"),
        (second.pk, "RNCP40664BC01"),
    ]
