// A picture of each VPC: zones as columns, subnets in them, what stands in those, and what the internet can reach and why.
// What was not read is drawn as not read, never as private or as nothing.

const THINGS_SHOWN = 24;
const KINDS = {
  internet_gateway: ["IGW", "internet gateway"], nat_gateway: ["NAT", "NAT gateway"], instance: ["EC2", "instance"], database: ["DB", "database"],
  load_balancer: ["LB", "load balancer"], service: ["ECS", "ECS service"], endpoint: ["VPCE", "VPC endpoint"], interface: ["ENI", "network interface"],
};
const REACHED = {
  yes: ["◉", "the internet can reach it"], no: ["○", "the internet cannot reach it"], unknown: ["?", "not known whether the internet can reach it"],
};
const REACH_WORDS = { public: "public", private: "private", isolated: "isolated", unknown: "not read" };

function thingsOf(vpc) {
  const once = new Map();
  for (const thing of [...vpc.things, ...vpc.zones.flatMap(zone => [...zone.things, ...zone.subnets.flatMap(subnet => subnet.things)])]) once.set(thing.kind + thing.id, thing);
  return [...once.values()];
}

function showNetwork(main) {
  const { network } = report;
  if (!network) { fill(main, h("div", { class: "page" }, h("h1", null, "Network"), h("p", { class: "intro" }, "This report was written without the inventory, which the picture is drawn from."))); return; }
  const weight = vpc => thingsOf(vpc).filter(thing => thing.kind !== "internet_gateway").length;
  const quiet = vpc => vpc.is_default === true && weight(vpc) === 0;
  const loud = network.vpcs.filter(vpc => !quiet(vpc)).sort((a, b) => weight(b) - weight(a));
  const defaults = network.vpcs.filter(quiet);
  fill(main, h("div", { class: "page wide" }, h("h1", null, "Network"),
    h("p", { class: "intro" }, "Each VPC as far as the run's checks had it read. ", h("span", { class: "legend" },
      Object.entries(REACHED).map(([reached, [glyph, words]]) => h("span", null, h("span", { class: "reach-" + reached, "aria-hidden": "true" }, glyph), " ", words)))),
    network.unread.length ? h("section", { class: "callout unknown" }, h("h2", null, "Not in the picture"), h("ul", null, network.unread.map(words => h("li", null, words)))) : null,
    network.vpcs.length ? null : h("p", null, "There is no VPC in what was read."),
    loud.map(drawVpc),
    defaults.length ? h("section", null, h("h2", null, `${counted(defaults.length, "default VPC")} with nothing in ${defaults.length === 1 ? "it" : "them"}`),
      h("p", null, "As AWS makes them: ", defaults.map(vpc => `${vpc.id} in ${vpc.region}`).join(", "), ".")) : null));
}

function drawVpc(vpc) {
  const gateways = vpc.things.filter(thing => thing.kind === "internet_gateway");
  const others = vpc.things.filter(thing => thing.kind !== "internet_gateway");
  const things = thingsOf(vpc);
  const zones = h("div", { class: "zones" }, vpc.zones.map(drawZone));
  zones.style.setProperty("--zones", String(Math.max(vpc.zones.length, 1)));
  return h("section", { class: "vpc", "aria-label": "VPC " + (vpc.name ?? vpc.id) },
    h("h2", null, vpc.name ?? vpc.id, vpc.name ? h("small", null, h("code", null, vpc.id)) : null),
    h("p", { class: "vpc-line" }, [vpc.region, several.accounts ? vpc.account : null, vpc.cidrs === null ? "address range not read" : vpc.cidrs.join(", "), vpc.is_default ? "default VPC" : null].filter(Boolean).join(" · ")),
    h("div", { class: "scroll" }, h("div", { class: "picture" },
      gateways.length ? h("div", { class: "outside" }, h("span", { class: "internet" }, "The internet"), h("span", { class: "wire", "aria-hidden": "true" }), gateways.map(drawThing)) : h("div", { class: "outside none" }, vpc.gateways_read ? "No internet gateway" : "Internet gateways: not read"),
      h("div", { class: "walls" }, zones, vpc.zones.length ? null : h("p", { class: "dim" }, vpc.subnets_read ? "No subnets" : "Subnets: not read"),
        others.length ? h("div", { class: "vpc-wide" }, h("h4", null, "In the VPC as a whole"), h("div", { class: "things" }, others.map(drawThing))) : null))),
    reachList(things),
    vpc.unread.length ? h("p", { class: "callout unknown slim" }, h("b", null, "Not read here: "), vpc.unread.join("; "), ".") : null);
}

function drawZone(zone) {
  const rank = { public: 0, private: 1, isolated: 2, unknown: 3 };
  return h("div", { class: "zone" }, h("h3", null, zone.name ?? "Zone not read"),
    [...zone.subnets].sort((a, b) => rank[a.reach] - rank[b.reach]).map(drawSubnet),
    zone.things.length ? h("div", { class: "subnet subnet-untold" }, h("h4", null, "In a subnet that AWS does not tell"), drawThings(zone.things)) : null);
}

