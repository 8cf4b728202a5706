// The page of a work under way: read again behind it, what changed put in place. The focus stays where it is, what is open stays open,
// what is typed is left alone, and the end is said. Without JavaScript the page says how to read it again.

const PAS = 2000; // ms between two readings
const FOCALISABLES = "a[href], button, input, select, textarea, summary";
const bande = document.querySelector("[data-suivi]");
const page = bande.closest("main");
const dit = bande.querySelector("[role=status]");
const bouton = bande.querySelector("button");
let minuterie;

const change = (champ) => {
  if (champ.localName !== "select") return /checkbox|radio/.test(champ.type) ? champ.checked !== champ.defaultChecked : champ.value !== champ.defaultValue;
  const options = [...champ.options];
  if (champ.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  return champ.selectedIndex !== Math.max(0, options.findIndex((option) => option.defaultSelected));
};
const saisi = () => [...page.querySelectorAll("input:not([type=hidden]), textarea, select")].some((champ) => champ === document.activeElement || change(champ));

function mettreEnPlace(neuve) {
  const rang = [...page.querySelectorAll(FOCALISABLES)].indexOf(document.activeElement);
  const nom = rang >= 0 && document.activeElement.textContent;
  const ouverts = new Set([...page.querySelectorAll("details")].flatMap((repli, i) => (repli.open ? [i] : [])));
  neuve.querySelector("[data-suivi]")?.remove();
  neuve.querySelectorAll("[data-imprimer]").forEach((imprimante) => { imprimante.hidden = false; });
  for (const enfant of [...page.childNodes]) if (enfant !== bande) enfant.remove(); // the strip itself never moves: it may have the focus
  bande.after(...neuve.childNodes);
  page.querySelectorAll("details").forEach((repli, i) => { repli.open ||= ouverts.has(i); });
  if (rang < 0 || document.activeElement !== document.body) return;
  const place = page.querySelectorAll(FOCALISABLES)[rang];
  (place?.textContent === nom ? place : page).focus({ preventScroll: true });
}

async function relire() {
  const reponse = document.hidden ? null : await fetch(location.href, { headers: { "X-Requested-With": "suivi" } }).catch(() => null);
  if (!reponse?.ok) return attendre();
  const texte = await reponse.text().catch(() => null); // cut in the middle
  if (texte === null) return attendre();
  const lue = new DOMParser().parseFromString(texte, "text/html");
  const neuve = lue.querySelector("main");
  if (reponse.redirected || !neuve || lue.title !== document.title) return location.replace(reponse.url); // what comes next is another page
  const encore = neuve.querySelector("[data-suivi]") !== null;
  if (saisi()) return encore ? attendre() : finir("C’est fini : relisez la page pour voir ce qui a changé.");
  mettreEnPlace(neuve);
  if (encore) return attendre();
  finir("C’est fini : la page est à jour.");
}

function attendre() {
  if (bouton.getAttribute("aria-pressed") === "false") minuterie = setTimeout(relire, PAS);
}

function finir(phrase) {
  dit.textContent = phrase;
  if (bouton === document.activeElement) page.focus({ preventScroll: true });
  bouton.remove();
}

bouton.hidden = false;
bouton.addEventListener("click", () => {
  const suspendue = bouton.getAttribute("aria-pressed") === "false";
  bouton.setAttribute("aria-pressed", suspendue);
  clearTimeout(minuterie);
  if (!suspendue) relire();
});
attendre();
