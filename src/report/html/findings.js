// The findings: words and facets to choose them by, and the list of checks with the resources that each found.

const FACET_VALUES_SHOWN = 12;
const opened = new Set(), unfolded = new Set(), whole = new Set();
let findingsView = null;

function showFindings(main, parameters) {
  const wanted = wish(parameters);
  if (findingsView?.root.isConnected) { findingsView.update(wanted); return; }
  findingsView = makeFindings();
  fill(main, findingsView.root);
  findingsView.update(wanted);
}

function makeFindings() {
  let wanted, selected;
  const search = h("input", {
    id: "search", type: "search", placeholder: "Search resources, checks, messages", "aria-label": "Search findings", autocomplete: "off", spellcheck: "false",
  });
  const facets = h("div", { class: "facets" });
  const drawer = h("details", { class: "filters" }, h("summary", null, "Filters"), facets);
  const tally = h("p", { class: "tally", role: "status" });
  const chips = h("div", { class: "chips" });
  const nothing = h("div", { class: "nothing", hidden: true });
  const list = windowed({ label: "Findings by check", draw, open, fold });
  const wide = matchMedia("(min-width: 60rem)");
  const adapt = () => { drawer.open = wide.matches; };
  wide.addEventListener("change", adapt);
  adapt();

  const root = h("div", { class: "findings" },
    h("div", { class: "side" }, drawer),
    h("div", { class: "found" },
      h("div", { class: "sticky" }, h("div", { class: "search" }, search, h("kbd", { "aria-hidden": "true" }, "/")), h("div", { class: "told" }, tally, chips)),
      list.host, nothing));

  const go = () => { history.replaceState(null, "", address(wanted)); update(wanted); };
  search.addEventListener("focus", () => prepareSearch(), { once: true });
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { wanted.words = search.value.trim(); go(); }, findings.total > 20000 ? 120 : 30);
  });
  search.addEventListener("keydown", event => {
    if (event.key === "ArrowDown" || event.key === "Enter") { list.host.focus(); event.preventDefault(); }
    else if (event.key === "Escape" && search.value) { search.value = ""; wanted.words = ""; go(); event.stopPropagation(); }
  });

  function update(now) {
    wanted = now;
    if (document.activeElement !== search) search.value = wanted.words;
    selected = select(wanted);
    if (selected.groups.length === 1) opened.add(checks[selected.groups[0].check].id);
    fill(tally, h("b", null, counted(selected.matched, "finding")), ` of ${counted(selected.groups.length, "check")}`,
      selected.matched < findings.total ? `, out of ${count(findings.total)}` : "");
    drawFacets();
    drawChips();
    list.show(items());
    nothing.hidden = selected.matched > 0;
    if (!selected.matched) {
      fill(nothing, h("p", null, report.total ? "No finding is like that." : "This run has no findings."),
        report.total ? h("a", { href: "#/findings", class: "button" }, "Show all findings") : null);
    }
    onPicked(null);
  }

  /** The list as it is opened now. What AWS makes in every region by itself stands in one line until it is asked for. */
  function items() {
    const items = [];
    for (const group of selected.groups) {
      const id = checks[group.check].id, open = opened.has(id);
      items.push({ kind: "group", key: "g" + id, group, open });
      if (!open) continue;
      items.push({ kind: "about", key: "a" + id, group });
      const defaults = [];
      for (const at of group.found) {
        if (findings.flags[at] & REGIONAL_DEFAULT) defaults.push(at);
        else items.push({ kind: "row", key: at, at, group });
      }
      if (defaults.length > 1 && !unfolded.has(id)) items.push({ kind: "fold", key: "f" + id, group, defaults });
      else for (const at of defaults) items.push({ kind: "row", key: at, at, group });
    }
    return items;
  }

  function draw(item) {
    const check = checks[item.group.check];
    if (item.kind === "group") return drawGroup(item, check);
    if (item.kind === "row") return drawRow(item.at);
    if (item.kind === "fold") {
      const places = new Set(item.defaults.map(at => findings.region[at]));
      return h("div", { "aria-level": "2" }, h("span", { class: "twist", "aria-hidden": "true" }, "+"),
        `${counted(item.defaults.length, "regional default")} in ${counted(places.size, "region")}, as AWS makes them: show each`);
    }
    return h("div", { "aria-level": "2" }, h("span", { class: "about-text" }, check.risk || "About this check"), h("span", { class: "more" }, "What to do ›"));
  }

  function drawGroup(item, check) {
    const { group } = item, tallies = [0, 0, 0, 0];
    for (const at of group.found) tallies[findings.status[at]]++;
    return h("div", { "aria-level": "1", "aria-expanded": String(item.open), "aria-setsize": selected.groups.length, "aria-posinset": selected.groups.indexOf(group) + 1 },
      h("span", { class: "twist", "aria-hidden": "true" }, item.open ? "–" : "+"),
      h("span", { class: "group-text" },
        h("span", { class: "group-title" }, check.title),
        h("span", { class: "group-under" }, severityMark(check.severity), changes ? newAmong(group.found) : null, h("code", null, check.id))),
      h("span", { class: "group-counts" }, STATUSES.map((status, place) => tallies[place]
        ? h("span", { class: "pill status-" + status }, h("span", { "aria-hidden": "true" }, STATUS_GLYPHS[status] + " "), count(tallies[place]), h("span", { class: "said" }, " " + STATUS_WORDS[status]))
        : null)));
  }

  function open(item) {
    if (item.kind === "group") fold(item);
    else if (item.kind === "fold") { unfolded.add(checks[item.group.check].id); list.show(items()); }
    else if (item.kind === "about") openCheck(item.group.check);
    else openFinding(item.at);
  }

  function fold(item) {
    const id = checks[item.group.check].id;
    if (!opened.delete(id)) opened.add(id);
    list.show(items());
  }

  function drawFacets() {
    fill(facets, FACETS.map((facet, place) => {
      const counts = selected.counts[place], chosen = wanted.chosen[facet.key];
      const there = facet.values.map((value, at) => ({ value, count: counts[at] }))
        .filter(entry => entry.count || chosen.has(entry.value));
      if (facet.values.length < 2 || !there.length) return null;
      if (facet.key === "service" || facet.key === "account" || facet.key === "region") there.sort((a, b) => b.count - a.count);
      const all = whole.has(facet.key) || there.length <= FACET_VALUES_SHOWN + 2;
      const some = all ? there : there.filter((entry, at) => at < FACET_VALUES_SHOWN || chosen.has(entry.value));
      return h("fieldset", { class: "facet" }, h("legend", null, facet.title),
        some.map(entry => h("label", { class: chosen.has(entry.value) ? "chosen" : null },
          h("input", { type: "checkbox", name: facet.key, value: entry.value, checked: chosen.has(entry.value), onchange: event => choose(facet, entry.value, event.target.checked) }),
          h("span", { class: `facet-value ${facet.key}-${facet.key === "status" || facet.key === "severity" ? entry.value : "any"}` }, facet.word(entry.value)),
          h("span", { class: "facet-count" }, count(entry.count)))),
        all ? null : h("button", { type: "button", class: "plain", onclick: () => { whole.add(facet.key); drawFacets(); } }, `and ${there.length - some.length} more`));
    }), frameworks.length ? h("fieldset", { class: "facet" }, h("legend", null, "Framework"),
      h("select", { "aria-label": "Framework", onchange: event => { wanted.framework = event.target.value; wanted.requirement = ""; go(); } },
        h("option", { value: "" }, "Any"),
        frameworks.map(framework => h("option", { value: framework.id, selected: framework.id === wanted.framework }, framework.title)))) : null);
  }

  function choose(facet, value, on) {
    const chosen = wanted.chosen[facet.key];
    if (on) chosen.add(value); else chosen.delete(value);
    go();
    // The box that was ticked is a new one now.
    const box = [...facets.querySelectorAll("input")].find(box => box.name === facet.key && box.value === value);
    box?.focus();
  }

  function drawChips() {
    const chip = (words, drop) => h("button", { type: "button", class: "chip", "aria-label": `Drop the filter ${words}`, onclick: () => { drop(); go(); } }, words, h("span", { "aria-hidden": "true" }, " ×"));
    const all = FACETS.flatMap(facet => [...wanted.chosen[facet.key]].map(value => chip(facet.word(value), () => wanted.chosen[facet.key].delete(value))));
    if (wanted.requirement) all.push(chip(`${wanted.framework} ${wanted.requirement}`, () => { wanted.requirement = ""; }));
    else if (wanted.framework) all.push(chip(wanted.framework, () => { wanted.framework = ""; }));
    if (wanted.check) all.push(chip(wanted.check, () => { wanted.check = ""; }));
    if (all.length) all.push(h("a", { class: "chip-all", href: "#/findings" }, "all findings"));
    fill(chips, all);
  }

  return {
    root, update, list,
    search: () => { search.focus(); search.select(); },
    selected: () => selected, wanted: () => wanted,
  };
}

