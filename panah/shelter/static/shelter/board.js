// The bed board: arrow keys walk from bed to bed, what is chosen is looked for at once, and the paper for the night.

const board = document.getElementById("board");
const filter = document.querySelector(".board-filter");

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (filter) {
  filter.querySelector("[data-look]").hidden = true;
  filter.addEventListener("change", () => filter.requestSubmit());
}

// One bed is reached by the tabulator, the others from there: fifty stops would be a long way to the lists.
let at = "";

function beds() {
  return [...board.querySelectorAll("[data-bed]")];
}

function settle() {
  const all = beds();
  const current = all.find((bed) => bed.id === at) ?? all[0];
  for (const bed of all) bed.tabIndex = bed === current ? 0 : -1;
}

function middle(bed) {
  const box = bed.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

// The nearest bed in a direction; one that stands aside counts as farther than one straight ahead.
function beside(bed, dx, dy) {
  const from = middle(bed);
  let best = null;
  let least = Infinity;
  for (const other of beds()) {
    const to = middle(other);
    const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
    const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
    if (other === bed || ahead < 8) continue;
    const far = ahead + 3 * aside;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

board?.addEventListener("keydown", (event) => {
  const bed = event.target.closest("[data-bed]");
  if (!bed || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = beds();
  let next = null;
  if (event.key in WAYS) next = beside(bed, ...WAYS[event.key]);
  else if (event.key === "Home") next = all[0];
  else if (event.key === "End") next = all.at(-1);
  else return;
  event.preventDefault();
  next?.focus();
});

board?.addEventListener("focusin", (event) => {
  const bed = event.target.closest("[data-bed]");
  if (!bed) return;
  at = bed.id;
  settle();
});

// What changes by itself does not take the keyboard away from where it was.
let held = false;
board?.addEventListener("htmx:beforeSwap", () => {
  held = document.activeElement?.matches("#board [data-bed]") ?? false;
});
board?.addEventListener("htmx:afterSwap", () => {
  settle();
  if (held) document.getElementById(at)?.focus({ preventScroll: true });
});

if (board) settle();
