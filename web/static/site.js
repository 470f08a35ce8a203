// Small helps; every page works without them. No dependency, no inline code.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// cookie reads a cookie that says nothing about a person.
const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1);

// The number in the basket: pages are the same for everyone, so it is filled in here.
function countBasket() {
  const n = Number.parseInt(cookie("gio_so") ?? "", 10) || 0;
  for (const badge of $$("[data-cart-count]")) {
    badge.hidden = n <= 0;
    $("[data-n]", badge).textContent = n > 99 ? "99+" : String(n);
  }
}

// Where goods go: pages are the same for everyone, so the province that was chosen is filled in here.
async function namePlace() {
  const code = cookie("giao_den") ?? "";
  if (!$("[data-place]") || !/^\d\d$/.test(code)) return;
  const key = `tinh-${code}`;
  let name = sessionStorage.getItem(key);
  if (!name) {
    try {
      const { items } = await (await fetch("/api/v1/provinces")).json();
      name = items.find((p) => p.code === code)?.name;
    } catch {
      return;
    }
  }
  if (!name) return;
  sessionStorage.setItem(key, name);
  for (const at of $$("[data-place]")) at.textContent = name;
  const choice = $("[data-place-choice]");
  if (choice) choice.value = code;
}

// Buttons that only a script needs, and those that only its absence needs.
function enhance(root = document) {
  for (const el of $$("[data-nojs]", root)) el.hidden = true;
  for (const el of $$("[data-step], [data-print]", root)) el.hidden = false;
}

function onClick(event) {
  const step = event.target.closest("[data-step]");
  if (step) {
    const input = $("input", step.closest(".stepper"));
    input.value = String(Math.min(999, Math.max(1, (Number.parseInt(input.value, 10) || 1) + Number(step.dataset.step))));
  }
  if (event.target.closest("[data-print]")) window.print();
  const thumb = event.target.closest("[data-gallery] .thumbs a");
  if (thumb) {
    event.preventDefault();
    showPhoto(thumb.closest("[data-gallery]"), thumb.hash.slice(1));
  }
}

function showPhoto(gallery, id) {
  const pic = document.getElementById(id);
  const row = pic?.parentElement;
  row?.scrollTo({ left: pic.offsetLeft - row.offsetLeft });
  markThumb(gallery, id);
}

function markThumb(gallery, id) {
  for (const a of $$(".thumbs a", gallery)) {
    if (a.hash === "#" + id) a.setAttribute("aria-current", "true");
    else a.removeAttribute("aria-current");
  }
}

// The thumbnail of the photo in sight is marked, however it came there.
function watchGallery(gallery) {
  const row = $(".gallery__main", gallery);
  const pics = $$(".pic[id]", row);
  if (pics.length < 2) return;
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) if (e.isIntersecting) markThumb(gallery, e.target.id);
  }, { root: row, threshold: 0.6 });
  for (const pic of pics) seen.observe(pic);
}

// A chosen unit shows its price above and in the bar of a phone.
function onUnit(event) {
  const radio = event.target.closest('.buy input[name="sku"]');
  if (!radio) return;
  for (const el of $$(".buy__price [data-price], .buybar [data-price]")) el.textContent = radio.dataset.price;
  const per = $("[data-per]");
  if (per) per.hidden = radio !== $('.buy input[name="sku"][checked]');
  const unit = $(".buybar [data-unit]");
  if (unit) unit.textContent = $("b", radio.closest("label")).textContent;
}

// Where to deliver is remembered as the basket remembers it, and the fee asked of the page's own address.
async function askFee(form, code) {
  const url = new URL(form.action);
  url.searchParams.set("den", code);
  const page = await read(url);
  const fresh = page && $("[data-fee]", page);
  if (fresh) {
    form.replaceChildren(...fresh.childNodes);
    enhance(form);
  }
}

function deliver() {
  const form = $("[data-fee]");
  if (!form) return;
  form.addEventListener("change", () => {
    const code = $("select", form).value;
    if (!/^\d\d$/.test(code)) return;
    document.cookie = `giao_den=${code}; path=/; max-age=2592000; samesite=lax`;
    namePlace();
    askFee(form, code);
  });
  const known = cookie("giao_den");
  if (known && !new URL(location.href).searchParams.has("den")) askFee(form, known);
}

