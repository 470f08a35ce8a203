// The item sheet: what is typed is kept as a draft now and then, and the story is seen as the page will show it.

const form = document.querySelector("[data-draft]");
if (form) {
  const said = form.querySelector("[data-drafted]");
  let dirty = false, busy = false, sent = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; }); // a browser's way back shows this very page again
  const keep = async () => {
    if (!dirty || busy || sent) return;
    busy = true; dirty = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.ok) said.textContent = (await answer.json()).said;
      else dirty = true;
    } catch { dirty = true; /* the line is down; the next turn tries again */ }
    busy = false;
  };
  setInterval(keep, 5000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}

for (const box of document.querySelectorAll("[data-story]")) {
  box.hidden = false;
  const area = document.getElementById("f-story"), out = box.querySelector(".read");
  box.querySelector("button").addEventListener("click", async () => {
    try {
      const answer = await fetch(box.dataset.story, { method: "POST", body: new URLSearchParams({ story: area.value }) });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      out.replaceChildren(...page.body.firstElementChild.childNodes);
    } catch { /* the line is down; the button is there still */ }
  });
}
