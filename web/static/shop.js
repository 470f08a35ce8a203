// Helps on the shopper's own pages: the basket changes in place, the checkout follows the
// province and keeps what was typed, bank facts can be copied, and an awaited transfer is
// looked for. Every page works without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// send posts a form as its button would, and returns the page that answers; null if there is none.
async function send(form, button) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    if (!answer.headers.get("Content-Type")?.startsWith("text/html")) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function reveal(root = document) {
  for (const el of $$("[data-nojs]", root)) el.hidden = true;
  for (const el of $$("[data-copy], [data-print]", root)) el.hidden = false;
}

// The badge counts what the basket holds.
function count() {
  const n = Number.parseInt(document.cookie.split("; ").find((c) => c.startsWith("gio_so="))?.slice(7) ?? "", 10) || 0;
  for (const badge of $$("[data-cart-count]")) {
    badge.hidden = n <= 0;
    $("[data-n]", badge).textContent = n > 99 ? "99+" : String(n);
  }
}

function basket() {
  if (!$("[data-basket]")) return;

  // focusMark names the control that has the focus, to find it again.
  const focusMark = () => {
    const el = document.activeElement;
    const line = el?.closest(".line");
    return { line: line?.id, id: el?.id, value: el?.value, button: el?.tagName === "BUTTON" };
  };

  function refocus(mark) {
    const line = mark.line && document.getElementById(mark.line);
    const again = mark.button ? line && $(`button[value="${mark.value}"]:not([hidden])`, line) : mark.id && document.getElementById(mark.id);
    const target = again && !again.disabled ? again : (line && $("input:not([type=hidden])", line)) || $("main a, main button");
    target?.focus({ preventScroll: true });
  }

  async function change(form, button) {
    const mark = focusMark();
    const page = await send(form, button);
    const fresh = page && $("main", page);
    if (!fresh) {
      form.submit();
      return;
    }
    $("main").replaceChildren(...fresh.childNodes);
    for (const script of $$("main script")) script.remove();
    const bar = $(".tabbar", page);
    if (bar && !$(".tabbar")) document.body.append(bar);
    reveal();
    count();
    refocus(mark);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-line], [data-auto]");
    if (!form) return;
    event.preventDefault();
    change(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-line], [data-auto]");
    if (!form) return;
    const code = form.matches("[data-auto]") && event.target.value;
    if (code) localStorage.setItem("giao-den", code);
    change(form, $('button[value="set"]', form));
  });
}

function checkout() {
  const form = $("#dat");
  if (!form) return;
  $("[data-wrong]")?.focus();
  const kept = ["ten", "dien-thoai", "email", "duong", "ghi", "xa"];

  // What was typed survives a look back at the basket: in this window alone, until the order is placed.
  const draft = JSON.parse(sessionStorage.getItem("dat-hang") ?? "{}");
  for (const name of kept) {
    if (form.elements[name].value === "" && draft[name]) form.elements[name].value = draft[name];
  }
  form.addEventListener("input", () => {
    sessionStorage.setItem("dat-hang", JSON.stringify(Object.fromEntries(kept.map((name) => [name, form.elements[name].value]))));
  });

  let asked = 0;
  form.elements.tinh.addEventListener("change", async () => {
    const mine = ++asked;
    localStorage.setItem("giao-den", form.elements.tinh.value);
    const page = await send(form, $('button[value="tinh"]', form));
    if (mine !== asked) return;
    if (!page || !$("#dat", page)) {
      form.requestSubmit($('button[value="tinh"]', form));
      return;
    }
    for (const part of $$("[data-part]")) {
      const fresh = $(`[data-part="${part.dataset.part}"]`, page);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    form.elements.tong.value = $('[name="tong"]', page).value;
  });

  // A second click waits for the answer to the first.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => delete form.dataset.sent);
}

function order() {
  const page = $("[data-order]");
  if (!page) return;
  sessionStorage.removeItem("dat-hang");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const say = $("[data-copied]");
    say.textContent = "";
    requestAnimationFrame(() => { say.textContent = say.dataset.copied; });
    button.classList.add("icon-btn--done");
    setTimeout(() => button.classList.remove("icon-btn--done"), 1500);
  });
  if ("awaits" in page.dataset) watch();
}

// watch looks whether the transfer came, while somebody looks at the page.
function watch() {
  const word = $("[data-status]").textContent;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if ($("[data-status]", fresh)?.textContent !== word) {
        clearInterval(timer);
        location.reload();
      }
    } catch {
      // the next look will tell
    }
  }, 15_000);
}

reveal();
basket();
checkout();
order();