/** Says of a finding that it is new, where an earlier run is there to tell. */
function newMark(at) {
  return changes && findings.flags[at] & NEW ? h("span", { class: "new" }, "new") : null;
}

/** Says how many of some findings are new. */
function newAmong(found) {
  const fresh = found.reduce((sum, at) => sum + (findings.flags[at] & NEW ? 1 : 0), 0);
  return fresh ? h("span", { class: "new" }, `${count(fresh)} new`) : null;
}

/** A finding on one line. */
function drawRow(at) {
  const status = STATUSES[findings.status[at]], { name, id } = naming(at);
  return h("div", { "aria-level": "2", "data-at": at },
    h("span", { class: "glyph status-" + status, role: "img", "aria-label": STATUS_WORDS[status] }, STATUS_GLYPHS[status]),
    h("span", { class: "row-name" }, name ? [h("b", null, name), " ", h("small", null, id)] : h("b", null, id)),
    h("span", { class: "row-message" }, [newMark(at), " "], findings.place[at] && !findings.message[at].includes(findings.place[at]) ? h("small", null, findings.place[at] + ": ") : null, findings.message[at],
      findings.flags[at] & UNUSED ? h("em", null, " unused") : null),
    several.accounts || several.regions ? h("span", { class: "row-place" }, [several.accounts ? accounts[findings.account[at]] : null, several.regions ? regions[findings.region[at]] : null].filter(Boolean).join(" · ")) : null);
}

addEventListener("scroll", () => findingsView?.list.repaint(), { passive: true });
addEventListener("resize", () => findingsView?.root.isConnected && findingsView.list.again());
