// The shell of every page: keys, menus, the look of the screen, clocks. Pages work without it.

const root = document.documentElement;
const typing = (element) => element.closest("input, textarea, select, [contenteditable], [role=combobox]") !== null;
const seen = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

// ── Keys: any element with data-key is pressed (or focused) by its key; "?" lists them ─────────────
function pressed(event) {
  const plain = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  // A letter is known by its place too, so that a Cyrillic layout presses the same keys.
  const place = event.code.replace(/^(Key|Digit)(?=.$)/, "");
  const held = event.altKey ? "Alt+" : "";
  return new Set([held + plain, held + (place.length === 1 ? place : plain)]);
}

function keyed(event) {
  const names = pressed(event);
  const sheet = document.querySelector("dialog[open]") ?? document;
  return [...sheet.querySelectorAll("[data-key]")].find((one) => names.has(one.dataset.key) && seen(one));
}

function use(element) {
  if (typing(element)) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat || event.ctrlKey || event.metaKey) return;
  if (!event.altKey && (typing(event.target) || root.dataset.keys === "off")) return;
  if (event.key === "?") return showKeys(event);
  const element = keyed(event);
  if (!element) return;
  event.preventDefault();
  use(element);
});

function meaning(element) {
  const words = element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  return words || element.labels?.[0]?.textContent.trim() || element.title;
}

function showKeys(event) {
  const dialog = document.getElementById("keys-dialog");
  if (!dialog || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const rows = [...document.querySelectorAll("[data-key]")].filter(seen).flatMap((element) => {
    const [term, words] = [document.createElement("dt"), document.createElement("dd")];
    term.append(Object.assign(document.createElement("kbd"), { textContent: element.dataset.key }));
    words.textContent = meaning(element);
    return [term, words];
  });
  dialog.querySelector("[data-keys]").replaceChildren(...rows);
  dialog.showModal();
}

// ── Menus and questions: <details> that close by Escape, by a click elsewhere, by "Go back" ────────
const openMenus = () => document.querySelectorAll("details[data-menu][open], details[data-confirm][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const cancel = event.target.closest("[data-confirm-cancel]");
  if (cancel) fold(cancel.closest("details"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) fold(menu);
  if (location.hash === "#nav") location.hash = "#main";
});

function fold(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

// ── The navigation: the place one is at is in sight, in a list that is longer than the screen ──────
const [side, here] = [document.getElementById("nav"), document.querySelector(".side-link[aria-current]")];
if (side && here && here.offsetTop > side.clientHeight - 80) side.scrollTop = here.offsetTop - side.clientHeight / 2;

// ── The navigation: what a person folded or opened stays so on the next page ───────────────────────
document.addEventListener("click", (event) => {
  const section = event.target.closest("summary.side-title")?.parentElement;
  if (!section) return;
  const kept = document.cookie.match(/(?:^|; )panah_nav=([^;]*)/)?.[1] ?? "";
  const others = kept.split("&").filter((pair) => pair && !pair.startsWith(`${section.dataset.section}=`));
  // The click comes before the section opens or closes.
  const wanted = [...others, `${section.dataset.section}=${section.open ? 0 : 1}`].join("&");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `panah_nav=${wanted}; path=/; max-age=31536000; samesite=lax${secure}`;
});

// ── The look: told to the server for the next page, shown at once on this one ──────────────────────
const attribute = { theme: "bsTheme", contrast: "contrast", text: "text", keys: "keys" };

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-look]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  fetch(form.action, { method: "POST", body, headers: { "Panah-Quiet": "1" } });
  const [name, value] = event.submitter.value.split(":");
  root.dataset[attribute[name]] = value;
  for (const button of form.querySelectorAll("button[data-on]")) showWish(button, name, value);
});

function showWish(button, name, value) {
  const [own] = button.value.split(":");
  if (own !== name) return;
  const on = button.dataset.on === value;
  button.setAttribute("aria-pressed", String(on));
  // A switch is turned off by the button that turned it on; light and dark turn each other off.
  if (button.dataset.off) button.value = `${name}:${on ? button.dataset.off : button.dataset.on}`;
}

// ── Clocks ─────────────────────────────────────────────────────────────────────────────────────────
function span(words, seconds) {
  const [unit, size] = seconds < 7200 ? ["minutes", 60] : seconds < 172800 ? ["hours", 3600] : ["days", 86400];
  return words[unit].replace("{}", Math.floor(seconds / size));
}

function tick(clock) {
  const { due, start, alert } = clock.dataset;
  const [end, now] = [Date.parse(due), Date.now()];
  const late = now > end;
  const tone = late ? "danger" : alert && now >= Date.parse(alert) ? "accent" : "neutral";
  const sentence = clock.dataset[late ? "over" : "in"].replace("{}", span(clock.dataset, Math.abs(end - now) / 1000));
  clock.className = clock.className.replace(/tone-\w+/, `tone-${tone}`);
  clock.querySelector(".clock-words").textContent = sentence;
  const whole = end - (start ? Date.parse(start) : end - 86400000);
  const left = Math.max(0, Math.min(100, (100 * (end - now)) / whole));
  clock.querySelector(".clock-left").setAttribute("stroke-dasharray", `${left.toFixed(1)} 100`);
}

setInterval(() => document.querySelectorAll("[data-due]").forEach(tick), 15000);

// ── Tabs that do not fit: the open one is in sight ─────────────────────────────────────────────────
for (const tab of document.querySelectorAll(".tab[aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

// ── Focus: after a part of the page was replaced, the keyboard is not left nowhere ─────────────────
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "page" && document.activeElement === document.body) {
    document.getElementById("main").focus({ preventScroll: true });
  }
});