function drawSubnet(subnet) {
  return h("div", { class: "subnet subnet-" + subnet.reach },
    h("h4", null, h("button", { type: "button", class: "plain", onclick: () => openSubnet(subnet) }, subnet.name ?? subnet.id), h("span", { class: "subnet-kind" }, REACH_WORDS[subnet.reach])),
    h("p", { class: "subnet-line" }, h("code", null, subnet.cidr ?? "")), drawThings(subnet.things, subnet.more),
    h("p", { class: "subnet-route" }, subnet.way));
}

function drawThings(things, untold = 0) {
  const order = { yes: 0, unknown: 1, no: 2 };
  const sorted = [...things].sort((a, b) => (order[a.reached] ?? 3) - (order[b.reached] ?? 3));
  const rest = sorted.length - THINGS_SHOWN;
  const host = h("div", { class: "things" }, sorted.slice(0, rest > 2 ? THINGS_SHOWN : sorted.length).map(drawThing));
  if (rest > 2) host.append(h("button", { type: "button", class: "plain", onclick: event => event.target.replaceWith(...sorted.slice(THINGS_SHOWN).map(drawThing)) }, `and ${count(rest)} more`));
  if (untold) host.append(h("span", { class: "dim" }, `${count(untold)} more are not drawn`));
  return host;
}

function drawThing(thing) {
  const [short, words] = KINDS[thing.kind] ?? ["?", thing.kind];
  const [glyph, reached] = REACHED[thing.reached] ?? [null, null];
  return h("button", { type: "button", class: `thing thing-${thing.kind} ${thing.reached ? "reached-" + thing.reached : ""}`, title: [words, reached].filter(Boolean).join(": "), onclick: () => openThing(thing) },
    h("span", { class: "thing-kind", "aria-hidden": "true" }, short), h("span", { class: "said" }, words + " "),
    h("span", { class: "thing-name" }, thing.name ?? thing.id),
    glyph ? [h("span", { class: "reach-" + thing.reached, "aria-hidden": "true" }, glyph), h("span", { class: "said" }, ", " + reached)] : null);
}

function openThing(thing) {
  const [, words] = KINDS[thing.kind] ?? ["", thing.kind];
  shownFinding = null;
  openPanel(h("header", null, h("p", { class: "marks" }, words), h("h2", null, thing.name ?? thing.id), h("p", { class: "lead" }, thing.detail)),
    thing.reached ? h("section", { class: thing.reached === "yes" ? "callout fail" : thing.reached === "unknown" ? "callout unknown" : "callout seen" },
      h("h3", null, REACHED[thing.reached][1][0].toUpperCase() + REACHED[thing.reached][1].slice(1)), h("ul", null, thing.why.map(why => h("li", null, why)))) : null,
    section("Resource", facts([["Type", h("code", null, thing.type)], ["Id", h("code", null, thing.id)], ["Name", thing.name]])),
    h("p", null, h("a", { href: link({ q: thing.id }) }, "Its findings")));
}

function openSubnet(subnet) {
  shownFinding = null;
  openPanel(h("header", null, h("p", { class: "marks" }, "subnet, ", REACH_WORDS[subnet.reach]), h("h2", null, subnet.name ?? subnet.id), h("p", { class: "lead" }, subnet.why)),
    section("Subnet", facts([["Id", h("code", null, subnet.id)], ["Range", subnet.cidr]])),
    section("Routes", subnet.routes === null ? h("p", null, "Not read.") : h("table", { class: "evidence" }, h("tbody", null, subnet.routes.map(route => h("tr", null, h("th", { scope: "row" }, h("code", null, route.destination)), h("td", null, h("code", null, route.target))))))),
    h("p", null, h("a", { href: link({ q: subnet.id }) }, "Its findings")));
}

/** In words, for those who do not see the picture, and on paper. */
function reachList(things) {
  const of = reached => things.filter(thing => thing.reached === reached);
  const list = (title, some, shade) => some.length ? h("div", { class: "reach-list " + shade }, h("h3", null, title), h("ul", null, some.map(thing =>
    h("li", null, h("b", null, thing.name ?? thing.id), h("span", { class: "dim" }, ` ${KINDS[thing.kind]?.[1] ?? thing.kind}`), ": ", thing.why.join("; "))))) : null;
  const yes = of("yes"), unknown = of("unknown");
  if (!yes.length && !unknown.length) return things.length ? h("p", { class: "dim" }, "Nothing that was read here can be reached from the internet.") : null;
  return h("div", { class: "reach-lists" }, list("The internet can reach", yes, "fail"), list("Not known", unknown, "unknown"));
}

/** For the first page. */
function reached() {
  if (!report.network) return null;
  const things = report.network.vpcs.flatMap(thingsOf), yes = things.filter(thing => thing.reached === "yes"), unknown = things.filter(thing => thing.reached === "unknown");
  if (!report.network.vpcs.length) return null;
  return h("section", null, h("h2", null, "Reached from the internet"),
    yes.length ? h("ul", null, yes.slice(0, 6).map(thing => h("li", null, h("b", null, thing.name ?? thing.id), h("span", { class: "dim" }, ` ${KINDS[thing.kind][1]}: `), thing.why[thing.why.length - 1]))) : h("p", null, "Nothing that was read in the VPCs."),
    h("p", null, unknown.length ? `Of ${counted(unknown.length, "thing")} it is not known. ` : "", h("a", { href: "#/network" }, yes.length > 6 ? `All ${count(yes.length)}, and the picture` : "The picture")));
}