// read fetches a page of ours and parses it; null when that fails.
async function read(url, signal) {
  try {
    const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
    if (!answer.ok && answer.status !== 404) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

// The catalogue changes in place, and its address follows.
function catalog() {
  const list = $("[data-list]");
  if (!list) return;
  const form = $("form.facets", list);
  let running = new AbortController();

  async function go(url, push) {
    running.abort();
    running = new AbortController();
    list.setAttribute("aria-busy", "true");
    const page = await read(url, running.signal);
    if (running.signal.aborted) return;
    list.removeAttribute("aria-busy");
    const fresh = page && $("[data-list]", page);
    if (!fresh) {
      location.href = url;
      return;
    }
    if (push) history.pushState(null, "", url);
    document.title = page.title;
    swap(list, fresh);
    const lang = $(".foot__end a");
    if (lang) lang.href = $(".foot__end a", page).href;
  }

  function swap(into, from) {
    const focus = document.activeElement;
    const mark = focus?.form === form && focus.name ? { name: focus.name, value: focus.value } : null;
    const open = $$("details[data-keep][open]", form).map((d) => d.dataset.keep);
    const scroll = $(".facets__body", form)?.scrollTop ?? 0;
    const sort = $('input[name="sort"]', form);
    const freshSort = $('input[name="sort"]', from);
    sort?.remove();
    if (freshSort) form.prepend(freshSort.cloneNode());
    $("[data-facets]", form).replaceChildren(...$("[data-facets]", from).childNodes);
    $("[data-results]", into).replaceChildren(...$("[data-results]", from).childNodes);
    for (const name of open) $(`details[data-keep="${name}"]`, form)?.setAttribute("open", "");
    const body = $(".facets__body", form);
    if (body) body.scrollTop = scroll;
    if (mark) {
      const again = [...form.elements].find((e) => e.name === mark.name && (e.type !== "checkbox" || e.value === mark.value));
      again?.focus({ preventScroll: true });
    }
    enhance(into);
  }

  // address is what the form asks for, without what was left empty.
  function address(of) {
    const url = new URL(of.action);
    const query = new URLSearchParams(new FormData(of));
    for (const [name, value] of [...query]) if (value === "") query.delete(name, value);
    url.search = query.toString();
    return url.href;
  }

  form.addEventListener("change", () => go(address(form), true));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sheet.close();
    go(address(form), true);
  });
  list.addEventListener("change", (event) => {
    const sort = event.target.closest("form.sort");
    if (sort) go(address(sort), true);
  });
  list.addEventListener("submit", (event) => {
    if (!event.target.matches("form.sort")) return;
    event.preventDefault();
    go(address(event.target), true);
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest(".chips a, .pager a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href, true).then(() => {
      if (link.closest(".pager")) $("#t")?.scrollIntoView();
    });
  });
  window.addEventListener("popstate", () => {
    if (!location.hash) go(location.href, false);
  });

  const sheet = facetSheet(list, form);
}

