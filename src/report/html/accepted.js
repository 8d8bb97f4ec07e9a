// What somebody accepted, by whom and until when; and what became of a deployment and of what was expected of it.

const WAIVED_SHOWN = 100;

function showWaived(main) {
  const groups = report.waivers.map(waiver => ({ waiver, found: [] }));
  for (let at = 0; at < findings.total; at++) if (findings.waiver[at] >= 0) groups[findings.waiver[at]].found.push(at);
  const soonest = group => group.waiver.expires ?? "9999";
  groups.sort((a, b) => (soonest(a) < soonest(b) ? -1 : soonest(a) > soonest(b) ? 1 : b.found.length - a.found.length));
  fill(main, h("div", { class: "page" }, h("h1", null, "Waived"),
    h("p", { class: "intro" }, "Failures that somebody answers for. What ends soonest comes first."),
    groups.length ? null : h("p", null, "Nothing is waived."),
    groups.map(({ waiver, found }) => h("section", { class: "waiver" },
      h("h2", null, waiver.reason),
      h("p", { class: "waiver-line" }, h("span", null, "by ", h("b", null, waiver.owner)), waiver.ticket ? h("span", null, "ticket ", h("b", null, waiver.ticket)) : null, h("span", null, until(waiver.expires)), h("span", null, counted(found.length, "finding"))),
      h("ul", { class: "plain-list" }, found.slice(0, WAIVED_SHOWN).map(at => {
        const { name, id } = naming(at);
        return h("li", null, h("button", { type: "button", class: "plain", onclick: () => openFinding(at) }, name ?? id), " ", severityMark(checks[findings.check[at]].severity), " ", h("span", { class: "dim" }, checks[findings.check[at]].title));
      })),
      found.length > WAIVED_SHOWN ? h("p", null, h("a", { href: link({ status: "waived" }) }, `and ${count(found.length - WAIVED_SHOWN)} more`)) : null)),
    notices()));
}

/** The last day of a waiver, and how long that is from the run. */
function until(expires) {
  if (!expires) return "without an end";
  const days = Math.round((Date.parse(expires + "T00:00:00Z") - Date.parse(report.run.started_at.slice(0, 10) + "T00:00:00Z")) / 86400000);
  if (Number.isNaN(days)) return "until " + expires;
  return h("span", { class: days <= 30 ? "soon" : null }, `until ${expires}`, days >= 0 ? `, ${counted(days, "day")} from the run` : "");
}

const PRESENCE = { found: ["✓", "found", "pass"], missing: ["✗", "missing", "fail"], unknown: ["?", "unknown", "unknown"], uncovered: ["–", "not looked for", "dim"] };

function showDeployment(main) {
  const { deployed, expectations } = report.verified;
  const order = { fail: 0, unknown: 1, waived: 2, pass: 3 }, presence = { missing: 0, unknown: 1, found: 2, uncovered: 3 };
  fill(main, h("div", { class: "page" }, h("h1", null, "Deployment"),
    expectations.length ? h("section", null, h("h2", null, "Expected"), [...expectations].sort((a, b) => order[a.status] - order[b.status]).map(expectation =>
      h("div", { class: "expectation" },
        h("h3", null, statusMark(expectation.status), " ", expectation.name),
        h("p", null, expectation.message, expectation.place ? h("span", { class: "dim" }, " ", expectation.place) : null),
        expectation.pending ? h("p", { class: "dim" }, "On its way: ", expectation.pending) : null,
        expectation.unmet.map(unmet => h("div", { class: "unmet" }, h("p", null, h("code", null, unmet.assertion), ` ${STATUS_WORDS[unmet.status]} of `, h("b", null, unmet.resource)),
          Object.keys(unmet.evidence).length ? evidenceOf(unmet.evidence, unmet.status) : null, gapsOf(unmet.gaps)))))) : null,
    deployed.length ? h("section", null, h("h2", null, "Deployed"), h("div", { class: "scroll" }, h("table", null,
      h("thead", null, h("tr", null, ["Resource", "There", ""].map(title => h("th", { scope: "col" }, title)))),
      h("tbody", null, [...deployed].sort((a, b) => presence[a.status] - presence[b.status]).map(line => {
        const [glyph, words, shade] = PRESENCE[line.status];
        return h("tr", null, h("th", { scope: "row" }, h("code", null, line.address), h("small", null, " ", line.declared_type)), h("td", { class: "status-" + shade }, `${glyph} ${words}`), h("td", null, line.told));
      }))))) : null));
}

function deploymentLine() {
  const verified = report.verified;
  if (!verified) return null;
  const tell = (lines, words) => Object.entries(lines.reduce((sums, line) => ({ ...sums, [line.status]: (sums[line.status] ?? 0) + 1 }), {})).map(([status, sum]) => `${count(sum)} ${words(status)}`).join(", ");
  return h("section", null, h("h2", null, "Deployment"), h("p", null,
    verified.expectations.length ? ["Expected: ", tell(verified.expectations, status => STATUS_WORDS[status]), ". "] : null,
    verified.deployed.length ? ["Deployed: ", tell(verified.deployed, status => PRESENCE[status][1]), ". "] : null,
    h("a", { href: "#/deployment" }, "Each")));
}
