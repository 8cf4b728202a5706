// The deliberation by keyboard alone: comfort only, every gesture is a link or a button of the page.

// [data-touche=a] is followed by Alt + A, [data-touche=Escape] by that key alone; ← and → follow the neighbours on the wall.
const editable = (cible) => cible.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (evenement) => {
  if (evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
  const vers = document.querySelector(cible(evenement));
  if (!vers) return;
  evenement.preventDefault();
  vers.click();
});

function cible(evenement) {
  if (evenement.altKey && evenement.key.length === 1) return `[data-touche="${CSS.escape(evenement.key.toLowerCase())}"]`;
  if (evenement.altKey || editable(evenement.target)) return "[data-touche='aucune']";
  const sens = { ArrowRight: "next", ArrowLeft: "prev" }[evenement.key];
  if (sens) return `.projection .voisins a[rel=${sens}]`;
  return evenement.key === "Escape" ? "[data-touche=Escape]" : "[data-touche='aucune']";
}

// The row of the candidate shown is in sight.
document.querySelector("tr.choisi")?.scrollIntoView({ block: "nearest" });