// On phones the same form is opened as a dialog.
function facetSheet(list, form) {
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.setAttribute("aria-label", form.getAttribute("aria-label"));
  list.before(dialog);
  dialog.addEventListener("close", () => list.prepend(form));
  list.addEventListener("click", (event) => {
    if (!event.target.closest("[data-open]")) return;
    event.preventDefault();
    dialog.append(form);
    dialog.showModal();
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  return dialog;
}

// fold takes the marks off each character, so that what is typed without them is found; places stay the same.
const fold = (text) => [...text.normalize("NFC")].map((c) => c.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/, "d").toLowerCase().slice(0, 1) || " ");

// marked is text with what was typed of it marked.
function marked(text, typed) {
  const chars = [...text.normalize("NFC")];
  const want = fold(typed.trim()).join("");
  const at = want ? fold(text).join("").indexOf(want) : -1;
  if (at < 0) return [text];
  const mark = document.createElement("mark");
  mark.textContent = chars.slice(at, at + want.length).join("");
  return [chars.slice(0, at).join(""), mark, chars.slice(at + want.length).join("")];
}

// Suggestions as one types: a combobox by the pattern of the ARIA guide, driven by keys or pointer.
function suggest(form) {
  const input = $("input", form);
  const box = document.createElement("div");
  Object.assign(box, { className: "sug", id: "goi-y", hidden: true });
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", form.dataset.label);
  form.append(box);
  form.prepend(backButton());
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "goi-y" })) {
    input.setAttribute(name, value);
  }
  let running = new AbortController();
  let timer = 0;
  let at = -1;
  let opening = false; // a suggestion is being opened, so the form is not sent

  const options = () => $$('[role="option"]', box);

  function close() {
    box.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(n) {
    const all = options();
    at = n < -1 ? all.length - 1 : n >= all.length ? -1 : n;
    all.forEach((o, i) => o.setAttribute("aria-selected", String(i === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const text = input.value.trim();
    running.abort();
    if (text.length < 2) {
      close();
      return;
    }
    running = new AbortController();
    const mine = running;
    try {
      const url = new URL(form.dataset.api, location.href);
      url.searchParams.set("q", text);
      const answer = await fetch(url, { signal: mine.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const { items } = await answer.json();
      if (!mine.signal.aborted && document.activeElement === input) show(items ?? []);
    } catch {
      if (!mine.signal.aborted) close();
    }
  }

  function show(items) {
    const searches = items.filter((i) => !i.slug);
    const products = items.filter((i) => i.slug);
    box.replaceChildren();
    group(form.dataset.search, searches, (i) => query(i.text), (i) => [i.text, ""]);
    group(form.dataset.products, products, (i) => form.dataset.product + encodeURIComponent(i.slug), (i) => [i.name ?? i.text, by(i)]);
    if (options().length === 0) {
      close();
      return;
    }
    const keys = document.createElement("p");
    keys.className = "sug__keys";
    keys.setAttribute("aria-hidden", "true");
    keys.textContent = form.dataset.keys;
    box.append(keys);
    box.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
  }

  const by = (i) => [i.stars ? "★".repeat(i.stars) : "", i.province_name ?? "", i.producer ?? ""].filter(Boolean).join(" · ");

  function query(text) {
    const url = new URL(form.action);
    url.searchParams.set("q", text);
    return url.href;
  }

  function group(title, items, href, words) {
    if (items.length === 0) return;
    const part = document.createElement("div");
    const head = document.createElement("p");
    part.setAttribute("role", "group");
    head.className = "sug__head";
    head.id = "goi-y-" + box.children.length;
    head.setAttribute("role", "presentation");
    head.textContent = title;
    part.setAttribute("aria-labelledby", head.id);
    part.append(head);
    items.forEach((item, n) => part.append(option(head.id + "-" + n, href(item), ...words(item))));
    box.append(part);
  }

  function option(id, href, name, note) {
    const a = document.createElement("a");
    Object.assign(a, { id, href, tabIndex: -1 });
    a.setAttribute("role", "option");
    a.setAttribute("aria-selected", "false");
    const icon = $("button svg", form).cloneNode(true);
    const words = document.createElement("span");
    const strong = document.createElement("b");
    strong.append(...marked(name, input.value));
    words.append(strong);
    if (note) {
      const small = document.createElement("small");
      small.className = "soft";
      small.textContent = note;
      words.append(small);
    }
    a.append(icon, words);
    return a;
  }

  function backButton() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "icon-btn search__back";
    button.setAttribute("aria-label", form.dataset.close);
    button.textContent = "←";
    button.addEventListener("click", () => {
      close();
      input.blur();
    });
    return button;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      close();
    }
    if (box.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? at + 1 : at === -1 ? options().length - 1 : at - 1);
    }
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      opening = true;
      options()[at].click();
    }
    if (event.key === "Tab") close();
  });
  form.addEventListener("submit", (event) => {
    if (opening) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    opening = false;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!form.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
  });
}

enhance();
countBasket();
namePlace();
deliver();
catalog();
for (const form of $$("[data-suggest]")) suggest(form);
for (const gallery of $$("[data-gallery]")) watchGallery(gallery);
document.addEventListener("click", onClick);
document.addEventListener("change", onUnit);
window.addEventListener("pageshow", countBasket);
