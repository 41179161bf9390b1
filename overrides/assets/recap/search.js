/*
 * Search over the files of search/, which are scripts, because a file:// page can load nothing else. Loaded on first use.
 * Pages are ranked by number of words matched, then by where and how; texts are loaded only for the results shown.
 */
(() => {
  "use strict";

  const root = new URL("../../", document.currentScript.src);
  const { words, make, fold } = window.recap;
  const WEIGHTS = [1, 1.3, 1.6, 2.5, 4, 6, 9, 14]; // text once, twice, more; heading; keywords; aliases; titles
  const EXACT = 1;
  const INFLECTED = 0.9;
  const STARTS = 0.6;
  const TYPED = [0, 0.45, 0.3]; // by number of typing errors
  const PER_PAGE = 10;
  const VERIFIED = 50;
  const MOST_SECTIONS = 2 ** 20; // of a page

  /* Files */

  const contents = new Map();
  const loading = new Map();
  const load = (name) => {
    if (!loading.has(name)) {
      const promise = new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = new URL(`search/${name}.js`, root);
        script.onload = () => done(contents.get(name));
        script.onerror = () => fail(new Error(name));
        document.head.append(script);
      });
      promise.catch(() => loading.delete(name));
      loading.set(name, promise);
    }
    return loading.get(name);
  };
  const expand = (runs) => {
    const found = [];
    for (let at = 0; at < runs.length; at += 2) for (let n = 0; n < runs[at + 1]; n++) found.push(runs[at]);
    return found;
  };
  let index = null;
  const open = async () => {
    if (index) return index;
    const manifest = await load("index");
    const digits = new Map([...manifest.digits].map((digit, value) => [digit, value]));
    const placeOf = []; // number of a page -> its place among all pages, by kind and address
    let total = 0;
    manifest.slots.forEach((slot, group) => {
      for (let n = 0; n < manifest.counts[group]; n++) placeOf[slot * manifest.slot + n] = total++;
    });
    const [stop, asking, saying] = [manifest.stop, ...manifest.questions].map((list) => new Set(list.split(" ")));
    index = { ...manifest, stop, asking, saying, digits, placeOf, total, ends: digits.size - manifest.more };
    return index;
  };
  /* Facet -> {values: labels, of: for every page the indices of its values} */
  const facetsOf = async () => {
    const table = await load(index.facets);
    const kinds = expand(table.kind);
    const facets = { kind: { values: [...new Set(kinds)] } };
    facets.kind.of = kinds.map((kind) => [facets.kind.values.indexOf(kind)]);
    for (const name of ["event", "year", "topic", "language"]) {
      facets[name] = { values: table[name].values, of: expand(table[name].of) };
    }
    return facets;
  };

  /* Words: folded and split as in scripts/recap/search/tokenizer.py */

  const CHUNK = /\.?[\p{L}\p{N}]+(?:[-_./'&:@\u200c]+[\p{L}\p{N}]+)*(?:\+\+|#)?/gu;
  /* Scripts without spaces between words are cut into pairs of characters; Hangul is folded into its letters. */
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{3ffff}";
  const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
  const EACH_UNSPACED = new RegExp(`[${UNSPACED}]`, "gu");
  const WRITTEN = new RegExp(`(?=([${UNSPACED}]{2}))|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
  const pairs = ([first, ...rest]) => (rest.length ? rest.map((sign, at) => (rest[at - 1] ?? first) + sign) : [first]);
  const ELISION = /^(?:(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)')+(?=.)/;
  const cut = (text) => {
    const found = [];
    for (const run of [...fold(text).matchAll(CHUNK)].flatMap(([chunk]) => chunk.match(RUN))) {
      if (IS_UNSPACED.test(run)) found.push(...pairs(run));
      const bare = run.replace(ELISION, "");
      const parts = (!IS_UNSPACED.test(run) && bare.match(/[\p{L}\p{N}]+/gu)) || [];
      const signs = bare.match(/[+#]+$/)?.[0];
      if (signs && parts.length) found.push(parts.at(-1) + signs);
      else if (bare[0] === "." && parts.length) found.push(`.${parts[0]}`);
      else found.push(...parts);
    }
    return found;
  };
  const spaced = (text) => ` ${fold(text).replace(EACH_UNSPACED, " $& ").replace(/[^\p{L}\p{N}]+/gu, " ")} `;

  /* A parsed query: words, the last of which may be incomplete, and phrases in quotes */
  const parse = (query) => {
    const typed = query.slice(0, 300);
    const phrases = [...typed.matchAll(/"([^"]+)"|«([^»]+)»/g)].map((match) => spaced(match[1] ?? match[2]).trim());
    const all = [...new Set(cut(typed))].slice(0, 16);
    // Of a question counts what it is about, not the words that ask.
    const empty = [index.stop, ...(index.asking.has(all[0]) ? [index.asking, index.saying] : [])];
    const meaningful = all.filter((word) => !empty.some((words) => words.has(word)));
    const goesOn = /[\p{L}\p{N}+#]$/u.test(typed) ? cut(typed).at(-1) : "";
    // In a short query a stop word may be somebody's name: it adds to the score of pages that match without it.
    const optional = meaningful.length && all.length < 4 ? all.filter((word) => index.stop.has(word)) : [];
    const asked = [...(meaningful.length ? meaningful : all), ...optional].map((word) => ({ word, goesOn: word === goesOn, optional: optional.includes(word) }));
    return { words: asked, phrases: phrases.filter(Boolean) };
  };

  /* Edit distance of two words, exchanged neighbours included (optimal string alignment); stops above `most` */
  const distance = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, place) => place);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[other.length];
  };

  const shardOf = (word) => {
    let [low, high] = [0, index.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index.starts[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };
  const shards = new Map();
  /* The entries of a file: it has the words, how many letters each is longer than its stem (or the stem), the postings. */
  const shard = async (number) => {
    const name = index.shards[number];
    if (!name) return [];
    const columns = await load(name);
    if (!shards.has(name)) {
      const [stems, postings] = [columns[1].split(" "), columns[2].split("'")];
      const stem = (word, code) => (code === "0" ? "" : code[0] === "=" ? code.slice(1) : word.slice(0, -code));
      shards.set(name, columns[0].split(" ").map((word, at) => [word, stem(word, stems[at]), postings[at]]));
    }
    return shards.get(name);
  };
  /* The entries [word, stem, postings] that start with a prefix, from at most two files. */
  const startingWith = async (prefix) => {
    const first = shardOf(prefix);
    const files = [first];
    if (index.starts[first + 1]?.startsWith(prefix)) files.push(first + 1);
    const entries = await Promise.all(files.map(shard));
    return entries.flat().filter((entry) => entry[0].startsWith(prefix));
  };
  const entryOf = async (word) => (await shard(shardOf(word))).find((entry) => entry[0] === word);

  /* Words within a few typing errors: looked up by the first letter, keywords and titles by the second too. */
  const nearest = async (word) => {
    const most = word.length >= 8 ? 2 : word.length >= 5 ? 1 : 0;
    if (!most) return [];
    const [first, second] = [word[0], word[1]].map((letter) => (letter > "\x7f" ? "" : letter));
    const { w, n } = index.lists;
    const names = [w[first], w[second], n[second], n[first]];
    const lists = await Promise.all([...new Set(names.filter(Boolean))].map(load));
    const near = new Map();
    for (const candidate of lists.join(" ").split(" ")) {
      const far = candidate && distance(word, candidate, most);
      if (candidate && far <= most) near.set(candidate, far);
    }
    const least = Math.min(...near.values());
    const chosen = [...near].filter(([, far]) => far === least).map(([candidate]) => candidate);
    const entries = await Promise.all(chosen.sort().slice(0, 6).map(entryOf));
    return entries.filter(Boolean).map((entry) => ({ entry, quality: TYPED[least], typed: true }));
  };

  /* The entries that a typed word may match, each with the quality of the match. */
  const meanings = async ({ word, goesOn }) => {
    const exact = (await entryOf(word)) ?? (await entryOf(word.replace(/(?:es|[sxe])$/, "")));
    const found = exact ? [{ entry: exact, quality: EXACT }] : [];
    const stem = exact && (exact[1] || exact[0]);
    if (stem) {
      const shared = exact[0].startsWith(stem) ? stem : exact[0].slice(0, Math.max(3, exact[0].length - 4));
      for (const entry of await startingWith(shared)) {
        if (entry !== exact && (entry[1] || entry[0]) === stem) found.push({ entry, quality: INFLECTED });
      }
    }
    if ((goesOn || /^[\u1100-\u11ff]/.test(word)) && (word.length > 1 || !exact)) {
      const known = new Set(found.map(({ entry }) => entry));
      const longer = (await startingWith(word)).filter((entry) => !known.has(entry));
      longer.sort((one, other) => other[2].length - one[2].length);
      found.push(...longer.slice(0, 40).map((entry) => ({ entry, quality: STARTS })));
    }
    return found.length ? found : nearest(word);
  };

  /* Decodes the postings of an entry: calls `each` with place of the page, section and weight (see encoding.py). */
  const read = (packed, each) => {
    let [page, number, scale, elsewhere] = [0, 0, 1, false];
    for (const sign of packed) {
      const digit = index.digits.get(sign);
      if (digit >= index.ends) {
        number += (digit - index.ends) * scale;
        scale *= index.more;
        continue;
      }
      number += digit * scale;
      if (elsewhere) {
        each(index.placeOf[page], number >> 2, number & 3);
        elsewhere = false;
      } else {
        page += number >> 3;
        elsewhere = (number & 7) === 3;
        if (!elsewhere) each(index.placeOf[page], 0, number & 7);
      }
      [number, scale] = [0, 1];
    }
  };

  const textOf = async (page) => {
    let block = 0;
    while (block + 1 < index.firstPages.length && index.firstPages[block + 1] <= page) block++;
    return (await load(index.blocks[block]))[page - index.firstPages[block]];
  };

  /* Ranked pages: [{page, matched, score, section}], before filters. */
  const rank = async (asked) => {
    const pages = new Map();
    const sections = new Map();
    const shown = new Set();
    const corrected = [];
    for (const word of asked.words) {
      const found = word.optional ? [{ entry: await entryOf(word.word), quality: EXACT }] : await meanings(word);
      if (!found[0]?.entry) continue;
      if (found[0]?.typed) corrected.push([word.word, found[0].entry[0]]);
      const best = new Map();
      const own = new Map();
      for (const { entry, quality } of found) {
        shown.add(entry[0]);
        read(entry[2], (page, section, weight) => {
          const value = WEIGHTS[weight] * quality;
          const place = page * MOST_SECTIONS + section;
          if (value > (best.get(page) ?? 0)) best.set(page, value);
          if (value > (own.get(place) ?? 0)) own.set(place, value);
        });
      }
      const rarity = Math.log(1 + index.total / (best.size || 1));
      for (const [page, value] of best) {
        if (word.optional && !pages.has(page)) continue;
        const entry = pages.get(page) ?? { page, matched: 0, score: 0 };
        entry.matched += word.optional ? 0 : 1;
        entry.score += value * rarity;
        pages.set(page, entry);
      }
      if (!word.optional) for (const [section, value] of own) sections.set(section, (sections.get(section) ?? 0) + 10 + value * rarity);
    }
    for (const [place, value] of sections) {
      const entry = pages.get(Math.floor(place / MOST_SECTIONS));
      if (value > (entry.best ?? 0)) [entry.best, entry.section] = [value, place % MOST_SECTIONS];
    }
    const ranked = [...pages.values()].sort(
      (one, other) => other.matched - one.matched || other.score - one.score || one.page - other.page,
    );
    return { ranked, shown, corrected };
  };

  /*
   * Search: {total, pages, facets, corrected, phrases}. `filters`: facet -> value; without them no facet is
   * counted. A page is {url, kind, title, where, heading, anchor, excerpt: [[text, whether it matched], …]}.
   */
  const search = async (query, filters = null, number = PER_PAGE) => {
    await open();
    const asked = parse(query);
    let { ranked, shown, corrected } = await rank(asked);
    const most = ranked[0]?.matched ?? 0;
    if (asked.phrases.length) {
      const best = ranked.filter((entry) => entry.matched === most).slice(0, VERIFIED);
      const texts = await Promise.all(best.map((entry) => textOf(entry.page)));
      const holds = ([, , title, , sections], phrase) =>
        [title, ...sections.flatMap(([, heading, text]) => [heading, text])].some((text) => spaced(text).includes(phrase));
      ranked = best.filter((_, place) => asked.phrases.every((phrase) => holds(texts[place], ` ${phrase} `)));
    }
    const values = {};
    const facets = filters ? Object.entries(await facetsOf()) : [];
    for (const [name, { values: labels, of }] of facets) {
      const chosen = labels.indexOf(filters[name]);
      if (filters[name]) ranked = ranked.filter(({ page }) => of[page].includes(chosen));
    }
    for (const [name, { values: labels, of }] of facets) {
      const counted = labels.map((label) => ({ label, number: 0 }));
      for (const { page } of ranked) for (const value of of[page]) counted[value].number += 1;
      values[name] = counted.filter(({ number }) => number).sort((one, other) => other.number - one.number);
    }
    const whole = spaced(query);
    const best = ranked.slice(0, Math.max(number, PER_PAGE));
    const pages = await Promise.all(best.map(async (entry) => ({ ...entry, text: await textOf(entry.page) })));
    const named = ({ text }) => (spaced(text[2]) === whole ? 1 : 0);
    const worth = ({ score, text }) => (text[1] === "page" ? 0.6 : 1) * score; // talks and people before lists of them
    pages.sort((one, other) => named(other) - named(one) || other.matched - one.matched || worth(other) - worth(one));
    return {
      total: ranked.length,
      facets: values,
      corrected,
      phrases: asked.phrases.length > 0,
      pages: pages.slice(0, number).map((entry) => result(entry, asked, shown)),
    };
  };

  const result = ({ section, text: [url, kind, title, where, sections] }, asked, shown) => {
    const [anchor, heading, text] = sections[section];
    return { url, kind, title, where, heading, anchor, excerpt: excerpt(text || sections[0][2], asked, shown) };
  };

  /* Excerpt of a text around the first words that matched, split into [text, whether it matched]. */
  const excerpt = (text, asked, shown) => {
    const pieces = [];
    const ongoing = asked.words.filter(({ goesOn }) => goesOn).map(({ word }) => word);
    const wanted = (word) => shown.has(word) || ongoing.some((start) => word.startsWith(start));
    const written = [...text.matchAll(WRITTEN)].map(({ 0: word, 1: pair, index }) => ({ word: pair ?? word, index }));
    const marks = written.filter(({ word }) => wanted(fold(word)));
    const middle = marks[0]?.index ?? 0;
    const from = middle < 80 ? 0 : [text.indexOf(" ", middle - 80) + 1, middle - 80].find((place) => place > 0 && place <= middle) ?? 0;
    const to = from + 200 < text.length ? Math.max(text.lastIndexOf(" ", from + 200), from + 100) : text.length;
    let at = from;
    for (const { word, index: place } of marks.filter(({ index: place }) => place >= from && place < to)) {
      if (place < at) pieces.at(-1)[0] += word.slice(at - place); // pairs overlap
      else pieces.push([text.slice(at, place), false], [word, true]);
      at = place + word.length;
    }
    pieces.push([text.slice(at, Math.max(at, to)), false]);
    if (from > 0) pieces.unshift(["… ", false]);
    if (to < text.length) pieces.push([" …", false]);
    return pieces.filter(([piece]) => piece);
  };

  /* Display */

  const addressOf = ({ url, anchor }) => new URL(url + (anchor ? `#${anchor}` : ""), root).href;
  const marked = (pieces) => pieces.map(([text, looked]) => (looked ? make("mark", {}, text) : text));
  const describe = (found) => [
    make("span", { class: "recap-result__where" }, ...[words[`kind_${found.kind}`], found.where, found.heading].filter(Boolean).flatMap((text, at) => [at ? " · " : "", make("bdi", {}, text)])),
    make("span", { class: "recap-result__text", dir: "auto" }, ...marked(found.excerpt)),
  ];
  const summary = ({ total, phrases }) => {
    const sentence = total ? (total === 1 ? words.results_one : words.results_other.replace("{number}", total)) : words.results_none;
    return phrases && total ? `${sentence} ${words.phrase_note}` : sentence;
  };
  /* Searches while the reader types; drops an answer that arrives after a newer query. */
  const asking = (show) => {
    let turn = 0;
    return async (...question) => {
      const own = ++turn;
      try {
        const answer = await search(...question);
        if (own === turn) show(answer, ...question);
      } catch {
        if (own === turn) show(null, ...question);
      }
    };
  };

  /* The dialog: a combobox over a list (WAI-ARIA Authoring Practices); <dialog> itself traps and restores the focus. */
  let dialog = null;
  const build = () => {
    const list = make("ul", { id: "recap-options", role: "listbox", "aria-label": words.results });
    const field = make("input", {
      type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "recap-options",
      "aria-autocomplete": "list", "aria-label": words.search, autocomplete: "off", spellcheck: "false", maxlength: "1000",
    });
    const status = make("p", { role: "status", class: "recap-label" });
    const more = make("a", { class: "recap-label" }, words.all_results);
    const close = make("button", { type: "button", class: "recap-dialog__close" }, words.close);
    const box = make("dialog", { class: "recap-dialog", "aria-label": words.search },
      make("div", { class: "recap-dialog__head" }, field, close), status, list, make("p", {}, more));
    document.body.append(box);
    const page = new URL(words.search_url, root);
    let active = -1;
    const choose = (number) => {
      active = number;
      [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
      if (active < 0) field.removeAttribute("aria-activedescendant");
      else {
        field.setAttribute("aria-activedescendant", list.children[active].id);
        list.children[active].scrollIntoView({ block: "nearest" });
      }
    };
    const show = (answer, query) => {
      const pages = query.trim() && answer ? answer.pages : [];
      list.replaceChildren(...pages.map((found, place) => {
        const option = make("li", { role: "option", id: `recap-option-${place}`, "aria-selected": "false" },
          make("span", { class: "recap-result__title", dir: "auto" }, found.title), ...describe(found));
        option.dataset.href = addressOf(found);
        option.addEventListener("click", () => location.assign(option.dataset.href));
        return option;
      }));
      field.setAttribute("aria-expanded", String(pages.length > 0));
      const meant = answer?.corrected.map(([, word]) => word).join(" ");
      status.textContent = !query.trim() ? "" : answer ? summary(answer) + (meant ? ` ${words.did_you_mean.replace("{words}", meant)}` : "") : words.search_failed;
      page.searchParams.set("q", query.trim());
      more.href = page.href;
      more.hidden = !pages.length;
      choose(-1);
    };
    const ask = asking(show);
    field.addEventListener("input", () => ask(field.value, null, 8));
    field.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      const step = { ArrowDown: active < last ? active + 1 : -1, ArrowUp: active < 0 ? last : active - 1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        choose(step);
      } else if (event.key === "Enter" && field.value.trim()) {
        event.preventDefault();
        page.searchParams.set("q", field.value.trim());
        location.assign(active < 0 ? page.href : list.children[active].dataset.href);
      }
    });
    close.addEventListener("click", () => box.close());
    box.addEventListener("click", (event) => event.target === box && box.close());
    show(null, "");
    return { box, field };
  };

  /* The results page, whose address holds the query. */
  const place = document.querySelector(".recap-results");
  if (place) {
    const form = document.querySelector(".recap-results__form");
    const field = form.querySelector("input");
    const [status, list, facets] = [".recap-results__status", ".recap-results__list", ".recap-results__facets"].map((name) => place.querySelector(name));
    const address = new URL(location);
    let number = PER_PAGE;
    const filters = () => Object.fromEntries([...address.searchParams].filter(([name, value]) => name !== "q" && value));
    const choice = (name, values) => {
      const select = make("select", { name }, make("option", { value: "" }, words[`facet_${name}`]),
        ...values.map(({ label, number: count }) => make("option", { value: label, dir: "auto" }, `${name === "kind" ? words[`kind_${label}`] : label} (${count})`)));
      select.value = address.searchParams.get(name) ?? "";
      select.setAttribute("aria-label", words[`facet_${name}`]);
      select.addEventListener("change", () => change(name, select.value));
      return select;
    };
    const show = (answer, query) => {
      list.replaceChildren();
      facets.replaceChildren();
      status.textContent = query.trim() ? (answer ? summary(answer) : words.search_failed) : "";
      if (!query.trim() || !answer) return;
      for (const [typed, meant] of answer.corrected) {
        const link = make("a", { href: "?" + new URLSearchParams({ q: fold(query).replace(typed, meant) }) }, meant);
        status.append(" ", ...words.did_you_mean.split("{words}").flatMap((text, at) => (at ? [link, text] : [text])));
      }
      list.append(...answer.pages.map((found) => make("li", { class: "recap-list__item" },
        make("a", { href: addressOf(found), dir: "auto" }, found.title), make("p", {}, ...describe(found)))));
      const chosen = filters();
      for (const [name, values] of Object.entries(answer.facets)) {
        if (chosen[name] || (answer.total >= 20 && values.length > 1)) facets.append(choice(name, values));
      }
      if (answer.total > answer.pages.length) {
        const more = make("button", { type: "button", class: "recap-button" }, words.more_results);
        more.addEventListener("click", () => {
          number += PER_PAGE;
          ask(field.value, filters(), number);
        });
        list.append(make("li", {}, more));
      }
    };
    const ask = asking(show);
    const change = (name, value) => {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
      number = PER_PAGE;
      try {
        history.replaceState(null, "", address);
      } catch {
        // some browsers do not let a file:// page change its address
      }
      ask(field.value, filters(), number);
    };
    field.value = address.searchParams.get("q") ?? field.value;
    field.addEventListener("input", () => change("q", field.value.trim()));
    form.addEventListener("submit", (event) => event.preventDefault());
    ask(field.value, filters(), number);
  }

  window.recapSearch = {
    put: (name, content) => contents.set(name, content),
    search,
    words: cut,
    fold,
    warm: open,
    open: () => {
      dialog ??= build();
      if (!dialog.box.open) dialog.box.showModal();
      dialog.field.focus();
      dialog.field.select();
      open().catch(() => {});
    },
  };
})();
