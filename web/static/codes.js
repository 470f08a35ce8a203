// Recovery codes: a text file of what is on the page, made here so that they pass through nobody's hands again.
const list = document.querySelector("[data-codes]");
const button = document.querySelector("[data-download]");
if (list && button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = [list.dataset.codes, "", ...[...list.children].map((li) => li.textContent)];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/plain" }));
    link.download = button.dataset.download;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
