// A long <select data-autocomplete> is searched by typing; without this script it is an ordinary select.

const plain = (text) => text.toLowerCase().replaceAll("ı", "i").replaceAll("ə", "e").normalize("NFD").replace(/\p{M}/gu, "");

class Choose {
  constructor(select) {
    this.select = select;
    this.list = Object.assign(document.createElement("ul"), { className: "choose-list", hidden: true, id: `${select.id}_list` });
    this.list.setAttribute("role", "listbox");
    this.input = this.makeInput();
    const frame = Object.assign(document.createElement("div"), { className: "choose" });
    select.after(frame);
    frame.append(this.input, this.list);
    select.hidden = true;
    this.list.addEventListener("mousedown", (event) => this.pick(event.target.closest("[role=option]")));
  }

  makeInput() {
    const input = Object.assign(document.createElement("input"), {
      type: "text", className: "form-control", autocomplete: "off", id: `${this.select.id}_search`, value: this.chosen(),
    });
    for (const label of this.select.labels) label.htmlFor = input.id;
    const described = this.select.getAttribute("aria-describedby");
    const said = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" };
    Object.entries({ ...said, ...(described && { "aria-describedby": described }) }).forEach(([k, v]) => input.setAttribute(k, v));
    if (this.select.required) input.required = true;
    this.select.required = false;
    input.addEventListener("input", () => this.open(input.value));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("click", () => this.open(""));
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    return input;
  }

  chosen() {
    return this.select.selectedOptions[0]?.value ? this.select.selectedOptions[0].label : "";
  }

  open(typed) {
    const wanted = plain(typed).split(/\s+/);
    const found = [...this.select.options].filter((one) => one.value && wanted.every((part) => plain(one.label).includes(part)));
    this.list.replaceChildren(...found.slice(0, 50).map((one, index) => this.option(one, index)));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.mark(0);
  }

  option(one, index) {
    const item = Object.assign(document.createElement("li"), { textContent: one.label, id: `${this.list.id}_${index}` });
    item.setAttribute("role", "option");
    item.dataset.value = one.value;
    return item;
  }

  mark(index) {
    const items = [...this.list.children];
    this.at = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, number) => item.setAttribute("aria-selected", String(number === this.at)));
    items[this.at]?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[this.at]?.id ?? "");
  }

  key(event) {
    if (["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (this.list.hidden) return this.open("");
      return this.mark(this.at + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.pick(this.list.children[this.at]);
    }
    if (event.key === "Escape") this.close();
  }

  pick(item) {
    if (!item) return;
    this.select.value = item.dataset.value;
    this.close();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    if (!this.input.value.trim()) this.select.value = "";
    this.input.value = this.chosen();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

const made = new WeakSet();

function find() {
  for (const select of document.querySelectorAll("select[data-autocomplete]")) {
    if (made.has(select)) continue;
    made.add(select);
    new Choose(select);
  }
}

find();
document.addEventListener("htmx:afterSettle", find);
