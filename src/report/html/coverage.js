// What was not seen, first; then every call that was made, and how it went. Notices too.

const OUTCOMES = {
  ok: "answered", denied: "denied", throttled: "throttled until the attempts ran out", timeout: "did not answer in time", unreachable: "could not be reached",
  malformed: "answered with something AWS does not document", error: "failed", expired: "refused: credentials expired or not valid",
  unsupported: "not supported there", disabled: "not enabled there", out_of_scope: "belongs to another account or region", not_attempted: "never made",
};
const outcomeWords = outcome => OUTCOMES[outcome] ?? outcome;

function showCoverage(main) {
  fill(main, h("div", { class: "page" }, h("h1", null, "Coverage"),
    h("p", { class: "intro" }, "A verdict is proof, or it is unknown. This is what could not be read, what hangs on it, and how to see it next time."),
    notSeen(Infinity), notices(), ledgerTable()));
}

function notSeen(most) {
  const { unseen, run } = report;
  if (!unseen.length && run.complete) return h("section", { class: "callout seen" }, h("h2", null, "Not seen"), h("p", null, "Nothing: every call that the checks needed was answered."));
  return h("section", { class: "callout unknown not-seen" }, h("h2", null, "Not seen"),
    run.complete ? null : h("p", null, h("b", null, "The run was cut short: what is missing here was not looked at.")),
    unseen.slice(0, most).map(blind => h("div", { class: "blind" },
      h("h3", null, blind.heading),
      blind.reasons.slice(0, most === Infinity ? Infinity : 1).map(reason => h("blockquote", null, reason)),
      h("p", null, `${counted(blind.verdicts, "verdict")} of ${counted(blind.checks.length, "check")}`, blind.regions.length ? ` in ${blind.regions.length > 3 ? counted(blind.regions.length, "region") : blind.regions.join(", ")}` : "", " hang on it. ",
        blind.advice ? [h("b", null, "To see it: "), blind.advice, "."] : null),
      most === Infinity ? h("p", { class: "blinded" }, blind.checks.map(at => h("a", { href: link({ check: checks[at].id, status: "unknown" }) }, checks[at].id))) : null)),
    unseen.length > most ? h("p", null, h("a", { href: "#/coverage" }, `and ${unseen.length - most} more`)) : most === Infinity ? null : unseen.length ? h("p", null, h("a", { href: "#/coverage" }, "What that leaves in the dark")) : null);
}

function notices() {
  if (!report.notices.length) return null;
  return h("section", { class: "notices" }, h("h2", null, "Notices"), h("ul", null, report.notices.map(notice => h("li", null, notice))));
}

/** One line a call; its regions and accounts when it is opened. */
function ledgerTable() {
  const byCall = new Map();
  for (const line of report.ledger) {
    if (!byCall.has(line.call)) byCall.set(line.call, []);
    byCall.get(line.call).push(line);
  }
  const sum = (lines, key) => lines.reduce((all, line) => all + line[key], 0);
  const bad = lines => lines.filter(line => line.outcome !== "ok").length;
  const calls = [...byCall].sort((a, b) => bad(b[1]) - bad(a[1]) || (a[0] < b[0] ? -1 : 1));
  const rows = calls.flatMap(([call, lines]) => {
    const outcomes = Map.groupBy ? Map.groupBy(lines, line => line.outcome) : lines.reduce((map, line) => map.set(line.outcome, [...map.get(line.outcome) ?? [], line]), new Map());
    const under = h("tr", { class: "under", hidden: true }, h("td", { colspan: "5" }));
    const button = h("button", { type: "button", class: "plain", "aria-expanded": "false", onclick: () => {
      const open = under.hidden;
      under.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      if (open && !under.firstChild.firstChild) under.firstChild.append(places(lines));
    } }, h("code", null, call));
    return [h("tr", { class: bad(lines) ? "bad" : null },
      h("th", { scope: "row" }, button),
      h("td", null, [...outcomes].map(([outcome, of], at) => [at ? ", " : "", h("span", { class: outcome === "ok" ? null : "outcome-bad" }, outcomeWords(outcome)), lines.length > 1 ? h("span", { class: "dim" }, ` ×${count(of.length)}`) : null])),
      h("td", { class: "n" }, count(sum(lines, "calls"))), h("td", { class: "n" }, count(sum(lines, "retries"))), h("td", { class: "n" }, count(sum(lines, "resources")))), under];
  });
  return h("section", null, h("h2", null, "Every call"), h("p", { class: "dim" }, "The ledger of the run: how often each call was made, retries included, and what it told of."),
    h("div", { class: "scroll" }, h("table", { class: "ledger" }, h("thead", null, h("tr", null, ["Call", "Outcome"].map(title => h("th", { scope: "col" }, title)), ["Calls", "Retries", "Resources"].map(title => h("th", { scope: "col", class: "n" }, title)))), h("tbody", null, rows))));
}

function places(lines) {
  return h("table", null, h("tbody", null, lines.map(line => h("tr", null,
    h("td", null, line.account), h("td", null, line.region), h("td", { class: line.outcome === "ok" ? null : "outcome-bad" }, outcomeWords(line.outcome)),
    h("td", { class: "n" }, counted(line.calls, "call")),
    h("td", null, line.error ?? "", line.blinds.length ? h("div", { class: "dim" }, `blinds ${line.blinds.join(", ")}`) : null)))));
}
