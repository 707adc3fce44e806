// Keeps what is typed: a form with data-draft-url is sent on every pause in typing, and again until it arrives.
// Unsent words stay in this page's memory alone, never in the browser's storage.

const PAUSE = 800;
const BACKOFF = [1000, 2000, 5000, 10000, 20000];

function words(form) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("csrfmiddlewaretoken");
  body.sort();
  return body.toString();
}

// On a slow line people type before this script has come: what counts as sent is the form as the server gave it.
function given(form) {
  const copy = form.cloneNode(true);
  copy.append(...[...form.elements].filter((one) => !form.contains(one)).map((one) => one.cloneNode(true)));
  copy.reset();
  return words(copy);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-draft-status]");
    this.sent = given(form);
    this.failures = 0;
    this.sending = false;
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("change", () => this.later(PAUSE));
    form.addEventListener("submit", (event) => event.defaultPrevented || this.leave());
    document.addEventListener("panah:signed-in", () => this.unsaved && this.save());
    addEventListener("online", () => this.unsaved && this.save());
    if (this.unsaved) this.later(PAUSE);
  }

  get unsaved() {
    return !this.left && words(this.form) !== this.sent;
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.left = false;
    this.timer = setTimeout(() => this.save(), delay);
    if (this.unsaved && !this.failures) this.say("unsaved");
  }

  async save() {
    if (this.sending || this.left) return;
    const body = words(this.form);
    if (body === this.sent) return this.say("saved");
    this.sending = true;
    this.say("saving");
    const answer = await this.post(body);
    this.sending = false;
    if (answer?.ok) return this.arrived(body);
    // What does not fit is not sent again until it is changed.
    if (answer?.status === 422) return this.say("refused");
    if (answer?.status === 401) {
      this.say("unsaved");
      return document.dispatchEvent(new Event("panah:sign-in"));
    }
    this.say("lost");
    this.later(BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)]);
  }

  post(body) {
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" };
    return fetch(this.form.dataset.draftUrl, { method: "POST", body, headers }).catch(() => null);
  }

  arrived(body) {
    this.sent = body;
    this.failures = 0;
    this.say("saved");
    if (this.unsaved) this.later(PAUSE);
  }

  say(state) {
    if (!this.status) return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", hourCycle: "h23" });
    this.status.dataset.state = state;
    this.status.textContent = this.status.dataset[state].replace("{}", time);
  }
}

const drafts = new Map();

function find() {
  for (const form of document.querySelectorAll("form[data-draft-url]")) {
    if (!drafts.has(form)) drafts.set(form, new Draft(form));
  }
  for (const form of drafts.keys()) if (!form.isConnected) drafts.delete(form);
}

find();
document.addEventListener("htmx:afterSettle", find);
addEventListener("beforeunload", (event) => {
  if ([...drafts.values()].some((draft) => draft.unsaved)) event.preventDefault();
});
