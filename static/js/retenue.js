// What is typed on a page opened by a link is kept on this device until it is received: a network lost, a page reloaded, a browser
// closed lose nothing. It never leaves the device otherwise, and goes when the page that received it says so, or after some days.
//
//   <form data-retenir="key"> with <p data-retenir-etat role="status" hidden>; <span data-oublier="key"> on the page of receipt.

const PREFIXE = "retenue:";
const GARDE = 30 * 24 * 3600 * 1000; // ms: as long as a link lives
const PAUSE = 300; // ms without a key
const formulaire = document.querySelector("form[data-retenir]");
const etat = document.querySelector("[data-retenir-etat]");
const OMIS = new Set(["csrfmiddlewaretoken"]);

const sansFaute = (faire) => {
  try {
    return faire();
  } catch {
    return null; // no storage on this device: the page works as without this file
  }
};

const champs = () => [...formulaire.elements].filter((champ) => champ.name && champ.type !== "file" && !OMIS.has(champ.name));
const cochable = (champ) => champ.type === "radio" || champ.type === "checkbox";

function lire() {
  const dits = {};
  for (const champ of champs()) {
    if (cochable(champ)) {
      if (champ.checked) dits[champ.name] = champ.value;
    } else if (champ.id) dits[champ.name] = champ.value;
  }
  return dits;
}

function rendre(dits) {
  let change = false;
  for (const champ of champs()) {
    const dit = dits[champ.name];
    if (cochable(champ)) {
      if (champ.checked !== (dit === champ.value)) change = true;
      champ.checked = dit === champ.value;
    } else if (champ.id && dit !== undefined && dit !== champ.value) {
      champ.value = dit;
      champ.dispatchEvent(new Event("change"));
      change = true;
    }
  }
  return change;
}

const dire = (texte) => {
  etat.textContent = texte;
  etat.hidden = !texte;
};

const HORS = "Pas de réseau : rien n’est parti, et rien n’est perdu. Ce que vous avez saisi reste sur cet appareil ; envoyez dès que le réseau revient.";
const RENDU = "Ce que vous aviez saisi sur cet appareil est là, pas encore envoyé.";

if (formulaire && etat) {
  const cle = PREFIXE + formulaire.dataset.retenir;
  const refusee = formulaire.querySelector(".alerte.erreur, .invalid-feedback"); // what the server gave back is the latest
  const garde = sansFaute(() => JSON.parse(localStorage.getItem(cle)));
  let attente = null;
  let touche = false;
  const garder = () => {
    clearTimeout(attente);
    if (!touche) return;
    sansFaute(() => localStorage.setItem(cle, JSON.stringify({ le: Date.now(), dits: lire() })));
  };
  if (garde && !refusee && Date.now() - garde.le < GARDE && rendre(garde.dits)) dire(RENDU);
  formulaire.addEventListener("input", () => {
    touche = true;
    clearTimeout(attente);
    attente = setTimeout(garder, PAUSE);
  });
  window.addEventListener("pagehide", garder);
  // Before the guard against double sending marks the form as sent.
  document.addEventListener(
    "submit",
    (evenement) => {
      if (evenement.target !== formulaire) return;
      garder();
      if (navigator.onLine) return;
      evenement.preventDefault();
      evenement.stopImmediatePropagation();
      dire(HORS);
      etat.scrollIntoView({ block: "center" });
    },
    true,
  );
  window.addEventListener("online", () => dire(""));
}

for (const { dataset } of document.querySelectorAll("[data-oublier]")) sansFaute(() => localStorage.removeItem(PREFIXE + dataset.oublier));
for (const cle of sansFaute(() => Object.keys(localStorage).filter((nom) => nom.startsWith(PREFIXE))) ?? [])
  if (Date.now() - (sansFaute(() => JSON.parse(localStorage.getItem(cle)).le) ?? 0) > GARDE) sansFaute(() => localStorage.removeItem(cle));
