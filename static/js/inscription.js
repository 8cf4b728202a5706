// Comfort of the registration form: fields that the choices made rule out are put away. Without JavaScript all are shown.

const formulaire = document.querySelector("form[data-inscription]");

// « voie=vae,vae_branche »: true when one of these values is chosen, or nothing is.
function remplie(condition) {
  const [nom, valeurs] = condition.split("=");
  const choisies = new FormData(formulaire).getAll(nom).filter((valeur) => valeur !== "");
  return choisies.length === 0 ? nom === "origine" : choisies.some((valeur) => valeurs.split(",").includes(valeur));
}

// What is filled or refused stays on screen: nothing is sent that the reader does not see.
function occupee(bloc) {
  if (bloc.querySelector(".is-invalid, .invalid-feedback, :checked")) return true;
  return [...bloc.querySelectorAll("input:not([type=checkbox]):not([type=radio]), textarea, select")].some((champ) => champ.value !== "");
}

function ranger() {
  for (const bloc of formulaire.querySelectorAll("[data-si]")) bloc.hidden = !remplie(bloc.dataset.si) && !occupee(bloc);
}

if (formulaire) {
  formulaire.addEventListener("change", ranger);
  ranger();
}
