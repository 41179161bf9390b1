/*
 * Colour scheme, menu, copy buttons, definitions, filters and the search button. Each is an enhancement: pages are complete
 * without it. A classic script, so that it also runs on file://; there are no single-key shortcuts (WCAG 2.1.4).
 */
(() => {
  "use strict";

  const words = JSON.parse(document.getElementById("Recap-words").textContent);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /* Folds words as scripts/recap/search/tokenizer.py does: no accents, no capitals, ligatures spelt out, straight apostrophes. */
  const SPELT_OUT = { œ: "oe", æ: "ae", ß: "ss", ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ı: "i" };
  const fold = (text) =>
    text
      .replaceAll("’", "'")
      .replace(/[\u200d\u00ad]/g, "")
      .toLowerCase()
      .replace(/[œæßłøđðþı]/g, (letter) => SPELT_OUT[letter])
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .normalize("NFKD")
      .replaceAll("ς", "σ");

  /* Shared with search.js. */
  window.recap = { words, make, fold };

  /* Announces a change to screen readers without moving the focus (WCAG 4.1.3). */
  const status = make("p", { class: "recap-hidden", role: "status" });
  document.body.append(status);
  const announce = (text) => {
    status.textContent = "";
    setTimeout(() => (status.textContent = text), 50);
  };

  /* Colour scheme: the system's, until a click asks for the other one; stored on this device while it differs. */
  const system = matchMedia("(prefers-color-scheme: dark)");
  for (const button of all(".recap-scheme")) {
    const root = document.documentElement;
    const of = (dark) => (dark ? "dark" : "light");
    const shown = () => (root.dataset.scheme === "auto" ? of(system.matches) : root.dataset.scheme);
    const label = () => {
      const next = words[`scheme_${of(shown() === "light")}`];
      button.setAttribute("aria-label", next);
      button.title = next;
    };
    system.addEventListener("change", label);
    button.addEventListener("click", () => {
      const wanted = of(shown() === "light");
      root.dataset.scheme = wanted === of(system.matches) ? "auto" : wanted;
      try {
        localStorage.setItem("recap-scheme", root.dataset.scheme);
      } catch {
        // storage is blocked: the choice lasts as long as the page
      }
      label();
    });
    label();
  }

  /* Notes and tabs: the target of a link is shown where it stands; on paper every note is open. */
  const reveal = () => {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return; // no address of ours
    }
    const target = id && document.getElementById(id);
    if (!target || !target.closest(".recap-prose")) return;
    for (let element = target; element; element = element.parentElement) {
      if (element.matches("details")) element.open = true;
      if (element.matches(".tabbed-block")) {
        const place = [...element.parentElement.children].indexOf(element);
        const tabs = [...element.closest(".tabbed-set").children].filter((child) => child.matches("input"));
        if (tabs[place]) tabs[place].checked = true;
      }
    }
    target.scrollIntoView();
  };
  reveal();
  addEventListener("hashchange", reveal);
  let closed = [];
  let addresses = null;
  addEventListener("beforeprint", () => {
    closed = all(".recap-prose details:not([open])");
    for (const note of closed) note.open = true;
    addresses?.remove();
    addresses = printAddresses();
  });
  addEventListener("afterprint", () => {
    for (const note of closed) note.open = false;
    addresses?.remove();
  });

  /* On paper a link of the text bears a number, and the addresses stand at its end. */
  const printAddresses = () => {
    const numbers = new Map();
    const hidden = '.recap-claims a, li > a:last-child:is([href*="/issues/new?title="], [href*="/issues/new?issue"])'; /* print.css */
    for (const link of all(`.recap-prose a[href^="http"]:not(${hidden})`)) {
      if (!numbers.has(link.href)) numbers.set(link.href, numbers.size + 1);
      link.dataset.number = numbers.get(link.href);
    }
    if (!numbers.size) return null;
    const list = make("ol", {}, ...[...numbers.keys()].map((address) => make("li", {}, address)));
    const section = make("section", { class: "recap-addresses" }, make("h2", { class: "recap-brief__title" }, words.addresses), list);
    all(".recap-prose").at(-1).after(section);
    return section;
  };

  /* Menu of narrow screens: a <details>, closed by Escape, a click elsewhere or when the focus leaves it. */
  for (const menu of all(".recap-menu")) {
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  /* A page that is not there: what its address says is searched for. */
  for (const field of all("[data-missing]")) {
    try {
      field.value = decodeURIComponent(location.pathname).replace(/(?:\/|index)?(?:\.\w+)?$/, "").replace(/^.*\//, "").replace(/[-_]+/g, " ");
    } catch {
      // no address of ours
    }
  }

  /* Search: its script is loaded on first use, or as soon as the button is hovered or focused. */
  for (const link of all(".recap-search")) {
    let loading = null;
    const loadSearch = () =>
      (loading ??= new Promise((done) => {
        if (window.recapSearch) done();
        const script = make("script", { src: link.dataset.script });
        script.addEventListener("load", done);
        if (!window.recapSearch) document.head.append(script);
      }));
    const open = (event) => {
      event.preventDefault();
      loadSearch().then(() => window.recapSearch.open());
    };
    for (const type of ["pointerenter", "focus"]) {
      link.addEventListener(type, () => loadSearch().then(() => window.recapSearch.warm().catch(() => {})), { once: true });
    }
    link.setAttribute("role", "button");
    link.setAttribute("aria-keyshortcuts", "Control+K Meta+K");
    link.addEventListener("click", open);
    link.addEventListener("keydown", (event) => event.key === " " && open(event));
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") open(event);
    });
  }

  /* Copy buttons for blocks of code and the citation. */
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // no permission, or no clipboard API on file://: the older way
      const field = make("textarea", { class: "recap-hidden" });
      field.value = text;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
  };
  for (const block of all("pre > code, .recap-cite__text")) {
    const place = block.matches("code") ? block.parentElement : block;
    const button = make("button", { type: "button", class: "recap-copy" }, words.copy);
    button.addEventListener("click", async () => {
      await copy(block.innerText.trimEnd() + (block.matches("code") ? "\n" : ""));
      button.focus();
      button.textContent = words.copied;
      announce(words.copied);
      setTimeout(() => (button.textContent = words.copy), 2000);
    });
    place.after(button);
  }

  /* Boxes that scroll sideways can have the focus, and have a name (WCAG 2.1.1). */
  const reachable = () => {
    for (const box of all(".recap-scroll, pre > code")) {
      if (box.scrollWidth <= box.clientWidth) continue;
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.matches("code") ? words.code : words.table);
    }
  };
  reachable();
  addEventListener("resize", reachable);

  /* Definitions: shown on hover, focus and the first tap; they stay while hovered, and Escape hides them (WCAG 1.4.13). */
  const note = make("div", { class: "recap-definition", id: "recap-definition", role: "tooltip", hidden: "" });
  let shown = null;
  let leaving = 0;
  const hide = () => {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    note.hidden = true;
  };
  const show = (term) => {
    clearTimeout(leaving);
    if (shown === term) return;
    hide();
    shown = term;
    note.textContent = term.dataset.definition;
    note.hidden = false;
    term.setAttribute("aria-describedby", note.id);
    const box = term.getClientRects()[0];
    const width = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(box.left, width - note.offsetWidth - 8));
    const below = box.bottom + note.offsetHeight + 8 < innerHeight || box.top < note.offsetHeight + 8;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? box.bottom + 4 : box.top - note.offsetHeight - 4) + scrollY}px`;
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 300);
  };
  const expanded = new Set();
  for (const abbreviation of all("abbr[title]")) {
    // Only the first occurrence is a Tab stop. Without `title`, the browser's own tooltip does not cover ours.
    abbreviation.dataset.definition = abbreviation.title;
    if (!expanded.has(abbreviation.textContent)) abbreviation.tabIndex = 0;
    expanded.add(abbreviation.textContent);
    abbreviation.removeAttribute("title");
  }
  for (const term of all("[data-definition]")) {
    let touched = false;
    term.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch" && shown !== term));
    term.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(term));
    term.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
    term.addEventListener("focus", () => show(term));
    term.addEventListener("blur", hide);
    term.addEventListener("click", (event) => {
      if (touched) event.preventDefault(); // the first tap shows, the second follows
      touched = false;
      show(term);
    });
  }
  if (all("[data-definition]").length) {
    document.querySelector("main").append(note);
    note.addEventListener("pointerenter", () => clearTimeout(leaving));
    note.addEventListener("pointerleave", leave);
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    document.addEventListener("pointerdown", (event) => {
      if (shown && event.target !== shown && !note.contains(event.target)) hide();
    });
  }

  /* Filters: a list shows only entries that contain every word typed; the address keeps these words. */
  for (const form of all(".recap-filter:not([data-programme])")) {
    const field = form.querySelector("input");
    const count = form.querySelector("output");
    const list = document.querySelector(".recap-listing");
    const entries = all(":scope > ul > li, tbody > tr", list).map((entry) => [entry, fold(entry.textContent)]);
    const blocks = all(":scope > h2, :scope > h2 ~ *", list);
    const apply = () => {
      const typed = fold(field.value).split(/\s+/).filter(Boolean);
      let found = 0;
      for (const [entry, text] of entries) {
        entry.hidden = !typed.every((word) => text.includes(word));
        found += entry.hidden ? 0 : 1;
      }
      /* A section without a visible entry is hidden with its heading. */
      let section = [];
      const close = () => {
        const own = section.flatMap((block) => all("li, tbody > tr", block));
        for (const block of section) block.hidden = typed.length > 0 && !own.some((entry) => !entry.hidden);
      };
      for (const block of blocks) {
        if (block.matches("h2")) {
          close();
          section = [];
        }
        section.push(block);
      }
      close();
      count.textContent = typed.length ? (found ? words.found.replace("{number}", found) : words.found_none) : "";
      const address = new URL(location);
      if (typed.length) address.searchParams.set("q", field.value.trim());
      else address.searchParams.delete("q");
      try {
        history.replaceState(null, "", address);
      } catch {
        // some browsers do not let a file:// page change its address
      }
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    field.addEventListener("input", apply);
    field.value = new URL(location).searchParams.get("q") ?? "";
    if (field.value) apply();
  }
})();
