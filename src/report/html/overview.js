// The first page: how it stands, what was not seen, and where to begin.

const WORST_SHOWN = 8;

function showOverview(main) {
  const counts = [0, 0, 0, 0];
  for (const check of checks) check.counts.forEach((value, at) => { counts[at] += value; });
  const [fail, unknown, waived, pass] = counts;
  const columns = h("div", { class: "columns" }, servicesTable());
  // All else here stands in the tables, and shows before the findings are unpacked.
  findingsRead.then(() => add(columns, [accounts.length > 1 ? placesTable("Accounts", "account") : null, regions.length > 1 ? placesTable("Regions", "region") : null]), () => {});
  fill(main, h("div", { class: "page overview" },
    h("h1", null, verdict(fail, unknown, waived, pass)),
    h("p", { class: "intro" }, runLine()),
    h("div", { class: "tiles" }, STATUSES.map((status, at) => h("a", { class: "tile", href: link({ status }) }, h("b", { class: "status-" + status }, count(counts[at])), h("span", null, `${STATUS_GLYPHS[status]} ${STATUS_WORDS[status]}`)))),
    changesLine(),
    severityTable(),
    report.unseen.length || !report.run.complete ? notSeen(4) : notSeen(0),
    report.notices.length ? notices() : null,
    worst(),
    reached(),
    deploymentLine(),
    columns,
    frameworks.length ? h("section", null, h("h2", null, "Frameworks"), frameworkCards(frameworks)) : null));
}

function verdict(fail, unknown, waived, pass) {
  if (fail) return `${counted(fail, "finding")} failed`;
  if (unknown) return `Nothing failed; ${counted(unknown, "verdict")} could not be proven`;
  if (pass + waived) return "Everything that was asked holds";
  return "Nothing was found to judge";
}

function runLine() {
  const { run } = report;
  const seconds = Math.max((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000, 0);
  const lasted = seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  const calls = report.ledger.reduce((sum, line) => sum + line.calls, 0);
  return `${counted(run.resources, "resource")}, ${counted(run.checks, "check")}, ${counted(calls, "call")} in ${lasted}.`;
}

function severityTable() {
  const rows = SEVERITIES.map(severity => {
    const counts = [0, 0, 0, 0];
    for (const check of checks) if (check.severity === severity) check.counts.forEach((value, at) => { counts[at] += value; });
    return { severity, counts };
  }).filter(row => row.counts.some(Boolean));
  if (!rows.length) return null;
  return h("div", { class: "scroll" }, h("table", { class: "severities" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Severity"), STATUSES.map(status => h("th", { scope: "col", class: "n" }, STATUS_WORDS[status])), h("th", { scope: "col", class: "share" }, h("span", { class: "said" }, "Shares")))),
    h("tbody", null, rows.map(({ severity, counts }) => h("tr", null, h("th", { scope: "row" }, severityMark(severity)),
      STATUSES.map((status, at) => h("td", { class: "n" }, counts[at] ? h("a", { href: link({ severity, status }) }, count(counts[at])) : h("span", { class: "dim" }, "·"))),
      h("td", { class: "share" }, bar(STATUSES.map((status, at) => ({ value: counts[at], class: "status-" + status + (status === "fail" ? " severity-" + severity : "") })), STATUSES.map((status, at) => `${counts[at]} ${STATUS_WORDS[status]}`).join(", "))))))));
}

function worst() {
  const failed = checks.map((check, at) => ({ check, at })).filter(({ check }) => check.counts[0])
    .sort((a, b) => severityRank[a.check.severity] - severityRank[b.check.severity] || b.check.counts[0] - a.check.counts[0]);
  if (!failed.length) return null;
  return h("section", null, h("h2", null, "Begin here"),
    h("ol", { class: "worst" }, failed.slice(0, WORST_SHOWN).map(({ check }) => h("li", null, h("a", { href: link({ check: check.id, status: "fail" }) },
      severityMark(check.severity), h("span", { class: "worst-title" }, check.title), h("span", { class: "dim" }, counted(check.counts[0], "finding")))))),
    failed.length > WORST_SHOWN ? h("p", null, h("a", { href: link({ status: "fail" }) }, `All ${counted(failed.length, "check")} that fail`)) : null);
}

function servicesTable() {
  const rows = new Map();
  for (const { service, counts } of checks) {
    if (!rows.has(service)) rows.set(service, { value: service, fail: 0, unknown: 0 });
    const row = rows.get(service);
    row.fail += counts[0];
    row.unknown += counts[1];
  }
  return shares("Services", "service", [...rows.values()]);
}

/** Failed and unknown by account or region. */
function placesTable(title, key) {
  const facet = FACETS.find(facet => facet.key === key);
  const rows = facet.values.map(value => ({ value, fail: 0, unknown: 0 }));
  for (let at = 0; at < findings.total; at++) {
    if (findings.status[at] === 0) rows[facet.of(at)].fail++;
    else if (findings.status[at] === 1) rows[facet.of(at)].unknown++;
  }
  return shares(title, key, rows);
}

function shares(title, key, rows) {
  const some = rows.filter(row => row.fail || row.unknown).sort((a, b) => b.fail - a.fail || b.unknown - a.unknown);
  if (!some.length) return null;
  const most = some[0].fail || 1, shown = some.slice(0, 10);
  return h("section", null, h("h2", null, title), h("table", { class: "places" }, h("tbody", null, shown.map(row => {
    const share = h("span", { class: "share-bar" });
    share.style.width = `${Math.max(row.fail / most * 100, row.fail ? 1 : 0)}%`;
    return h("tr", null, h("th", { scope: "row" }, h("a", { href: link({ [key]: row.value, status: "fail,unknown" }) }, row.value)),
      h("td", { class: "share" }, share), h("td", { class: "n" }, count(row.fail)), h("td", { class: "n unknown-count" }, row.unknown ? `${count(row.unknown)} ?` : ""));
  }))), some.length > shown.length ? h("p", { class: "dim" }, `and ${some.length - shown.length} more`) : null);
}
