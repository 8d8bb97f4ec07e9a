// What the file holds: the report's tables at once, findings for lists and filters next, their details when one is opened.
// Findings stand in blocks of deflated JSON; nothing is asked of any network.

const report = JSON.parse(document.getElementById("report").textContent);
const { checks, accounts, regions, types } = report;
for (const check of checks) check.service = check.id.split("-")[0];

const UNUSED = 1, REGIONAL_DEFAULT = 2, NEW = 4, UNCHANGED = 8;

/** What changed since an earlier run; none, where there is none to compare with. */
const changes = report.changes?.baseline ? report.changes : null;

/** The place of what became of a finding in `CHANGES`; one past them for what passes, is waived, or was not compared. */
const changeOf = at => findings.flags[at] & NEW ? 0 : findings.flags[at] & UNCHANGED ? 1 : 2;
const CHANGES = ["new", "unchanged"];

/** All findings by column: a finding is its place in them. */
const findings = {
  total: report.total,
  check: new Uint16Array(report.total),
  status: new Uint8Array(report.total),
  account: new Uint16Array(report.total),
  region: new Uint16Array(report.total),
  type: new Uint16Array(report.total),
  flags: new Uint8Array(report.total),
  waiver: new Int16Array(report.total).fill(-1),
  id: new Array(report.total),
  name: new Array(report.total),
  message: new Array(report.total),
  place: new Array(report.total),
};

async function inflated(block) {
  const letters = atob(block.textContent);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

/** Reads all that lists and filters need. */
async function readFindings() {
  const blocks = [...document.querySelectorAll("script[data-findings]")];
  await Promise.all(blocks.map(async block => {
    let at = Number(block.dataset.findings);
    for (const [check, status, account, region, type, flags, id, name, message, place, waiver] of await inflated(block)) {
      findings.check[at] = check;
      findings.status[at] = status;
      findings.account[at] = account;
      findings.region[at] = region;
      findings.type[at] = type;
      findings.flags[at] = flags;
      findings.id[at] = id;
      findings.name[at] = name || null;
      findings.message[at] = message;
      findings.place[at] = place || null;
      findings.waiver[at] = waiver ?? -1;
      at++;
    }
    block.remove();
  }));
}

/** Settled when all of them are read. */
const findingsRead = readFindings();

const detailBlocks = [...document.querySelectorAll("script[data-details]")];
const detailStarts = detailBlocks.map(block => Number(block.dataset.details));
let latestBlock = { at: -1, details: null };

/** What is told of a finding when it is opened. One block is kept, as whoever looks at one mostly looks at its neighbours. */
async function detailsOf(finding) {
  let at = detailStarts.length - 1;
  while (detailStarts[at] > finding) at--;
  if (latestBlock.at !== at) latestBlock = { at, details: inflated(detailBlocks[at]) };
  return (await latestBlock.details)[finding - detailStarts[at]];
}

/** The name people gave a resource, and its id. */
function naming(finding) {
  const id = findings.id[finding], name = findings.name[finding];
  if (id === null) return { name: null, id: types[findings.type[finding]] };
  return { name: name && name !== id ? name : null, id };
}

const severityRank = Object.fromEntries(SEVERITIES.map((severity, rank) => [severity, rank]));
const several = { accounts: accounts.length > 1, regions: regions.length > 1 };

/** How a requirement stands by what is found; `framework/answers.rs` has the same order. */
function standingOf(counts) {
  if (counts.fail) return "fail";
  if (counts.unknown) return "unknown";
  if (counts.waived) return "waived";
  return "pass";
}

const STANDINGS = {
  fail: ["✗", "fail"], unknown: ["?", "unknown"], left_out: ["…", "not all checked"], waived: ["~", "waived"], pass: ["✓", "pass"],
  not_applicable: ["·", "nothing to judge"], manual: ["☐", "manual"], no_check: ["–", "no check"],
};

/** The frameworks that were asked for as the run answers them, and the others as far as findings speak of them. */
const frameworks = (() => {
  const asked = report.frameworks.filter(framework => framework.asked);
  const known = new Map(report.frameworks.map(framework => [framework.id, framework]));
  const others = new Map();
  checks.forEach((check, at) => {
    for (const [id, requirements] of Object.entries(check.controls)) {
      if (known.get(id)?.asked) continue;
      if (!others.has(id)) others.set(id, new Map());
      for (const requirement of requirements) {
        const of = others.get(id);
        if (!of.has(requirement)) of.set(requirement, { id: requirement, checks: [], findings: { fail: 0, unknown: 0, waived: 0, pass: 0 } });
        const entry = of.get(requirement);
        entry.checks.push(check.id);
        STATUSES.forEach((status, place) => { entry.findings[status] += check.counts[place]; });
      }
    }
  });
  const order = new Intl.Collator("en", { numeric: true });
  const derived = [...others].map(([id, requirements]) => ({
    id, asked: false,
    title: known.get(id)?.title ?? id,
    requirements: [...requirements.values()]
      .map(requirement => ({
        ...requirement, standing: standingOf(requirement.findings),
        title: known.get(id)?.titles?.[requirement.id],
      }))
      .sort((a, b) => order.compare(a.id, b.id)),
  }));
  derived.sort((a, b) => order.compare(a.id, b.id));
  return [...asked, ...derived];
})();
