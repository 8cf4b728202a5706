// Comfort only: every page works without it. No state is kept here.

// A popover ("pourquoi ?", account menu) closes on Escape, on a click elsewhere, and when the keyboard leaves it.
const replis = () => document.querySelectorAll("details.pourquoi[open], details.compte[open]");

document.addEventListener("click", (evenement) => {
  for (const repli of replis()) if (!repli.contains(evenement.target)) repli.open = false;
});
document.addEventListener("focusin", (evenement) => {
  if (evenement.target.closest("dialog")) return; // asked above it: the focus comes back to its button
  for (const repli of replis()) if (!repli.contains(evenement.target)) repli.open = false;
});
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape") return;
  for (const repli of replis()) {
    repli.open = false;
    repli.querySelector("summary").focus();
  }
});

// A form is sent once: the second click is ignored, until the page comes back from the history.
document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (formulaire.method !== "post") return;
  if (formulaire.dataset.envoye) evenement.preventDefault();
  else formulaire.dataset.envoye = "oui";
});
window.addEventListener("pageshow", () => {
  for (const formulaire of document.querySelectorAll("form[data-envoye]")) delete formulaire.dataset.envoye;
});

// <input type="checkbox" data-tout="candidats"> ticks every box of that name in its form.
document.addEventListener("change", (evenement) => {
  const nom = evenement.target.dataset?.tout;
  if (!nom) return;
  for (const case_ of (evenement.target.form ?? document).querySelectorAll(`input[type=checkbox][name="${CSS.escape(nom)}"]:not(:disabled)`)) case_.checked = evenement.target.checked;
});

// <button data-imprimer> prints the page; it is shown only where JavaScript runs.
for (const bouton of document.querySelectorAll("[data-imprimer]")) bouton.hidden = false;
document.addEventListener("click", (evenement) => { if (evenement.target.closest("[data-imprimer]")) window.print(); });

// Alt + S and Alt + P follow « suivant » and « précédent » of the file being read.
document.addEventListener("keydown", (evenement) => {
  const sens = evenement.altKey && { KeyS: "next", KeyP: "prev" }[evenement.code];
  const voisin = sens && document.querySelector(`.voisins a[rel=${sens}]`);
  if (!voisin) return;
  evenement.preventDefault();
  voisin.click();
});

// After an act the reader is taken to what became of it: the summary of what is wrong, or what was done, unless the page leads on itself.
const suite = document.querySelector(".resume-erreurs") ?? (document.querySelector("[autofocus]") ? null : document.querySelector(".messages > .alerte"));
suite?.focus({ preventScroll: Boolean(location.hash) });

// What scrolls and holds nothing to focus is reached by the keyboard, and says what it is; what fits keeps its headers in view. Its content is watched too, which a font that comes late widens.
const DEFILANTS = ".tableau, .ecarts, .panneau, .referentiel-cote, .relecture-source, .saisie-rendue dl";
const FOCALISABLES = "a[href], button, input, select, textarea, summary, [tabindex]";
const defilement = new ResizeObserver((entrees) => {
  const zones = new Set(entrees.map(({ target }) => target.closest(DEFILANTS)));
  zones.delete(null); // of what has left the page
  for (const zone of zones) {
    const defile = zone.scrollWidth > zone.clientWidth || zone.scrollHeight > zone.clientHeight;
    zone.classList.toggle("tient", !defile);
    if (!defile || zone.querySelector(FOCALISABLES)) {
      for (const attribut of ["tabindex", "role", "aria-label"]) zone.removeAttribute(attribut);
      continue;
    }
    const titre = zone.querySelector("caption") ?? zone.closest("section, .carte, main")?.querySelector("h1, h2, h3");
    zone.tabIndex = 0;
    zone.setAttribute("role", "region");
    zone.setAttribute("aria-label", titre?.textContent.trim() || "Tableau");
  }
});
for (const zone of document.querySelectorAll(DEFILANTS)) for (const boite of [zone, ...zone.children]) defilement.observe(boite);

// A session about to end says so, on the page, two minutes before: « Rester connecté » keeps it alive and what is typed where it is.
const ANNONCE = 120; // s
const fin = document.querySelector("[data-session]");
let compteur = null;

function compter(reste) {
  clearTimeout(compteur);
  fin.hidden = true;
  compteur = setTimeout(() => {
    fin.hidden = false;
    fin.querySelector("[data-rester]").focus();
    compteur = setTimeout(() => {
      fin.querySelector("[data-session-dit]").textContent = "Votre session est terminée. Ce que vous enverrez d’ici sera gardé jusqu’à votre retour.";
      fin.querySelector("[data-rester]").hidden = true;
    }, Math.min(reste, ANNONCE) * 1000);
  }, Math.max(reste - ANNONCE, 0) * 1000);
}

async function rester() {
  const corps = new URLSearchParams({ csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value });
  const reponse = await fetch(fin.dataset.prolonger, { method: "POST", body: corps, headers: { "X-Requested-With": "session" } }).catch(() => null);
  if (reponse?.ok && !reponse.redirected) compter((await reponse.json()).reste);
}

if (fin) {
  fin.querySelector("[data-rester]").addEventListener("click", rester);
  compter(Number(fin.dataset.session));
}
