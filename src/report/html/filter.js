// Which findings are wanted, and how many there would be with one more wish: the state behind the address after `#`.

/** What can be chosen, each by what a finding is. */
const FACETS = [
  { key: "status", title: "Status", values: STATUSES, of: at => findings.status[at], word: value => STATUS_WORDS[value] },
  { key: "severity", title: "Severity", values: SEVERITIES, of: at => severityOfCheck[findings.check[at]], word: value => value },
  { key: "service", title: "Service", values: [...new Set(checks.map(check => check.service))].sort(), of: at => serviceOfCheck[findings.check[at]], word: value => value },
  { key: "account", title: "Account", values: accounts, of: at => findings.account[at], word: value => value },
  { key: "region", title: "Region", values: regions, of: at => findings.region[at], word: value => value },
  { key: "change", title: "Change", values: changes ? CHANGES : [], of: changeOf, word: value => value },
];
const severityOfCheck = checks.map(check => severityRank[check.severity]);
const serviceOfCheck = checks.map(check => FACETS[2].values.indexOf(check.service));

/** What is wanted: by facet the values, words, a framework and one of its requirements. */
function wish(parameters) {
  const chosen = {};
  for (const facet of FACETS) {
    const values = (parameters.get(facet.key) ?? "").split(",").filter(value => facet.values.includes(value));
    chosen[facet.key] = new Set(values);
  }
  return {
    chosen,
    words: parameters.get("q") ?? "",
    framework: parameters.get("framework") ?? "",
    requirement: parameters.get("requirement") ?? "",
    check: parameters.get("check") ?? "",
  };
}

function address(wish) {
  const parameters = new URLSearchParams();
  for (const facet of FACETS) {
    if (wish.chosen[facet.key].size) parameters.set(facet.key, [...wish.chosen[facet.key]].join(","));
  }
  if (wish.words) parameters.set("q", wish.words);
  for (const key of ["framework", "requirement", "check"]) if (wish[key]) parameters.set(key, wish[key]);
  const text = parameters.toString();
  return "#/findings" + (text ? "?" + text : "");
}

/** The address of a wish that is told in few words: `link({ severity: "high" })`. */
function link(values) {
  return "#/findings?" + new URLSearchParams(values).toString();
}

let haystacks = null;
/** What words are looked for in, in lower case; made when somebody first looks. */
function haystackOf(at) {
  haystacks ??= { findings: new Array(findings.total), checks: checks.map(check =>
    [check.id, check.title, ...Object.values(check.aliases ?? {}).flat()].join("\n").toLowerCase()) };
  return haystacks.findings[at] ??= [
    findings.id[at], findings.name[at], findings.message[at], findings.place[at], types[findings.type[at]],
    accounts[findings.account[at]], regions[findings.region[at]],
  ].join("\n").toLowerCase();
}

/** The findings that are wanted by check, the most severe first, and for each facet how many there are of each value. */
function select(wish) {
  const words = wish.words.toLowerCase().split(/\s+/).filter(Boolean);
  const allowed = FACETS.map(facet => {
    const chosen = wish.chosen[facet.key];
    return chosen.size ? facet.values.map(value => chosen.has(value)) : null;
  });
  // What has none of a facet's values counts one past them.
  const counts = FACETS.map(facet => new Uint32Array(facet.values.length + 1));
  const checkIn = checks.map(check => {
    if (wish.check && check.id !== wish.check) return false;
    if (!wish.framework) return true;
    const requirements = requirementsOf(check, wish.framework);
    return wish.requirement ? requirements.includes(wish.requirement) : requirements.length > 0;
  });
  // What hangs on the check alone is asked once for each: the loop below is what a reader waits for.
  const [STATUS, SEVERITY, SERVICE, ACCOUNT, REGION, CHANGE] = [0, 1, 2, 3, 4, 5];
  const misses = new Uint8Array(checks.length), missed = new Int8Array(checks.length).fill(-1);
  checks.forEach((_, check) => {
    if (!checkIn[check]) misses[check] = 2;
    for (const [facet, value] of [[SEVERITY, severityOfCheck[check]], [SERVICE, serviceOfCheck[check]]]) {
      if (allowed[facet] && !allowed[facet][value]) { misses[check]++; missed[check] = facet; }
    }
  });
  const groups = new Array(checks.length).fill(null);
  const { check: checkOf, status: statusOf, account: accountOf, region: regionOf, total } = findings;
  const [statuses, , , inAccounts, inRegions, inChanges] = allowed;
  let matched = 0;
  for (let at = 0; at < total; at++) {
    const check = checkOf[at], status = statusOf[at], account = accountOf[at], region = regionOf[at];
    let missing = misses[check], facet = missed[check];
    if (missing > 1) continue;
    if (statuses !== null && !statuses[status]) { missing++; facet = STATUS; }
    if (inAccounts !== null && !inAccounts[account]) { missing++; facet = ACCOUNT; }
    if (inRegions !== null && !inRegions[region]) { missing++; facet = REGION; }
    if (inChanges !== null && !inChanges[changeOf(at)]) { missing++; facet = CHANGE; }
    if (missing > 1 || words.length > 0 && !holds(at, check, words)) continue;
    if (missing === 0 || facet === STATUS) counts[STATUS][status]++;
    if (missing === 0 || facet === SEVERITY) counts[SEVERITY][severityOfCheck[check]]++;
    if (missing === 0 || facet === SERVICE) counts[SERVICE][serviceOfCheck[check]]++;
    if (missing === 0 || facet === ACCOUNT) counts[ACCOUNT][account]++;
    if (missing === 0 || facet === REGION) counts[REGION][region]++;
    if (changes !== null && (missing === 0 || facet === CHANGE)) counts[CHANGE][changeOf(at)]++;
    if (missing > 0) continue;
    (groups[check] ??= { check, found: [] }).found.push(at);
    matched++;
  }
  const sorted = groups.filter(Boolean).sort((a, b) =>
    severityOfCheck[a.check] - severityOfCheck[b.check] || (checks[a.check].id < checks[b.check].id ? -1 : 1));
  return { groups: sorted, counts, matched };
}

/** Makes the haystacks while nothing else is to do: somebody is about to search. */
function prepareSearch(at = 0) {
  const some = idle => {
    while (at < findings.total && idle.timeRemaining() > 1) haystackOf(at++);
    if (at < findings.total) requestIdleCallback(some);
  };
  globalThis.requestIdleCallback?.(some);
}

function holds(at, check, words) {
  const text = haystackOf(at), ofCheck = haystacks.checks[check];
  return words.every(word => text.includes(word) || ofCheck.includes(word));
}

/** The requirements of a framework that a check answers: by the run's own tables where it was asked for, else by the check. */
function requirementsOf(check, framework) {
  answersOf ??= new Map(frameworks.map(framework => {
    const byCheck = new Map();
    for (const requirement of framework.requirements) {
      for (const id of requirement.checks) byCheck.set(id, [...byCheck.get(id) ?? [], requirement.id]);
    }
    return [framework.id, byCheck];
  }));
  return answersOf.get(framework)?.get(check.id) ?? [];
}
let answersOf = null;
