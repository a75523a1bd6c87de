// The editor works without this: it only keeps the line numbers up with the text and puts the cursor on a line at fault.
(() => {
  "use strict";
  const text = document.getElementById("text");
  const numbers = document.getElementById("law-numbers");
  if (!text || !numbers) return;
  const SPARE = 40;
  let shown = numbers.textContent.trimEnd().split("\n").length;

  text.addEventListener("input", () => {
    const wanted = text.value.split("\n").length + SPARE;
    if (wanted <= shown) return;
    let more = "";
    for (let number = shown + 1; number <= wanted; number += 1) more += `${number}\n`;
    numbers.append(more);
    shown = wanted;
  });

  document.querySelectorAll("a[data-line]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault(); // following the address would take the focus away again
      const line = Number(link.dataset.line);
      const before = text.value.split("\n").slice(0, line - 1).join("\n").length;
      const start = line > 1 ? before + 1 : 0;
      document.getElementById(`l${line}`)?.scrollIntoView({ block: "center" });
      text.focus({ preventScroll: true });
      text.setSelectionRange(start, start);
    });
  });
})();
