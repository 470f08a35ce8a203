// Photos of a product: dropped in and sent one by one with progress, and ordered by dragging or by the arrow keys.
// Without it the form sends files, and buttons move photos.

const form = document.querySelector("[data-upload]");
const json = { Accept: "application/json" };

function send(file, row) {
  return new Promise((done) => {
    const data = new FormData(form), xhr = new XMLHttpRequest(), bar = row.querySelector("progress");
    data.delete("photo");
    data.append("photo", file);
    xhr.open("POST", form.action);
    xhr.setRequestHeader("Accept", json.Accept);
    xhr.upload.addEventListener("progress", (e) => { if (e.lengthComputable) { bar.max = e.total; bar.value = e.loaded; } });
    xhr.addEventListener("load", () => {
      let wrong = form.dataset.failed;
      try { wrong = JSON.parse(xhr.responseText).wrong; } catch { /* not our answer */ }
      done(xhr.status === 201 ? "" : wrong);
    });
    xhr.addEventListener("error", () => done(form.dataset.failed));
    xhr.send(data);
  });
}

function rowOf(file) {
  const row = document.createElement("li"), name = document.createElement("span"), bar = document.createElement("progress"), said = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", file.name);
  said.className = "error";
  row.append(name, bar, said);
  form.querySelector("[data-sending]").append(row);
  return row;
}

async function sendAll(files) {
  const alt = form.querySelector("[name=alt_vi]"), words = alt.value.trim();
  if (!words) { alt.setCustomValidity(form.dataset.noAlt); alt.reportValidity(); alt.setCustomValidity(""); return; }
  let failed = false, n = 0;
  for (const file of files) {
    const row = rowOf(file), said = row.querySelector(".error");
    if (files.length > 1) alt.value = `${words} (${++n})`;
    const wrong = file.size > 20 * 1024 * 1024 ? form.dataset.tooLarge : await send(file, row);
    if (wrong) { said.textContent = wrong; failed = true; } else row.querySelector("progress").value = row.querySelector("progress").max;
  }
  alt.value = words;
  if (!failed) location.reload();
}

if (form) {
  const drop = form.querySelector("[data-drop]"), input = form.querySelector("[name=photo]");
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.classList.add("drop--over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("drop--over"));
  drop.addEventListener("drop", (e) => { e.preventDefault(); sendAll([...e.dataTransfer.files]); });
  form.addEventListener("submit", (e) => { if (input.files.length) { e.preventDefault(); sendAll([...input.files]); } });
}

const list = document.querySelector("[data-shots]");
if (list) {
  const own = () => [...list.querySelectorAll("[data-hash]")];
  const keys = document.querySelector("[data-keys]");
  if (own().length > 1) keys.hidden = false;
  const move = async (item, to) => {
    const data = new URLSearchParams({ hash: item.dataset.hash, den: String(to) });
    try {
      const answer = await fetch(list.dataset.shots, { method: "POST", headers: json, body: data });
      if (answer.ok) { sessionStorage.setItem("shot", item.dataset.hash); location.reload(); }
    } catch { /* the line is down; the buttons are there still */ }
  };
  let held = null;
  for (const item of own()) {
    item.draggable = true;
    item.tabIndex = 0;
    item.addEventListener("dragstart", (e) => { held = item; e.dataTransfer.effectAllowed = "move"; });
    item.addEventListener("dragover", (e) => { if (held && held !== item) e.preventDefault(); });
    item.addEventListener("drop", (e) => { if (held && held !== item) { e.preventDefault(); move(held, own().indexOf(item)); } });
    item.addEventListener("keydown", (e) => {
      if (e.target !== item) return;
      const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[e.key];
      const to = own().indexOf(item) + step;
      if (step && to >= 0 && to < own().length) { e.preventDefault(); move(item, to); }
    });
  }
  const last = sessionStorage.getItem("shot");
  if (last) { sessionStorage.removeItem("shot"); list.querySelector(`[data-hash="${CSS.escape(last)}"]`)?.focus(); }
}
