// Live pages: topics announced by the server make the parts of the page that show them ask again.

const BACKOFF = [1000, 2000, 5000, 10000, 30000];
const SAY_AFTER = 2;
const AGAIN = 50;
let failures = 0;
let source = null;
let pressed = false;

// While an answer is on its way or being put in its place, htmx hears no new question of the same part: topics wait.
const BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added";
const waiting = new Set();

function refresh(topic) {
  document.dispatchEvent(new CustomEvent("panah:topic", { detail: { topic } }));
  waiting.add(topic);
  ask();
}

function ask() {
  // A covered screen asks for nothing: who comes back is connected anew, and told to ask for everything.
  if (!waiting.size || document.getElementById("sign-in-dialog").open) return;
  if (pressed || document.querySelector(BUSY)) {
    setTimeout(ask, AGAIN);
    return;
  }
  for (const part of document.querySelectorAll("[data-live-topic]")) {
    const topics = part.dataset.liveTopic.split(" ");
    if (waiting.has("everything") || topics.some((topic) => waiting.has(topic))) window.htmx?.trigger(part, "panah:live");
  }
  waiting.clear();
}

// A page that asks by itself says so: nobody is at the desk because of it.
const byItself = (request) => request.triggeringEvent?.type === "panah:live";

document.addEventListener("htmx:configRequest", (event) => {
  if (byItself(event.detail)) event.detail.headers["Panah-Quiet"] = "1";
});

// Nothing is taken from under a finger: an answer that comes while something is pressed is left, and asked for again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig: asked } = event.detail;
  if (!pressed || !byItself(asked)) return;
  event.detail.shouldSwap = false;
  asked.elt.dataset.liveTopic.split(" ").forEach((topic) => waiting.add(topic));
  setTimeout(ask, AGAIN);
});

addEventListener("pointerdown", (event) => (pressed = event.button === 0));
for (const kind of ["pointerup", "pointercancel", "blur"]) {
  // A tap becomes a click a moment after the finger has left.
  addEventListener(kind, () => setTimeout(() => (pressed = false), AGAIN));
}

function connect(url) {
  source?.close();
  source = new EventSource(url);
  source.addEventListener("open", () => {
    failures = 0;
    document.getElementById("live-lost")?.remove();
  });
  source.addEventListener("topic", (event) => refresh(event.data));
  source.addEventListener("error", () => {
    source.close();
    failures += 1;
    if (failures > SAY_AFTER) sayLost();
    setTimeout(() => connect(url), BACKOFF[Math.min(failures - 1, BACKOFF.length - 1)]);
  });
}

function sayLost() {
  if (document.getElementById("live-lost")) return;
  const notice = document.getElementById("connection-lost").content.firstElementChild.cloneNode(true);
  notice.id = "live-lost";
  document.getElementById("notices").append(notice);
}

const place = document.querySelector("[data-live]");
if (place) {
  // The parts of a page hear of nothing before htmx has gone through it, which it does when all scripts are there.
  document.addEventListener("DOMContentLoaded", () => connect(place.dataset.live));
  document.addEventListener("panah:signed-in", () => connect(place.dataset.live));
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && connect(place.dataset.live));
}
