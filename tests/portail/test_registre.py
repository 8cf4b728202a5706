"""The register of processing is written from the table of fields, whole, and up to date."""

import tomllib

from certif_portal.portail.conservation import TABLE, lire_registre
from certif_portal.portail.registre import page_du_registre
from tests.environnement import RACINE


def test_chaque_finalite_dit_sa_base_et_ses_personnes():
    traitements = tomllib.loads(TABLE.read_text(encoding="utf-8"))["traitements"]
    assert set(traitements) == set(lire_registre().finalites)
    assert all(dit["base"] and dit["personnes"] for dit in traitements.values())


def test_le_registre_des_traitements_est_a_jour():
    page = page_du_registre()
    assert (RACINE / "docs" / "registre.md").read_text(encoding="utf-8") == page
    assert all(f"## {finalite}" in page for finalite in lire_registre().finalites.values())
