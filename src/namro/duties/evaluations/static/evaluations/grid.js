// The reviewer's table as a spreadsheet: arrows, Enter, paste from Excel, rows saved as they are finished.
// Without this file the table is one form with a Save button.
"use strict";
(() => {
  const table = document.querySelector("table[data-grid]");
  if (!table) return;
  const form = table.closest("form"), word = table.dataset;
  const live = document.getElementById("grid-live");
  const heads = [...table.querySelectorAll("thead th[data-max]")].map(th => ({ max: +th.dataset.max, step: +th.dataset.step || 0, code: th.dataset.code }));
  const rows = [...table.querySelectorAll("tbody tr[id^=s]")];
  // On phones each cell carries the label of its column; without this file the table keeps its header and scrolls.
  const labels = [...table.tHead.rows[0].cells].map(th => th.dataset.label || th.dataset.code || th.textContent);
  const note = row => row.querySelector("input[name^=n]");
  const kept = row => row.querySelector("input[name^=s]"); // which sheet, and which version of it this row began from
  rows.forEach(row => {
    row.dataset.sheet = row.id.slice(1);
    row.dataset.name = row.querySelector("th a").textContent;
    row.dataset.version = kept(row)?.value.split("-")[1] ?? "";
    row.querySelectorAll("input[name^=p]").forEach(cell => { cell.inputMode = "decimal"; });
    if (note(row)) note(row).maxLength = +word.most;
    [...row.cells].slice(1).forEach((cell, place) => { cell.dataset.label = labels[place + 1]; });
  });
  table.classList.add("nr-cards");
  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const tell = text => { live.textContent = text; };
  const points = row => [...row.querySelectorAll("input[name^=p]")];
  const marks = row => [...row.querySelectorAll("select[name^=m]")];
  const isPoint = cell => cell.name?.startsWith("p"), isCell = cell => cell.matches?.("tbody td input, tbody td select");
  const column = cell => +cell.name.split("-")[1];
  const markCodes = [...table.querySelectorAll("thead [id^=m]")].map(th => th.textContent);
  const fields = row => [...points(row), ...marks(row), note(row)].filter(Boolean);
  const keep = `namro:${document.body.dataset.user || "0"}:grid:`;

  // What one cell holds: a number of hundredths, null when empty, NaN when it is not one.
  const number = text => {
    const typed = text.trim().replace(/\u00a0/g, "");
    if (!typed) return null;
    return /^\d{1,3}([.,]\d{1,2})?$/.test(typed) ? Math.round(parseFloat(typed.replace(",", ".")) * 100) : NaN;
  };
  const wrong = (cell, head) => {
    const value = number(cell.value);
    if (value === null) return "";
    if (Number.isNaN(value) || value > Math.round(head.max * 100)) return put(word.range, { code: head.code, max: String(head.max).replace(".", word.comma) });
    if (head.step && value % Math.round(head.step * 100)) return put(word.step, { code: head.code, step: String(head.step).replace(".", word.comma) });
    return "";
  };
  const check = row => {
    let first = "";
    points(row).forEach((cell, place) => {
      const message = wrong(cell, heads[place]);
      cell.classList.toggle("is-wrong", Boolean(message));
      message ? cell.setAttribute("aria-invalid", "true") : cell.removeAttribute("aria-invalid");
      cell.title = message;
      const self = number(cell.nextElementSibling?.textContent || "");
      cell.classList.toggle("is-differs", !message && self !== null && number(cell.value) !== null && number(cell.value) !== self);
      first = first || message;
    });
    return first;
  };
  const stateOf = row => {
    const found = row.querySelector(".ev-rowstate") || document.createElement("span");
    found.className = "ev-rowstate";
    if (!found.parentNode) row.cells[0].insertBefore(found, kept(row));
    return found;
  };
  const show = (row, kind, text) => {
    ["is-dirty", "is-saved", "is-wrong", "is-conflict", "is-saving"].forEach(name => row.classList.toggle(name, name === `is-${kind}`));
    stateOf(row).textContent = text;
    count();
  };
  const count = () => {
    const open = rows.filter(row => row.matches(".is-dirty,.is-wrong,.is-conflict,.is-saving")).length;
    const place = document.getElementById("grid-open");
    if (place) place.textContent = open ? put(word.open, { n: open }) : word.allsaved;
  };
  const values = row => fields(row).map(field => field.value);
  const base = new Map(rows.map(row => [row, fields(row).map(field => field.defaultValue ?? "")]));
  rows.forEach(row => marks(row).forEach((field, place) => { base.get(row)[points(row).length + place] = [...field.options].find(one => one.defaultSelected)?.value ?? ""; }));
  const remember = row => { try { localStorage.setItem(keep + row.dataset.sheet, JSON.stringify({ version: row.dataset.version, values: values(row) })); } catch { /* full: typing goes on */ } };
  const forget = row => { try { localStorage.removeItem(keep + row.dataset.sheet); } catch { /* the same */ } };

  const timers = new Map();
  const changed = row => {
    if (row.classList.contains("is-conflict")) return;
    row.dataset.edit = String(+(row.dataset.edit || 0) + 1);
    remember(row);
    const message = check(row);
    clearTimeout(timers.get(row));
    if (message) return show(row, "wrong", message);
    const missing = points(row).filter(cell => number(cell.value) === null).length;
    if (missing) return show(row, "dirty", put(word.missing, { n: missing }));
    show(row, "dirty", word.waiting);
    timers.set(row, setTimeout(() => save(row), 700));
  };

  const send = async (row, address, data) => {
    const sent = row.dataset.edit;
    row.dataset.busy = "1";
    show(row, "saving", word.saving);
    try {
      const answer = await fetch(address, {
        method: "POST", body: data, credentials: "same-origin",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "HX-Request": "true", Accept: "application/json" },
      });
      if (answer.headers.get("HX-Redirect") || !(answer.headers.get("Content-Type") || "").includes("json")) return show(row, "wrong", answer.headers.get("HX-Redirect") ? word.signin : word.failed);
      took(row, answer.status, await answer.json(), sent);
    } catch { show(row, "wrong", word.away); }
    finally { delete row.dataset.busy; }
  };
  const keepVersion = row => { kept(row).value = `${row.dataset.sheet}-${row.dataset.version}`; };
  const took = (row, status, said, sent) => {
    if (status === 409 && said.theirs) return conflict(row, said);
    if (status >= 400) return show(row, "wrong", said.message);
    row.dataset.version = said.version;
    keepVersion(row);
    if (said.points) points(row).forEach((cell, place) => { if (sent === row.dataset.edit) cell.value = said.points[place]; });
    reckon(row);
    base.set(row, values(row));
    if (sent !== row.dataset.edit) return changed(row);
    forget(row);
    check(row);
    show(row, "saved", said.message);
    tell(`${row.dataset.name}: ${said.message}`);
  };

  // Totals follow a moment after the last save, for every row saved meanwhile.
  const owed = new Set();
  let reckoning;
  const reckon = row => { owed.add(row); clearTimeout(reckoning); reckoning = setTimeout(totals, 250); };
  const totals = async () => {
    const meant = [...owed];
    owed.clear();
    try {
      const answer = await fetch(`/sheets/review/lines?ids=${meant.map(row => row.dataset.sheet).join(",")}`, { credentials: "same-origin" });
      if (!answer.ok) return;
      const said = await answer.json();
      meant.forEach(row => {
        const line = said[row.dataset.sheet];
        if (!line) return;
        const cell = row.querySelector("td[data-r]"), { label } = cell.dataset;
        cell.outerHTML = line.results;
        row.querySelector("td[data-r]").dataset.label = label;
        row.querySelector("[data-state]").innerHTML = line.state;
      });
    } catch { /* the row is saved; its total shows at the next save or visit */ }
  };
  const body = row => {
    const data = new FormData();
    data.append("version", row.dataset.version);
    points(row).forEach((cell, place) => data.append(`p-${place}`, cell.value));
    marks(row).forEach((cell, place) => data.append(`m-${place}`, cell.value));
    data.append("comment", note(row)?.value || "");
    return data;
  };
  const save = row => {
    clearTimeout(timers.get(row));
    if (row.dataset.busy) { timers.set(row, setTimeout(() => save(row), 300)); return; }
    send(row, `/sheets/${row.dataset.sheet}/review`, body(row));
  };

  // Two editors: both values stay in sight until somebody chooses.
  const conflict = (row, said) => {
    show(row, "conflict", said.message);
    tell(`${row.dataset.name}: ${said.message}`);
    row.nextElementSibling?.matches("[data-conflict]") && row.nextElementSibling.remove();
    const box = document.createElement("tr"), cell = document.createElement("td");
    box.dataset.conflict = "1";
    box.className = "is-conflict ev-compare";
    cell.colSpan = row.children.length;
    const lines = document.createElement("p");
    lines.className = "mb-2";
    points(row).forEach((mine, place) => {
      const other = said.theirs.points[place] ?? "";
      if (number(mine.value) === number(other)) return;
      const line = document.createElement("span");
      line.className = "me-3";
      line.textContent = `${heads[place].code}: ${word.mine} ${mine.value || "–"} · ${said.theirs.who || word.theirs} ${other || "–"}`;
      lines.append(line);
    });
    marks(row).forEach((mine, place) => {
      const other = String(said.theirs.marks[place] ?? "");
      if (mine.value === other) return;
      const line = document.createElement("span");
      line.className = "me-3";
      line.textContent = `${markCodes[place]}: ${word.mine} ${mine.value || "–"} · ${word.theirs} ${other || "–"}`;
      lines.append(line);
    });
    if ((note(row)?.value || "") !== (said.theirs.comment || "")) {
      const line = document.createElement("span");
      line.textContent = `${word.note}: ${word.mine} “${note(row)?.value || ""}” · ${word.theirs} “${said.theirs.comment || ""}”`;
      lines.append(line);
    }
    const choose = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary me-2";
      button.textContent = text;
      button.addEventListener("click", () => { box.remove(); row.classList.remove("is-conflict"); act(); fields(row)[0].focus(); });
      return button;
    };
    row.dataset.version = said.version;
    const theirs = [...points(row).map((_, place) => said.theirs.points[place] ?? ""), ...marks(row).map((_, place) => String(said.theirs.marks[place] ?? "")), said.theirs.comment || ""];
    const before = base.get(row), mine = values(row);
    const merged = choose(word.merge, () => { fields(row).forEach((field, place) => { field.value = mine[place] === before[place] ? theirs[place] : mine[place]; }); check(row); save(row); });
    cell.append(lines, merged, choose(word.keep, () => save(row)), choose(word.take, () => {
      points(row).forEach((field, place) => { field.value = said.theirs.points[place] ?? ""; });
      marks(row).forEach((field, place) => { field.value = String(said.theirs.marks[place] ?? ""); });
      if (note(row)) note(row).value = said.theirs.comment || "";
      base.set(row, values(row));
      keepVersion(row);
      forget(row);
      check(row);
      show(row, "saved", word.taken);
    }));
    box.append(cell);
    row.after(box);
  };

  // Moving as in a spreadsheet.
  const move = (cell, down, across) => {
    const row = cell.closest("tr"), line = fields(row), open = rows.filter(one => fields(one).length && one.offsetParent);
    if (across) { const next = line[line.indexOf(cell) + across]; if (next) { next.focus(); next.select?.(); return true; } return false; }
    const other = open[open.indexOf(row) + down];
    if (!other) return false;
    const next = isPoint(cell) ? points(other)[column(cell)] : cell.name.startsWith("n") ? note(other) : marks(other)[marks(row).indexOf(cell)];
    if (!next) return false;
    next.focus(); next.select?.();
    return true;
  };
  table.addEventListener("keydown", event => {
    const cell = event.target;
    if (!isCell(cell) || event.ctrlKey || event.metaKey || event.altKey) return;
    const text = cell.tagName === "INPUT", whole = text && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (event.key === "Enter") { event.preventDefault(); move(cell, event.shiftKey ? -1 : 1, 0); }
    else if (text && event.key === "ArrowDown") { event.preventDefault(); move(cell, 1, 0); }
    else if (text && event.key === "ArrowUp") { event.preventDefault(); move(cell, -1, 0); }
    else if (text && event.key === "ArrowRight" && (whole || cell.selectionStart === cell.value.length)) { if (move(cell, 0, 1)) event.preventDefault(); }
    else if (text && event.key === "ArrowLeft" && (whole || cell.selectionEnd === 0)) { if (move(cell, 0, -1)) event.preventDefault(); }
    else if (isPoint(cell) && event.key === "=") {
      event.preventDefault();
      cell.value = cell.nextElementSibling?.textContent.trim() || cell.value;
      changed(cell.closest("tr"));
      move(cell, 0, 1);
    } else if (text && event.key === "Escape") { cell.value = cell.defaultValue; changed(cell.closest("tr")); cell.select(); }
  });
  table.addEventListener("focusin", event => { if (event.target.matches("tbody td input")) event.target.select(); });
  table.addEventListener("input", event => { const row = event.target.closest("tr[data-sheet]"); if (row && isCell(event.target)) changed(row); });
  table.addEventListener("paste", event => {
    const cell = event.target, text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!isPoint(cell) || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const open = rows.filter(one => points(one).length && one.offsetParent), top = open.indexOf(cell.closest("tr")), left = column(cell);
    let done = 0, out = 0;
    text.split("\n").forEach((line, down) => {
      const row = open[top + down];
      line.split("\t").forEach((value, across) => {
        const target = row && points(row)[left + across];
        if (!target || target.readOnly) { out += 1; return; }
        target.value = value.trim();
        done += 1;
      });
      if (row) changed(row);
    });
    const bad = table.querySelectorAll("input.is-wrong").length;
    tell(put(word.pasted, { n: done, bad, out }));
  });

  // One button a row: as the person scored.
  table.addEventListener("click", event => {
    const button = event.target.closest("tbody button[name=accept]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("tr"), data = new FormData();
    data.append("version", row.dataset.version);
    send(row, `/sheets/${row.dataset.sheet}/accept`, data);
  });
  form.addEventListener("submit", event => {
    if (event.submitter?.dataset.grid !== "save") return;
    event.preventDefault();
    rows.filter(row => row.matches(".is-dirty,.is-wrong")).forEach(row => { if (!check(row) && points(row).every(cell => number(cell.value) !== null)) save(row); });
  });
  window.addEventListener("beforeunload", event => { if (rows.some(row => row.matches(".is-saving,.is-conflict"))) event.preventDefault(); });

  // What was typed and not saved when the page was left.
  let back = 0;
  rows.forEach(row => {
    check(row);
    try {
      const saved = JSON.parse(localStorage.getItem(keep + row.dataset.sheet));
      if (!saved) return;
      if (saved.version !== row.dataset.version || JSON.stringify(saved.values) === JSON.stringify(values(row))) return forget(row);
      fields(row).forEach((field, place) => { field.value = saved.values[place] ?? ""; });
      back += 1;
      changed(row);
    } catch { /* no storage */ }
  });
  if (back) tell(put(word.restored, { n: back }));
  table.classList.add("is-live");
  count();
})();
