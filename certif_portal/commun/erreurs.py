"""What a service raises when it refuses; views show the text as it stands."""

from collections.abc import Iterable, Sequence

from certif_portal.commun.regles import Regle


class ErreurMetier(Exception):
    """A refusal in plain French, safe to show to the user who asked."""

    @property
    def phrases(self) -> list[str]:
        """Everything to be said: one sentence, unless the refusal lists several."""
        return [str(self)]


class RegleNonRespectee(ErreurMetier):
    """A rule of the dispositif, of the centre or of ours is breached: says which, and its source."""

    def __init__(self, regle: Regle, detail: str = "") -> None:
        self.regle, self.detail = regle, detail
        super().__init__(f"{detail} {regle.citation()}".strip())


class Obstacles(ErreurMetier):
    """Everything that stops an act, told at once: nobody mends one thing to learn the next."""

    def __init__(self, refus: Sequence[ErreurMetier]) -> None:
        self.refus = tuple(refus)
        super().__init__(" ".join(self.phrases))

    @property
    def phrases(self) -> list[str]:
        return [phrase for refus in self.refus for phrase in refus.phrases]


def refuser_si(obstacles: Iterable[ErreurMetier]) -> None:
    """Raise what stops an act: itself when it is alone, all of it together otherwise."""
    refus = list(obstacles)
    if len(refus) == 1:
        raise refus[0]
    if refus:
        raise Obstacles(refus)


class TransitionInterdite(ErreurMetier):
    """The object is not in a state from which this act is possible."""


class FichierRefuse(ErreurMetier):
    """An uploaded file is not what it says, or is dangerous; nothing was stored."""
