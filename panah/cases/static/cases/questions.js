// Questions by keyboard: y, n and u answer the question that has the focus and go on; arrows move between questions.

const form = document.querySelector("form[data-questions]");
const questions = [...form.querySelectorAll("[data-question]")];

const answered = (question) => question.querySelector("input:checked") !== null;
const here = () => questions.findIndex((question) => question.contains(document.activeElement));

function focus(index) {
  const question = questions[Math.max(0, Math.min(index, questions.length - 1))];
  (question.querySelector("input:checked") ?? question.querySelector("input")).focus();
  question.scrollIntoView({ block: "center" });
}

function answer(key) {
  const at = here() >= 0 ? here() : Math.max(0, questions.findIndex((question) => !answered(question)));
  const input = questions[at].querySelector(`[data-answer="${key}"]`);
  if (!input.checked) input.click();
  focus(at + 1);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
  if (document.querySelector("dialog[open]") || event.target.closest("input:not([type=radio]), textarea, select")) return;
  // A letter is known by its place too, so that a Cyrillic layout presses the same keys.
  const key = ["Y", "N", "U"].find((letter) => event.key.toUpperCase() === letter || event.code === `Key${letter}`);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!key && !step) return;
  event.preventDefault();
  if (key) answer(key);
  else focus(here() + step);
});

// On a slow line somebody answers before the scripts have come: that, too, adds up.
document.addEventListener("DOMContentLoaded", () => {
  const early = [...form.elements].some((one) => one.checked !== one.defaultChecked);
  if (early) form.dispatchEvent(new Event("change", { bubbles: true }));
});
