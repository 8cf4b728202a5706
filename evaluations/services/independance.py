"""Independence declared once for a sitting, towards each of its candidates."""

from collections.abc import Mapping
from datetime import datetime

from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, refuser_si
from evaluations.models import Commission, DeclarationIndependance, Evaluateur
from evaluations.queries.independance import manquements, passages_a_declarer
from evaluations.services.grille import declarer_independance


@acte
def declarer_pour_la_seance(
    *, commission: Commission, evaluateur: Evaluateur, declarations: Mapping[int, tuple[bool, str]], a: datetime
) -> list[DeclarationIndependance]:
    """`declarations`: by registration, a link or not, and its words. All or nothing; « no link » is refused when the
    registration itself says otherwise, and the refusal says what it read."""
    passages = [p for p in passages_a_declarer(commission, evaluateur) if p.inscription_id in declarations]
    if not passages:
        raise ErreurMetier("Vous avez déjà fait ces déclarations.")
    refuser_si(
        RegleNonRespectee(m.regle, m.detail)
        for passage in passages
        if not declarations[passage.inscription_id][0]
        for m in manquements(evaluateur, passage.inscription)
    )
    return [
        declarer_independance(
            evaluateur=evaluateur,
            inscription=passage.inscription,
            lien=declarations[passage.inscription_id][0],
            precision=declarations[passage.inscription_id][1],
            a=a,
        )
        for passage in passages
    ]
