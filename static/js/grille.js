// The evaluators' grid: comfort only, the page works without it. Nothing typed is thrown away.

// One family of criteria at a time (without this file the four are shown one under the other).
const onglets = document.querySelector("[data-onglets]");
const familles = [...document.querySelectorAll(".famille")];

const montrer = (id) => {
  for (const famille of familles) famille.hidden = famille.id !== id;
  for (const lien of onglets.querySelectorAll("a")) {
    if (lien.hash === `#${id}`) lien.setAttribute("aria-current", "true");
    else lien.removeAttribute("aria-current");
  }
};

if (onglets && familles.length) {
  onglets.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("a");
    if (!lien) return;
    evenement.preventDefault();
    montrer(lien.hash.slice(1));
  });
  onglets.parentElement.classList.add("a-onglets");
  montrer(familles[0].id);
}

// What is on the screen is saved, not saved yet, or cannot leave: always said.
const formulaire = document.querySelector("form[data-grille]");
const temoin = document.querySelector("[data-reseau]");
const initial = temoin?.textContent;
let modifie = false;

const dire = () => {
  if (!temoin) return;
  const hors = !navigator.onLine;
  temoin.classList.toggle("hors", hors || modifie);
  temoin.textContent = hors ? temoin.dataset.hors : modifie ? temoin.dataset.modifie : initial;
};

formulaire?.addEventListener("input", () => {
  modifie = true;
  dire();
});
window.addEventListener("online", dire);
window.addEventListener("offline", dire);
dire();

// Without network the page would be lost on the way: it stays, with everything on it.
// (Capture: before the guard against double sending marks the form as sent.)
document.addEventListener(
  "submit",
  (evenement) => {
    if (evenement.target !== formulaire) return;
    if (!navigator.onLine) {
      evenement.preventDefault();
      evenement.stopImmediatePropagation();
      dire();
      temoin?.scrollIntoView();
    } else modifie = false;
  },
  true,
);
window.addEventListener("beforeunload", (evenement) => {
  if (modifie) evenement.preventDefault();
});
