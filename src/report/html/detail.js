// One finding, one check, or one thing of a network, beside the list: what it rests on, what was not read, and what to do.

const panel = document.getElementById("detail");
let cameFrom = null, shownFinding = null;

function openPanel(...content) {
  if (panel.hidden) cameFrom = document.activeElement;
  const top = h("div", { class: "detail-tools" },
    shownFinding === null ? null : [
      h("button", { type: "button", onclick: () => another(-1), title: "The finding before (k)" }, "‹ Before"),
      h("button", { type: "button", onclick: () => another(1), title: "The next finding (j)" }, "Next ›")],
    h("button", { type: "button", class: "close", onclick: closePanel, title: "Close (Esc)" }, "Close"));
  fill(panel, top, h("div", { class: "detail-body" }, content));
  panel.hidden = false;
  document.body.classList.add("with-detail");
  panel.scrollTop = 0;
  const heading = panel.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function closePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  shownFinding = null;
  document.body.classList.remove("with-detail");
  onPicked(null);
  (cameFrom?.isConnected ? cameFrom : document.getElementById("main")).focus({ preventScroll: true });
}

/** Marks which line of the list is open. */
function onPicked(at) {
  for (const row of document.querySelectorAll(".item-row.picked")) row.classList.remove("picked");
  if (at !== null) document.querySelector(`.item-row[data-at="${at}"]`)?.classList.add("picked");
}

function another(step) {
  const item = findingsView?.root.isConnected ? findingsView.list.step(step) : null;
  if (item) openFinding(item.at);
}

function section(title, ...content) {
  return h("section", null, h("h3", null, title), content);
}

function facts(rows) {
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));
}

function snippet(text, what) {
  return h("div", { class: "snippet" }, copier(text, what), h("pre", { tabindex: "0" }, h("code", null, text)));
}

function valueOf(value) {
  if (value === null) return "null";
  return typeof value === "object" ? JSON.stringify(value, null, 1) : JSON.stringify(value);
}

async function openFinding(at) {
  const details = await detailsOf(at);
  const check = checks[findings.check[at]], status = STATUSES[findings.status[at]], { name, id } = naming(at);
  const region = regions[findings.region[at]], account = accounts[findings.account[at]];
  shownFinding = at;
  openPanel(
    h("header", null,
      h("p", { class: "marks" }, statusMark(status), severityMark(check.severity), newMark(at)),
      h("h2", null, name ?? id),
      h("p", { class: "lead" }, findings.message[at])),
    waiverOf(at),
    gapsOf(details.gaps),
    section("Evidence", evidenceOf(details.evidence, status)),
    callsOf(details.calls, account, region),
    remedyOf(details.remedy, status),
    check.risk ? section("Risk", h("p", null, check.risk)) : null,
    section("Check", h("p", null, check.title), h("p", null, h("a", { href: link({ check: check.id }) }, check.id)), requirementsShown(check)),
    section("Resource", facts([
      ["Type", h("code", null, types[findings.type[at]])], ["Id", findings.id[at] === null ? "not listed" : h("code", null, findings.id[at])], ["Name", findings.name[at]], ["Place", findings.place[at] ? h("code", null, findings.place[at]) : null],
      ["ARN", details.arn ? [h("code", null, details.arn), copier(details.arn, "the ARN")] : null],
      ["Account", account], ["Region", region],
      ["Tags", Object.keys(details.tags).length ? Object.entries(details.tags).map(([key, value]) => h("span", { class: "tag" }, `${key}=${value}`)) : null],
      ["Note", [findings.flags[at] & UNUSED ? "Nothing uses it, as far as what was read tells." : null, findings.flags[at] & REGIONAL_DEFAULT ? "AWS makes it in every region by itself." : null].filter(Boolean).join(" ")],
      ["Fingerprint", h("code", null, details.fingerprint)],
    ])),
    findings.id[at] === null ? null : h("p", null, h("a", { href: link({ q: findings.id[at] }) }, "All findings of this resource")));
  onPicked(at);
}

function waiverOf(at) {
  const waiver = report.waivers[findings.waiver[at]];
  if (!waiver) return null;
  return h("section", { class: "callout waived" }, h("h3", null, "Waived"), h("p", null, waiver.reason),
    facts([["By", waiver.owner], ["Ticket", waiver.ticket], ["Until", waiver.expires ?? "no end"]]));
}

