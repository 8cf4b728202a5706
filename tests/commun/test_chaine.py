"""The chain of the journal: what is written bears its fingerprint, and whoever rewrites it is found, by name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from certif_portal.commun.actes import acte
from certif_portal.commun.chaine import DIT, empreindre, empreinte_de, preparer_maillon, sceller, verifier
from certif_portal.commun.declencheurs import LigneScellee
from certif_portal.commun.immuable import ROLE_PURGE
from certif_portal.commun.journal import journaliser_en_nombre, journaliser_tous
from certif_portal.commun.models import EntreeJournal, MaillonJournal
from tests.journal import journaliser
from tests.scelles import desceller, refuse

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 30, 9, tzinfo=UTC)
JOUR = date(2026, 11, 30)


@pytest.fixture
def entrees(organisme, agent):
    for rang in range(4):
        journaliser(organisme, "essai", f"Acte {rang}.", par=agent, a=A + timedelta(minutes=rang))
    return list(EntreeJournal.objects.order_by("pk"))


def chainer(jour=JOUR):
    maillon = preparer_maillon(jour=jour, a=A)
    if maillon:
        maillon.save()
    return maillon


def changer(sql, *parametres):
    with desceller(), connection.cursor() as curseur:
        curseur.execute(sql, parametres)


def test_chaque_entree_porte_l_empreinte_de_ce_qu_elle_dit(entrees, organisme, agent):
    """Whichever way it is written: one, many, thousands."""
    acte(journaliser_tous)([(organisme, "essai", "Tous.")], par=agent, a=A)
    acte(journaliser_en_nombre)(type(organisme), "essai", [(organisme.pk, "É\tn\nnombre.")], par=None, a=A)
    lues = list(EntreeJournal.objects.values_list("sel", "empreinte", *DIT))
    assert [empreinte for _, empreinte, *_ in lues] == [empreinte_de(sel, dit) for sel, _, *dit in lues]
    assert len({sel for sel, *_ in lues}) == 6
    assert verifier().ecart == ""


def test_l_empreinte_tient_a_chaque_valeur():
    dit = ["a.b", 1, "essai", "Dit.", 2, "Qui", A]
    autres = (["a.c", 1], ["a.b", 2], [*dit[:2], "autre"])
    vues = {empreinte_de("00", dit), empreinte_de("01", dit)}
    vues |= {empreinte_de("00", [*debut, *dit[len(debut) :]]) for debut in autres}
    vues.add(empreinte_de("00", [*dit[:-1], A + timedelta(microseconds=1)]))
    assert len(vues) == 6
    assert empreinte_de("00", [*dit[:-1], A.astimezone()]) == empreinte_de("00", dit)


def test_un_maillon_par_jour_ferme_ce_qui_precede(entrees, organisme, agent):
    un = chainer()
    assert (un.premier, un.dernier, un.nombre) == (entrees[0].pk, entrees[-1].pk, 4)
    assert chainer() is None  # the same day
    assert chainer(JOUR + timedelta(days=1)) is None  # nothing was written
    journaliser(organisme, "essai", "Ensuite.", par=agent, a=A)
    deux = chainer(JOUR + timedelta(days=1))
    assert (deux.premier, deux.nombre) == (deux.dernier, 1)
    lu = verifier(un.empreinte)
    assert (lu.entrees, lu.maillons, lu.tete, lu.ecart) == (5, 2, deux.empreinte, "")


def test_sans_rien_au_journal_il_n_y_a_pas_de_maillon():
    assert preparer_maillon(jour=JOUR, a=A) is None
    assert verifier() == verifier("")
    assert (verifier().entrees, verifier().tete) == (0, "")


def test_les_entrees_d_avant_recoivent_leur_empreinte_par_lots(entrees, monkeypatch):
    monkeypatch.setattr("certif_portal.commun.chaine.PAR_LOT", 3)
    changer("UPDATE commun_entreejournal SET sel = '', empreinte = ''")
    assert (verifier().ecart, empreindre(), empreindre()) == ("", 4, 0)
    assert verifier().ecart == ""
    changer("UPDATE commun_entreejournal SET sel = '', empreinte = ''")
    assert chainer().nombre == 4
    assert verifier().ecart == ""


RECRITURES = {
    "la phrase": "UPDATE commun_entreejournal SET phrase = 'Autre.' WHERE id = %s",
    "l’auteur": "UPDATE commun_entreejournal SET par_nom = 'Autre' WHERE id = %s",
    "le jour": "UPDATE commun_entreejournal SET le = '2026-11-29 09:00+00' WHERE id = %s",
    "le dossier": "UPDATE commun_entreejournal SET dossier_id = dossier_id + 1 WHERE id = %s",
    "le sel": "UPDATE commun_entreejournal SET sel = '00' WHERE id = %s",
    "l’empreinte": "UPDATE commun_entreejournal SET empreinte = '' WHERE id = %s",
    "vidée à moitié": "UPDATE commun_entreejournal SET sel = '' WHERE id = %s",
}


@pytest.mark.parametrize("sql", RECRITURES.values(), ids=RECRITURES)
def test_la_premiere_entree_recrite_est_dite(entrees, sql):
    """By whoever owns the tables: the seals are lifted."""
    chainer()
    for entree in entrees[1:3]:
        changer(sql, entree.pk)
    assert verifier().ecart.startswith(f"L’entrée {entrees[1].pk} du journal (habilitations.organismeformation ")
    with pytest.raises(CommandError, match=f"L’entrée {entrees[1].pk} .* n’est plus ce qui a été écrit"):
        call_command("verifier_journal")


def test_une_entree_qui_n_est_pas_encore_chainee_se_verifie_aussi(entrees):
    changer(RECRITURES["la phrase"], entrees[3].pk)
    assert verifier().ecart.startswith(f"L’entrée {entrees[3].pk} du journal")


def test_une_entree_retiree_est_dite_par_son_maillon(entrees):
    chainer()
    changer("DELETE FROM commun_entreejournal WHERE id = %s", entrees[1].pk)
    assert verifier().ecart.replace("\u00a0", " ") == (
        f"Le maillon du 30 novembre 2026 (entrées {entrees[0].pk} à {entrees[3].pk}) fermait 4 entrées : il y en a 3."
    )


def test_une_entree_glissee_parmi_celles_d_un_maillon_est_dite(entrees):
    """With a fingerprint that is its own: no seal forbids to add."""
    chainer()
    dit = dict(zip(DIT, (getattr(entrees[0], champ) for champ in DIT), strict=True)) | {"phrase": "Ajoutée."}
    sel, empreinte = sceller(list(dit.values()))
    EntreeJournal(pk=entrees[0].pk - 1, sel=sel, empreinte=empreinte, **dit).save(force_insert=True)
    assert verifier().ecart.endswith("fermait 4 entrées\u00a0: il y en a 5.")


def test_une_entree_recrite_avec_son_empreinte_est_dite_par_son_maillon(entrees):
    chainer()
    sel, dit = entrees[1].sel, [getattr(entrees[1], champ) for champ in DIT]
    dit[3] = "Autre."
    changer(
        "UPDATE commun_entreejournal SET phrase = 'Autre.', empreinte = %s WHERE id = %s",
        empreinte_de(sel, dit),
        entrees[1].pk,
    )
    assert verifier().ecart.endswith("n’a plus son empreinte\u00a0: lui, ou l’une de ses entrées, a été récrit.")


def test_une_chaine_recrite_en_entier_ne_rend_pas_la_tete_gardee_dehors(entrees):
    """All of it written again by whoever owns the base: only what left the centre says so."""
    tete = chainer().empreinte
    changer("DELETE FROM commun_maillonjournal")
    changer("DELETE FROM commun_entreejournal WHERE id = %s", entrees[3].pk)
    assert chainer().nombre == 3
    assert verifier().ecart == ""
    assert verifier(tete).ecart == (
        f"La tête {tete}, gardée hors du portail, n’est celle d’aucun maillon\u00a0: la chaîne a été récrite."
    )


def test_la_commande_dit_le_journal_intact(entrees, capsys):
    tete = chainer().empreinte
    call_command("verifier_journal", tete=tete)
    assert capsys.readouterr().out == f"Journal intact\u00a0: 4 entrées, 1 maillon. Tête\u00a0: {tete}.\n"


@pytest.mark.postgresql
def test_rien_ne_change_au_journal_par_aucune_voie(entrees):
    """The ORM and raw SQL, entries and links; negative control: lifted, it passes."""
    chainer()
    voies = {
        "update": lambda: EntreeJournal.objects.update(phrase="Autre."),
        "save": lambda: EntreeJournal(pk=entrees[0].pk, **{champ: getattr(entrees[1], champ) for champ in DIT}).save(),
        "delete": lambda: EntreeJournal.objects.filter(pk=entrees[0].pk).delete(),
        "maillon": lambda: MaillonJournal.objects.update(nombre=1),
        "maillon retiré": lambda: MaillonJournal.objects.all().delete(),
    }
    for voie in voies.values():
        with pytest.raises(LigneScellee, match="journal, rien n"), transaction.atomic():
            voie()
    sqls = ("DELETE FROM commun_entreejournal", "UPDATE commun_maillonjournal SET empreinte = 'x'")
    assert [sql for sql in (*sqls, "UPDATE commun_entreejournal SET sel = ''") if not refuse(sql)] == []
    with desceller():
        assert [sql for sql in sqls if refuse(sql)] == []


@pytest.mark.postgresql
def test_la_purge_vide_ce_qui_nomme_et_la_chaine_tient(entrees):
    """Under its own role: the text, who, the salt; not the act, the day, the fingerprint."""
    chainer()
    vider = "UPDATE commun_entreejournal SET phrase = '', par_id = NULL, par_nom = '', sel = '' WHERE id = %s"
    assert refuse(vider, [entrees[0].pk])
    with connection.cursor() as curseur:
        curseur.execute(f"CREATE ROLE {ROLE_PURGE}")
        curseur.execute(f"GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO {ROLE_PURGE}")
        curseur.execute(f"SET ROLE {ROLE_PURGE}")
        assert refuse("UPDATE commun_entreejournal SET acte = 'autre'")
        assert refuse("UPDATE commun_entreejournal SET empreinte = ''")
        curseur.execute(vider, [entrees[0].pk])
        curseur.execute("RESET ROLE")
    assert verifier().ecart == ""
    changer("UPDATE commun_entreejournal SET acte = 'autre' WHERE id = %s", entrees[0].pk)
    assert "n’a plus son empreinte" in verifier().ecart


@pytest.mark.sqlite
def test_la_demonstration_sur_sqlite_tient_aussi(entrees):
    if connection.vendor != "sqlite":
        pytest.skip("l’autre moteur")
    from certif_portal.commun.declencheurs import poser_scelles

    chainer()
    poser_scelles(connection)
    sqls = ("UPDATE commun_entreejournal SET phrase = 'x'", "DELETE FROM commun_entreejournal")
    assert [sql for sql in (*sqls, "DELETE FROM commun_maillonjournal") if not refuse(sql)] == []
    assert verifier().ecart == ""
