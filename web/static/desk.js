// What desks add to pages that work without it: menus that close, errors that get
// the focus, rows that are walked and chosen by keys, and progress that is followed.

const typing = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

document.addEventListener("click", (e) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
});

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

document.querySelector("[data-wrong]")?.focus();

// A list with data-rows: j and k walk, x chooses, / goes to its search; a button or link with data-key inside the row acts by that key.
for (const list of document.querySelectorAll("[data-rows]")) {
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const here = () => rows().findIndex((r) => r.contains(document.activeElement));
  const go = (i) => { const all = rows(); const row = all[Math.max(0, Math.min(all.length - 1, i))]; if (row) { row.tabIndex = -1; row.focus(); row.scrollIntoView({ block: "nearest" }); } };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
    if (e.key === "j") { go(here() + 1); e.preventDefault(); return; }
    if (e.key === "k") { go(here() < 0 ? 0 : here() - 1); e.preventDefault(); return; }
    if (e.key === "/") { const q = document.querySelector("[data-find]"); if (q) { q.focus(); e.preventDefault(); } return; }
    const row = rows()[here()];
    if (!row) return;
    if (e.key === "x") { row.querySelector("input[type=checkbox]")?.click(); e.preventDefault(); return; }
    const act = row.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
    if (act) { act.click(); e.preventDefault(); }
  });
}

// A bulk bar with data-bulk="id of the form" tells how many rows are chosen and shows itself only then.
for (const bar of document.querySelectorAll("[data-bulk]")) {
  const form = document.getElementById(bar.dataset.bulk);
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][form="${bar.dataset.bulk}"], #${CSS.escape(bar.dataset.bulk)} input[type=checkbox][data-pick]`)].filter((b) => !b.hasAttribute("data-all"));
  const tell = () => {
    const n = boxes().filter((b) => b.checked).length;
    bar.hidden = n === 0;
    const said = bar.querySelector("[data-n]");
    if (said) said.textContent = String(n);
  };
  document.addEventListener("change", (e) => {
    if (e.target.matches?.("[data-all]")) for (const b of boxes()) b.checked = e.target.checked;
    tell();
  });
  form?.addEventListener("reset", () => setTimeout(tell));
  tell();
}

// Something with data-follow="address" is replaced by what that address answers, every second until it no longer asks for it.
async function follow(el) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    try {
      const answer = await fetch(el.dataset.follow, { headers: { Accept: "text/html" } });
      if (!answer.ok) continue;
      const box = document.createElement("template");
      box.innerHTML = await answer.text();
      const next = box.content.firstElementChild;
      if (!next) return;
      el.replaceWith(next);
      el = next;
      if (!el.dataset.follow) { if (el.dataset.then) location.assign(el.dataset.then); return; }
    } catch { /* the line is down; ask again */ }
  }
}
for (const el of document.querySelectorAll("[data-follow]")) follow(el);

for (const b of document.querySelectorAll("[data-print]")) { b.hidden = false; b.addEventListener("click", () => print()); }
for (const f of document.querySelectorAll("[data-autosubmit]")) f.addEventListener("change", () => f.requestSubmit());

// A field with data-count="200" tells at the end of its hint how many characters it may still have.
for (const field of document.querySelectorAll("[data-count]")) {
  const hint = document.getElementById(field.id + "-h");
  field.addEventListener("input", () => {
    const left = Math.max(0, Number(field.dataset.count) - [...field.value.trim()].length);
    hint.textContent = hint.textContent.replace(/\d+(?=\D*$)/, String(left));
  });
}
