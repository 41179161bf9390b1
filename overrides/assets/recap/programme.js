/*
 * Programme of several rooms: marks today while the event lasts, and filters by words, track, room, type and language.
 * A classic script after recap.js, so that it also runs on file://; the page is complete without it.
 */
(() => {
  "use strict";

  const { fold } = window.recap;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Today as the event counts days: in its time zone, a night belonging to the evening before. */
  for (const link of all(".recap-days a")) {
    const { day, zone, change, today } = link.dataset;
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    const now = Object.fromEntries(parts.formatToParts(Date.now() - change * 60000).map((part) => [part.type, part.value]));
    if (`${now.year}-${now.month}-${now.day}` !== day) continue;
    const mark = document.createElement("span");
    mark.textContent = ` (${today})`;
    link.append(mark);
    link.setAttribute("aria-current", "date");
  }

  /* Filters: what is found is shown as a list by time; the address keeps what was chosen. */
  const form = document.querySelector(".recap-filter[data-programme]");
  if (!form) return;
  const fields = [...form.elements].filter((field) => field.matches("input, select"));
  const count = form.querySelector("output");
  const days = all(".recap-day");
  const slots = all(".recap-slot").map((slot) => ({
    slot,
    text: fold(slot.textContent),
    isBreak: slot.matches(".recap-slot--break"),
  }));
  const apply = () => {
    const chosen = fields.filter((field) => field.value.trim());
    const typed = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    const selects = chosen.filter((field) => field.matches("select"));
    let found = 0;
    for (const { slot, text, isBreak } of slots) {
      const fits =
        selects.every((field) => slot.dataset[field.name] === field.value) && typed.every((word) => text.includes(word));
      slot.hidden = chosen.length > 0 && (isBreak || !fits);
      if (!slot.hidden && !isBreak) found += 1;
    }
    for (const day of days) {
      day.toggleAttribute("data-filtered", chosen.length > 0);
      day.hidden = !all(".recap-slot", day).some((slot) => !slot.hidden);
      /* So is a list without a visible line, with the note above it. */
      for (const list of all(".recap-slots", day)) {
        list.hidden = !all(".recap-slot", list).some((slot) => !slot.hidden);
        if (list.previousElementSibling?.matches(".recap-note")) list.previousElementSibling.hidden = list.hidden;
      }
    }
    all(".recap-days li").forEach((entry, number) => (entry.hidden = days[number].hidden));
    count.textContent = chosen.length ? (found ? form.dataset.found.replace("{number}", found) : form.dataset.none) : "";
    const address = new URL(location);
    for (const { name, value } of fields) {
      if (value.trim()) address.searchParams.set(name, value.trim());
      else address.searchParams.delete(name);
    }
    try {
      history.replaceState(null, "", address);
    } catch {
      // some browsers do not let a file:// page change its address
    }
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  const given = new URL(location).searchParams;
  for (const field of fields) field.value = given.get(field.name) ?? "";
  for (const field of fields) if (field.selectedIndex === -1) field.value = "";
  if (fields.some((field) => field.value)) apply();
})();
