"""The dates of our sheets, taken from what France compétences publishes."""

from datetime import UTC, date, datetime

from certif_portal.commun.journal import journal_de
from referentiels.france_competences import BlocPublie, FichePubliee
from referentiels.models import CodeBloc, Enregistrement
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


def test_une_suite_deja_saisie_est_reliee(fiche) -> None:
    suite = Enregistrement.objects.create(
        certification=fiche.certification, code="RNCP50000", date_enregistrement=date(2030, 5, 24)
    )
    actualiser(publiee(remplacee_par=("RNCP50000",)))
    suite.refresh_from_db()
    assert suite.renouvelle == fiche


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
