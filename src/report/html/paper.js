// On paper: the page at hand, with its lists written out, as a windowed list has only what is in sight.

const PRINTED_ROWS = 40;

function writeOut() {
  const paper = document.getElementById("printed");
  if (!findingsView?.root.isConnected) { fill(paper); return; }
  const { groups, matched } = findingsView.selected();
  fill(paper, h("h1", null, `${counted(matched, "finding")} of ${counted(groups.length, "check")}`),
    h("p", null, document.getElementById("run").textContent, ". ", describe(findingsView.wanted())),
    groups.map(group => {
      const check = checks[group.check];
      return h("section", { class: "printed-check" }, h("h2", null, check.title),
        h("p", null, severityMark(check.severity), " ", h("code", null, check.id), " ", counted(group.found.length, "finding")),
        check.risk ? h("p", { class: "dim" }, check.risk) : null,
        h("table", null, h("tbody", null, group.found.slice(0, PRINTED_ROWS).map(at => {
          const { name, id } = naming(at);
          return h("tr", null, h("td", null, statusMark(STATUSES[findings.status[at]])), h("td", null, name ? [h("b", null, name), h("br"), id] : h("b", null, id)), h("td", null, accounts[findings.account[at]], h("br"), regions[findings.region[at]]), h("td", null, findings.message[at]));
        }))),
        group.found.length > PRINTED_ROWS ? h("p", { class: "dim" }, `and ${count(group.found.length - PRINTED_ROWS)} more: narrow the filters to print them.`) : null);
    }));
}

/** What is chosen, in words. */
function describe(wanted) {
  const told = FACETS.filter(facet => wanted.chosen[facet.key].size).map(facet => `${facet.title.toLowerCase()} ${[...wanted.chosen[facet.key]].map(facet.word).join(" or ")}`);
  if (wanted.framework) told.push(`framework ${wanted.framework} ${wanted.requirement}`.trim());
  if (wanted.check) told.push(`check ${wanted.check}`);
  if (wanted.words) told.push(`words “${wanted.words}”`);
  return told.length ? `Chosen: ${told.join(", ")}.` : "All findings.";
}

addEventListener("beforeprint", writeOut);
addEventListener("afterprint", () => document.getElementById("printed").replaceChildren());