function gapsOf(gaps) {
  if (!gaps?.length) return null;
  return h("section", { class: "callout unknown" }, h("h3", null, "Not read"), gaps.map(gap => h("div", { class: "gap" },
    h("p", null, gap.attribute ? [h("code", null, gap.attribute), " is not known: "] : null, gap.deed),
    gap.error ? h("blockquote", null, gap.error) : null,
    gap.advice ? h("p", null, h("b", null, "To see it: "), gap.advice) : null)));
}

function evidenceOf(evidence, status) {
  const entries = Object.entries(evidence ?? {});
  if (!entries.length) return h("p", { class: "dim" }, status === "unknown" ? "None: nothing was read that settles it." : "Nothing beside what was listed.");
  return h("table", { class: "evidence" }, h("caption", { class: "said" }, "What the verdict rests on"), h("tbody", null, entries.map(([path, value]) => {
    const text = valueOf(value);
    return h("tr", null, h("th", { scope: "row" }, h("code", null, path)), h("td", null, text.includes("\n") || text.length > 90 ? h("pre", { tabindex: "0" }, text) : h("code", null, text)));
  })));
}

/** The calls whose answers a verdict rests on, and how each went. */
function callsOf(calls, account, region) {
  if (!calls?.length) return null;
  return section("Calls it rests on", h("ul", { class: "calls" }, calls.map(call => {
    const lines = report.ledger.filter(line => line.call === call && line.account === account);
    const line = lines.find(line => line.region === region) ?? lines.find(line => line.region === "global") ?? lines[0];
    return h("li", null, h("code", null, call), " ", line
      ? h("span", { class: line.outcome === "ok" ? "dim" : "outcome-bad" }, outcomeWords(line.outcome), line.region === region ? "" : ` in ${line.region}`)
      : h("span", { class: "dim" }, "no entry in this run's ledger"));
  })));
}

function remedyOf(remedy, status) {
  if (!remedy || status === "pass" || !(remedy.text || remedy.cli || remedy.terraform)) return null;
  return section("What to do", remedy.text ? h("p", null, remedy.text) : null,
    remedy.cli ? [h("h4", null, "AWS CLI"), snippet(remedy.cli, "the command")] : null,
    remedy.terraform ? [h("h4", null, "Terraform"), snippet(remedy.terraform, "the Terraform")] : null);
}

function requirementsShown(check) {
  const rows = frameworks.map(framework => [framework, requirementsOf(check, framework.id)]).filter(([, requirements]) => requirements.length);
  if (!rows.length) return null;
  return h("details", null, h("summary", null, `Answers ${counted(rows.length, "framework")}`),
    facts(rows.map(([framework, requirements]) => [h("a", { href: "#/framework/" + encodeURIComponent(framework.id) }, framework.title), requirements.join(", ")])));
}

/** What a check is about, with the remedy of the first resource that is wrong. */
async function openCheck(place) {
  const check = checks[place];
  const group = findingsView?.selected()?.groups.find(group => group.check === place);
  const first = group?.found.find(at => STATUSES[findings.status[at]] !== "pass") ?? group?.found[0];
  const details = first === undefined ? null : await detailsOf(first);
  shownFinding = null;
  openPanel(
    h("header", null, h("p", { class: "marks" }, severityMark(check.severity)), h("h2", null, check.title), h("p", null, h("code", null, check.id))),
    h("p", { class: "pills" }, STATUSES.map((status, at) => check.counts[at] ? h("a", { class: "pill status-" + status, href: link({ check: check.id, status }) }, `${STATUS_GLYPHS[status]} ${count(check.counts[at])} ${STATUS_WORDS[status]}`) : null)),
    check.risk ? section("Risk", h("p", null, check.risk)) : null,
    details ? [remedyOf(details.remedy, STATUSES[findings.status[first]]), details.remedy?.cli ? h("p", { class: "dim" }, `The command is for ${naming(first).id}.`) : null] : null,
    requirementsShown(check),
    Object.entries(check.aliases ?? {}).length ? section("Known elsewhere as", facts(Object.entries(check.aliases).map(([tool, names]) => [tool, names.join(", ")]))) : null);
}
