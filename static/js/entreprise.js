// What is already known of a company is proposed as soon as its SIRET is typed: only where nothing is, and said as such.

const siret = document.querySelector("form[data-entreprise] input[name$=siret]");
const prefixe = siret ? siret.name.slice(0, -"siret".length) : "";
const dit = document.createElement("p");
let proposes = [];

function champ(nom) {
  return siret.form.elements.namedItem(prefixe + nom.replace(/^entreprise_/, ""));
}

// What nobody changed since it was proposed is taken back: it was of another company, or was not wanted.
function retirer() {
  for (const [lui, valeur] of proposes) if (lui.value === valeur) lui.value = "";
  proposes = [];
  dit.replaceChildren();
}

function proposer(connue) {
  for (const [nom, valeur] of Object.entries(connue.champs ?? {})) {
    const lui = champ(nom);
    if (lui && lui.value === "" && !lui.disabled) {
      lui.value = valeur;
      if (lui.value === valeur) proposes.push([lui, valeur]);
    }
  }
  if (proposes.length === 0) return;
  const effacer = document.createElement("button");
  effacer.type = "button";
  effacer.className = "bouton-lien";
  effacer.textContent = "Effacer ces propositions";
  effacer.addEventListener("click", () => {
    retirer();
    siret.form.dispatchEvent(new Event("change", { bubbles: true }));
    siret.focus();
  });
  dit.append(connue.phrase, " ", effacer);
  siret.form.dispatchEvent(new Event("change", { bubbles: true }));
}

async function chercher() {
  const demande = siret.value;
  retirer();
  if (demande.replace(/\D/g, "").length !== 14) return;
  const adresse = new URL(siret.form.dataset.entreprise, window.location.href);
  adresse.searchParams.set("siret", demande);
  try {
    const reponse = await fetch(adresse, { headers: { Accept: "application/json" } });
    if (reponse.ok && siret.value === demande) proposer(await reponse.json());
  } catch {
    // Nothing is proposed when the network is away: the fields are typed as before.
  }
}

if (siret) {
  dit.className = "source";
  dit.setAttribute("role", "status");
  siret.closest("div").append(dit);
  siret.addEventListener("change", chercher);
}
