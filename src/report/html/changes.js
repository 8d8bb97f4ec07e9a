// What changed since an earlier run: what is new, and what became of what failed then.

const CHANGED_SHOWN = 100;

/** What became of failures, the best first, as `compare/mod.rs` has it. */
const PAST = { fixed: "Fixed", gone: "Gone, or not judged by the check any more", waived: "Waived since", unknown: "Not known any more" };

const sinceThen = () => `Since ${changes.baseline.started_at.slice(0, 16).replace("T", " ")} UTC`;

function changesLine() {
  if (!changes) return null;
  return h("section", null, h("h2", null, sinceThen()), h("p", null, changes.figures, ". ", h("a", { href: "#/changes" }, "Each")));
}

function showChanges(main) {
  const fresh = status => select(wish(new URLSearchParams({ status, change: "new" }))).groups;
  const failed = fresh("fail"), unknown = fresh("unknown");
  fill(main, h("div", { class: "page" }, h("h1", null, "Changes"),
    h("p", { class: "intro" }, `${sinceThen()}, run ${changes.baseline.run}: ${changes.figures}.`),
    failed.length || unknown.length || changes.past.length ? null : h("p", null, "Nothing: what failed then fails now, and nothing else."),
    newOnes("Fails, and did not", "fail", failed),
    newOnes("Unknown, and was known", "unknown", unknown),
    Object.entries(PAST).map(([now, title]) => pastOnes(title, changes.past.filter(past => past.now === now)))));
}

function newOnes(title, status, groups) {
  if (!groups.length) return null;
  return h("section", null, h("h2", null, title), groups.map(({ check, found }) => h("div", { class: "changed" },
    changedHeading(checks[check]),
    h("ul", { class: "plain-list" }, found.slice(0, CHANGED_SHOWN).map(at => {
      const { name, id } = naming(at);
      return h("li", null, h("button", { type: "button", class: "plain", onclick: () => openFinding(at) }, name ?? id), " ", h("span", { class: "dim" }, findings.message[at]));
    })),
    found.length > CHANGED_SHOWN ? h("p", null, h("a", { href: link({ check: checks[check].id, status, change: "new" }) }, `and ${count(found.length - CHANGED_SHOWN)} more`)) : null)));
}

function pastOnes(title, past) {
  if (!past.length) return null;
  const byCheck = new Map();
  for (const one of past) {
    if (!byCheck.has(one.check)) byCheck.set(one.check, []);
    byCheck.get(one.check).push(one);
  }
  const groups = [...byCheck.values()].sort((a, b) => severityRank[a[0].severity] - severityRank[b[0].severity] || (a[0].check < b[0].check ? -1 : 1));
  return h("section", null, h("h2", null, title), groups.map(of => h("div", { class: "changed" },
    changedHeading(of[0]),
    h("ul", { class: "plain-list" }, of.slice(0, CHANGED_SHOWN).map(({ resource }) => h("li", null,
      resource.name ?? resource.id ?? resource.type, " ", h("span", { class: "dim" }, [resource.name && resource.id !== resource.name ? resource.id : null, several.accounts ? resource.account : null, resource.region].filter(Boolean).join(" · "))))),
    of.length > CHANGED_SHOWN ? h("p", { class: "dim" }, `and ${count(of.length - CHANGED_SHOWN)} more`) : null)));
}

const changedHeading = ({ severity, title }) => h("h3", null, severityMark(severity), " ", title);
