// Passkeys: a form with data-passkey="show" or "add" asks the server for a challenge, the browser for an answer,
// and is sent with the answer. Works for forms that come into the page later, too.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function challenge(form) {
  const body = new URLSearchParams({ for: form.dataset.passkey, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  const response = await fetch(form.dataset.challenge, { method: "POST", body });
  if (!response.ok) throw new Error("no challenge");
  return response.json();
}

const known = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function add(options) {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return answer(made, { attestationObject: toText(made.response.attestationObject) });
}

async function show(options) {
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const shown = await navigator.credentials.get({ publicKey });
  return answer(shown, {
    authenticatorData: toText(shown.response.authenticatorData),
    signature: toText(shown.response.signature),
  });
}

function answer(credential, parts) {
  const response = { clientDataJSON: toText(credential.response.clientDataJSON), ...parts };
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

// Caught on the way down, before the shell sends the form of a dialog.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target.closest("form[data-passkey]");
    if (!form || form.elements.answer.value) return;
    event.preventDefault();
    event.stopPropagation();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.answer.value = await (form.dataset.passkey === "add" ? add : show)(await challenge(form));
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    }
  },
  true,
);
