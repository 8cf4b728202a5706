from dataclasses import replace

import pytest

from certif_portal.commun.erreurs import ErreurMetier
from referentiels.imports.modele import ReferentielLu
from referentiels.models import Bloc, Referentiel, VersionBloc
from referentiels.services.contenu import composer, creer_version, enregistrer, verifier_longueurs
from tests.referentiels.factories import CertificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(fictif: ReferentielLu, instant) -> Referentiel:
    return creer_version(fictif, CertificationFactory(), "cqpm.md", instant)


def test_la_version_porte_ses_textes_et_ses_activites(fictif: ReferentielLu, version):
    assert (version.intitule, version.mission, version.source_nom) == (fictif.intitule, fictif.mission, "cqpm.md")
    assert list(version.activites.values_list("intitule", flat=True)) == [a.intitule for a in fictif.activites]
    assert list(version.modalites.values_list("nature", flat=True)) == [m.nature for m in fictif.modalites]


def test_un_bloc_se_partage_quand_il_dit_la_meme_chose_mot_pour_mot(fictif: ReferentielLu, version, instant):
    assert composer(version, fictif) == ()
    contenus = VersionBloc.objects.count()
    meme = creer_version(replace(fictif, empreinte="b" * 64), CertificationFactory(), "b.md", instant)
    assert composer(meme, fictif) == tuple(bloc.numero for bloc in fictif.blocs)
    assert VersionBloc.objects.count() == contenus
    premier, *autres = fictif.blocs
    [competence, *suite] = premier.competences
    change = replace(premier, competences=(replace(competence, intitule=f"{competence.intitule} !"), *suite))
    revise = creer_version(replace(fictif, empreinte="c" * 64), CertificationFactory(), "c.md", instant)
    assert composer(revise, replace(fictif, blocs=(change, *autres))) == tuple(bloc.numero for bloc in autres)
    assert (VersionBloc.objects.count(), Bloc.objects.count()) == (contenus + 1, len(fictif.blocs))


def test_un_titre_trop_long_se_refuse_par_son_nom(fictif: ReferentielLu):
    verifier_longueurs(fictif)
    [bloc, *autres] = fictif.blocs
    with pytest.raises(ErreurMetier, match="Titre trop long pour le bloc « xxx"):
        verifier_longueurs(replace(fictif, blocs=(replace(bloc, intitule="x" * 2000), *autres)))


def test_ce_que_le_modele_refuse_se_dit(version):
    version.intitule = ""
    with pytest.raises(ErreurMetier):
        enregistrer(version)
    version.refresh_from_db()
    assert version.intitule != ""
