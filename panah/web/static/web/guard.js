// Nothing typed is lost: refusals are shown above the page, an ended session is renewed over it,
// and a locked screen is covered, not left.

const { signInUrl, backUrl, tokenUrl, member, lockSeconds } = document.body.dataset;
const LATELY = 5 * 60 * 1000;
let heardAt = Date.now();
let touchedAt = Date.now();
let waiting = null;
// One person's windows lock and open together.
const windows = new BroadcastChannel("panah");

const asked = (url, options = {}) =>
  fetch(url, { ...options, headers: { "HX-Request": "true", ...options.headers } });

// ── Sentences above the page ───────────────────────────────────────────────────────────────────────
function show(...nodes) {
  const place = document.getElementById("notices");
  place.replaceChildren(...nodes);
  place.scrollIntoView({ block: "nearest" });
}

function fromTemplate(id) {
  return document.getElementById(id).content.cloneNode(true);
}

function noticesIn(html) {
  return [...new DOMParser().parseFromString(html, "text/html").querySelectorAll(".notice")];
}

// ── Signing in again, over the page ────────────────────────────────────────────────────────────────
const dialog = document.getElementById("sign-in-dialog");
const sheet = dialog.querySelector("[data-sign-in]");

function signIn(ended = Promise.resolve()) {
  if (waiting) return waiting.promise;
  waiting = {};
  waiting.promise = new Promise((resolve) => (waiting.resolve = resolve));
  // Whoever is not signed in sees nothing of the page behind, and the page asks for nothing.
  dialog.showModal();
  ended.then(() => load(backUrl));
  return waiting.promise;
}

const arrives = (url) => new URL(url, location).pathname === backUrl;
const withBack = (url) => {
  const address = new URL(url, location);
  address.searchParams.set("next", backUrl);
  return address;
};

async function load(url, options) {
  // One answer at a time: a second click must not be answered by the first.
  sheet.inert = true;
  try {
    await shown(await asked(url, options));
  } catch {
    sheet.replaceChildren(fromTemplate("connection-lost"));
    setTimeout(() => load(url, options), 3000);
  }
}

async function shown(response) {
  const further = response.headers.get("HX-Redirect") ?? response.headers.get("Panah-Sign-In");
  if (response.status === 204 && arrives(response.url)) return signedIn(response.headers.get("Panah-Member"));
  if (further) return load(arrives(further) ? backUrl : withBack(further));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  page.querySelectorAll("title, script").forEach((one) => one.remove());
  sheet.dataset.url = response.url;
  sheet.replaceChildren(...(page.getElementById("page") ?? page.body).childNodes);
  sheet.inert = false;
  dialog.querySelector("[data-ended]").hidden = new URL(response.url).pathname !== signInUrl;
  document.dispatchEvent(new CustomEvent("panah:shown", { detail: { root: sheet } }));
  sheet.querySelector("[autofocus], input:not([type=hidden]), button")?.focus();
}

async function signedIn(who) {
  // Somebody else at the same screen gets their own start page, not this person's words.
  if (who !== member) return location.replace("/");
  const token = await (await fetch(tokenUrl)).text();
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token));
  heardAt = touchedAt = Date.now();
  sheet.replaceChildren();
  dialog.close();
  waiting.resolve();
  waiting = null;
  document.dispatchEvent(new Event("panah:signed-in"));
  windows.postMessage("open");
}

dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  load(withBack(form.getAttribute("action") || sheet.dataset.url), { method: "POST", body });
});
document.addEventListener("panah:sign-in", () => signIn());

// ── Answers to htmx ────────────────────────────────────────────────────────────────────────────────
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) heardAt = Date.now();
});

document.addEventListener("htmx:responseError", async (event) => {
  const { xhr, requestConfig: sent, elt, target } = event.detail;
  if (xhr.status === 401) {
    await signIn();
    return window.htmx.ajax(sent.verb, sent.path, { source: elt, target });
  }
  const notices = noticesIn(xhr.responseText);
  show(...(notices.length ? notices : [fromTemplate("request-failed")]));
});

document.addEventListener("htmx:sendError", () => show(fromTemplate("connection-lost")));

// ── Plain forms: after a long silence the session is looked at before the words are sent ───────────
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || dialog.contains(form) || form.hasAttribute("hx-post")) return;
  if (form.id === "lock-form") return lock(event);
  if (Date.now() - heardAt < LATELY) return;
  event.preventDefault();
  const { submitter } = event;
  const answer = await asked(backUrl).catch(() => null);
  if (!answer) return show(fromTemplate("connection-lost"));
  if (answer.status === 401) await signIn();
  heardAt = Date.now();
  form.requestSubmit(submitter);
});

// ── The lock ───────────────────────────────────────────────────────────────────────────────────────
async function lock(event) {
  event?.preventDefault();
  const form = document.getElementById("lock-form");
  if (!form || waiting) return;
  const ended = asked(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  await signIn(ended.then(() => windows.postMessage("locked")));
}

function touched() {
  // The other windows hear at most every ten seconds that somebody is here.
  if (Date.now() - touchedAt > 10000) windows.postMessage("touched");
  touchedAt = Date.now();
}

const answers = {
  locked: () => signIn(),
  open: () => waiting && load(backUrl),
  touched: () => (touchedAt = Date.now()),
};
windows.addEventListener("message", (event) => answers[event.data]?.());

for (const kind of ["pointerdown", "keydown", "scroll"]) {
  document.addEventListener(kind, touched, { passive: true, capture: true });
}

setInterval(() => {
  if (Number(lockSeconds) && Date.now() - touchedAt > Number(lockSeconds) * 1000) lock();
}, 5000);
