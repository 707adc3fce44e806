// The code of an invitation stands behind the # of the address, which browsers send to no server. It is moved into its
// field and taken out of the address, so that it stays in no history either.

const field = document.querySelector("form[data-join] input[name=code]");
const code = location.hash.slice(1);

if (field && code) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}
