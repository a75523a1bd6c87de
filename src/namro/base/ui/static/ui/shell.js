// The shell's enhancements. Every page works without this file.
"use strict";
(() => {
  const body = document.body, text = name => body.dataset[name] || "";
  const region = () => document.getElementById("nr-messages");

  const say = (html, tone) => {
    const note = document.createElement("div");
    note.className = `nr-note is-${tone}`;
    note.setAttribute("role", tone === "bad" ? "alert" : "status");
    if (typeof html === "string") note.textContent = html; else note.append(html);
    region().replaceChildren(note);
    return note;
  };

  // What is wrong comes first: move the reader to it.
  document.querySelector("[data-focus]")?.focus();

  // A file that would be refused is not sent first.
  document.addEventListener("submit", event => {
    const large = [...event.target.querySelectorAll("input[type=file][data-most]")].find(input => [...input.files].some(file => file.size > +input.dataset.most));
    if (!large) return;
    event.preventDefault();
    say(text("large").replace("{most}", Math.floor(large.dataset.most / 2 ** 20)), "bad").scrollIntoView({ block: "nearest" });
  });

  // One press, one submission.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.busy) { event.preventDefault(); return; }
    if (form.hasAttribute("hx-post") || form.hasAttribute("data-download")) return;
    form.dataset.busy = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-busy]").forEach(form => {
    delete form.dataset.busy;
    form.querySelectorAll("[aria-busy]").forEach(button => button.removeAttribute("aria-busy"));
  }));

  // "/" goes to the search box, Escape closes an open menu.
  document.addEventListener("keydown", event => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "Escape") {
      document.querySelectorAll("details.nr-me[open]").forEach(menu => { menu.open = false; menu.querySelector("summary").focus(); });
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const target = [...document.querySelectorAll("[data-key]")].find(node => node.dataset.key === event.key);
      if (target) { event.preventDefault(); /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) ? target.focus() : target.click(); }
    }
  });
  document.addEventListener("click", event => {
    document.querySelectorAll("details.nr-me[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
    const gone = event.target.closest("[data-print]");
    if (gone) window.print();
  });

  // Drafts: forms marked data-draft="name" are kept in this browser while they are typed in, per user.
  const prefix = `namro:${body.dataset.user || "0"}:`;
  const key = form => `${prefix}${form.dataset.draft || location.pathname}`;
  const read = form => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/csrf|password/i.test(name));
  const store = { get: k => { try { return JSON.parse(localStorage.getItem(k)); } catch { return null; } },
    set: (k, v) => { try { localStorage.setItem(k, JSON.stringify(v)); } catch { /* full or forbidden: typing goes on */ } },
    drop: k => { try { localStorage.removeItem(k); } catch { /* the same */ } } };

  const restore = (form, saved) => {
    const values = new Map();
    saved.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const control of form.elements) {
      if (!control.name || /csrf|password/i.test(control.name) || control.type === "hidden" || control.type === "file") continue;
      const given = values.get(control.name) || [];
      if (/radio|checkbox/.test(control.type)) control.checked = given.includes(control.value);
      else if (control.multiple) [...control.options].forEach(o => { o.selected = given.includes(o.value); });
      else if (given.length) control.value = given.shift();
    }
    form.dispatchEvent(new Event("nr:restored", { bubbles: true }));
  };
  const offer = (form, saved) => {
    const piece = document.createDocumentFragment(), drop = document.createElement("button");
    drop.type = "button"; drop.className = "btn btn-sm btn-outline-secondary ms-2"; drop.textContent = text("drop");
    drop.addEventListener("click", () => { store.drop(key(form)); location.reload(); });
    piece.append(text("restored"), drop);
    restore(form, saved);
    say(piece, "watch");
  };
  const done = document.querySelector("[data-level=success]");
  if (done) Object.keys(sessionStorage).filter(k => k.startsWith("sent:")).forEach(k => { store.drop(sessionStorage[k]); sessionStorage.removeItem(k); });
  document.querySelectorAll("form[data-draft]").forEach(form => {
    const saved = store.get(key(form));
    const stamp = form.dataset.version || "";
    if (saved && saved.stamp === stamp && JSON.stringify(saved.fields) !== JSON.stringify(read(form))) offer(form, saved.fields);
    else if (saved && saved.stamp !== stamp) store.drop(key(form));
    let wait;
    form.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => store.set(key(form), { stamp, fields: read(form) }), 400);
    });
    form.addEventListener("submit", () => { clearTimeout(wait); store.set(key(form), { stamp, fields: read(form) }); sessionStorage.setItem(`sent:${key(form)}`, key(form)); });
    form.addEventListener("nr:saved", () => { clearTimeout(wait); store.drop(key(form)); });
  });

  // htmx: a refusal is shown, the page and what was typed in it stay.
  document.addEventListener("htmx:responseError", event => {
    const answer = event.detail.xhr.responseText;
    if (answer.includes("data-nr-error")) {
      region().innerHTML = answer;
      region().scrollIntoView({ block: "nearest" });
    } else say(text("away"), "bad");
  });
  document.addEventListener("htmx:sendError", () => say(text("away"), "bad"));
  // What fetches itself anew (data-live) waits while its window is hidden or somebody's keyboard is in it.
  document.addEventListener("htmx:beforeRequest", event => {
    const live = event.detail.elt;
    if (live.hasAttribute("data-live") && (document.hidden || live.contains(document.activeElement))) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", event => {
    if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
})();
