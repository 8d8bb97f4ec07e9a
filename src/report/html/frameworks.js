// A page for each framework: its requirements, how each stands, and the way to the findings behind it.

function showFramework(main, id, parameters) {
  const framework = frameworks.find(framework => framework.id === id);
  if (!framework) { fill(main, h("div", { class: "page" }, h("h1", null, "No such framework"), h("p", null, h("a", { href: "#/frameworks" }, "All frameworks")))); return; }
  const only = parameters.get("standing");
  const tally = tallyOf(framework);
  const rows = framework.requirements.filter(requirement => !only || requirement.standing === only);
  fill(main, h("div", { class: "page" },
    h("p", { class: "crumb" }, h("a", { href: "#/frameworks" }, "Frameworks"), " / ", h("code", null, framework.id)),
    h("h1", null, framework.title),
    framework.asked ? null : h("p", { class: "callout note" }, "The run was not asked for this framework: here are only those of its requirements that findings speak of. ", h("code", null, `--framework ${framework.id}`), " lists them all, also those where a person has to look."),
    standingBar(framework),
    h("p", { class: "pills" }, Object.entries(STANDINGS).filter(([standing]) => tally[standing]).map(([standing, [glyph, words]]) =>
      h("a", { class: "pill standing-" + standing, "aria-current": only === standing ? "true" : null, href: `#/framework/${encodeURIComponent(id)}` + (only === standing ? "" : "?standing=" + standing) }, `${glyph} ${count(tally[standing])} ${words}`))),
    h("div", { class: "scroll" }, requirementTable(framework, rows))));
}

function tallyOf(framework) {
  const tally = {};
  for (const requirement of framework.requirements) tally[requirement.standing] = (tally[requirement.standing] ?? 0) + 1;
  return tally;
}

function standingBar(framework) {
  const tally = tallyOf(framework);
  const told = Object.entries(STANDINGS).filter(([standing]) => tally[standing]).map(([standing, [, words]]) => `${tally[standing]} ${words}`).join(", ");
  return bar(Object.keys(STANDINGS).map(standing => ({ value: tally[standing] ?? 0, class: "standing-" + standing })), `${counted(framework.requirements.length, "requirement")}: ${told}`);
}

function requirementTable(framework, rows) {
  return h("table", { class: "requirements" },
    h("thead", null, h("tr", null, ["Requirement", "Stands", "Rests on"].map(title => h("th", { scope: "col" }, title)))),
    h("tbody", null, rows.map(requirement => {
      const [glyph, words] = STANDINGS[requirement.standing] ?? ["", requirement.standing];
      const { findings: counts, left_out: leftOut = [] } = requirement, any = STATUSES.some(status => counts[status]);
      return h("tr", null,
        h("th", { scope: "row" }, h("b", null, requirement.id), requirement.title ? h("span", { class: "requirement-title" }, requirement.title) : null),
        h("td", null, h("span", { class: "standing standing-" + requirement.standing }, h("span", { "aria-hidden": "true" }, glyph + " "), words)),
        h("td", null,
          any ? h("span", { class: "counts" }, STATUSES.filter(status => counts[status]).map(status =>
            h("a", { class: "status-" + status, href: link({ framework: framework.id, requirement: requirement.id, status }) }, `${count(counts[status])} ${STATUS_WORDS[status]}`))) : null,
          leftOut.length ? h("span", { class: "dim" }, `${leftOut.length} of ${counted(requirement.checks.length, "check")} left out`) : null,
          requirement.note ? h("span", { class: "note" }, requirement.note) : null,
          !any && !requirement.note && !leftOut.length ? h("span", { class: "dim" }, requirement.checks.length ? `nothing that ${counted(requirement.checks.length, "check")} ${requirement.checks.length === 1 ? "applies" : "apply"} to` : "no check answers it") : null));
    })));
}

function showFrameworks(main) {
  fill(main, h("div", { class: "page" }, h("h1", null, "Frameworks"),
    h("p", { class: "intro" }, "What the findings say of each. A requirement that a person has to look at is never passed by its checks."),
    frameworkCards(frameworks)));
}

function frameworkCards(some) {
  return h("div", { class: "cards" }, some.map(framework => {
    const tally = tallyOf(framework);
    return h("a", { class: "card", href: "#/framework/" + encodeURIComponent(framework.id) }, h("b", null, framework.title), standingBar(framework),
      h("span", { class: "dim" }, tally.fail ? `${count(tally.fail)} of ${counted(framework.requirements.length, "requirement")} fail` : `${counted(framework.requirements.length, "requirement")}, none fails`, framework.asked ? "" : " · those with findings"));
  }));
}
