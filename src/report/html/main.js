// Begins: shows what the address asks for, and hears the keys that work everywhere.

const VIEWS = [
  { path: "/", title: "Overview", show: showOverview },
  { path: "/findings", title: "Findings", show: showFindings, start: () => report.total && checks.some(check => check.counts[0]) ? "?status=fail" : "" },
  { path: "/coverage", title: "Coverage", show: showCoverage, mark: () => report.unseen.length },
  { path: "/frameworks", title: "Frameworks", show: showFrameworks, when: () => frameworks.length },
  { path: "/network", title: "Network", show: showNetwork, when: () => report.network },
  { path: "/waived", title: "Waived", show: showWaived, when: () => report.waivers.length },
  { path: "/changes", title: "Changes", show: showChanges, when: () => changes, mark: () => changes?.new },
  { path: "/deployment", title: "Deployment", show: showDeployment, when: () => report.verified },
];
const there = view => !view.when || view.when();
const mainElement = document.getElementById("main");

function show() {
  const [path, query = ""] = (location.hash.slice(1) || "/").split("?");
  const parameters = new URLSearchParams(query);
  const before = mainElement.dataset.path;
  const within = path.startsWith("/framework/");
  closePanel();
  const view = VIEWS.find(view => view.path === (within ? "/frameworks" : path) && there(view)) ?? VIEWS[0];
  if (within) showFramework(mainElement, tryDecode(path.slice("/framework/".length)), parameters);
  else view.show(mainElement, parameters);
  mainElement.dataset.path = path;
  if (before !== path) {
    scrollTo(0, 0);
    if (before !== undefined) mainElement.focus({ preventScroll: true });
  }
  for (const tab of document.querySelectorAll("#views a")) {
    if (tab.dataset.path === view.path) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
  }
  document.title = `${view.title} · awsert · ${report.run.accounts.join(", ")}`.slice(0, 200);
}

function tryDecode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function head() {
  const { run } = report;
  fill(document.getElementById("run"),
    h("span", null, run.accounts.length > 3 ? counted(run.accounts.length, "account") : run.accounts.join(", ")), h("span", { class: "run-more" }, " · ",
      run.regions.length > 3 ? counted(run.regions.length, "region") : run.regions.join(", ")), " · ", h("time", { datetime: run.started_at }, run.started_at.slice(0, 16).replace("T", " ") + " UTC"));
  fill(document.getElementById("views"), VIEWS.filter(there).map(view =>
    h("a", { href: "#" + view.path + (view.start?.() ?? ""), "data-path": view.path }, view.title, view.mark?.() ? h("span", { class: "dot" }, count(view.mark())) : null)));
}

const THEMES = ["auto", "light", "dark"];
function themed(theme) {
  document.documentElement.dataset.theme = theme;
  const button = document.getElementById("theme-button");
  button.textContent = { auto: "Auto", light: "Light", dark: "Dark" }[theme];
  button.setAttribute("aria-label", `Colours: ${theme}. Change`);
  // A browser may keep nothing for a file; then the choice lasts as long as the page.
  try { localStorage.setItem("awsert-theme", theme); } catch { /* as said */ }
}
let theme = "auto";
try { theme = THEMES.find(known => known === localStorage.getItem("awsert-theme")) ?? "auto"; } catch { /* as said */ }
themed(theme);
document.getElementById("theme-button").addEventListener("click", () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  themed(theme);
});
document.getElementById("print-button").addEventListener("click", () => print());

const keys = document.getElementById("keys");
const KEYS = [["/", "search"], ["↑ ↓", "move in the list"], ["Enter", "open"], ["← →", "fold and unfold a check"], ["j k", "the next finding, the one before"], ["Esc", "close"], ["1 – 8", "views"], ["?", "this"]];
fill(keys, h("h2", null, "Keys"), h("dl", { class: "facts" }, KEYS.map(([key, what]) => h("div", null, h("dt", null, h("kbd", null, key)), h("dd", null, what)))),
  h("form", { method: "dialog" }, h("button", { class: "button" }, "Close")));
document.getElementById("keys-button").addEventListener("click", () => keys.showModal());

addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
  const writing = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape") {
    if (!panel.hidden) closePanel(); else if (writing) { writing.blur(); findingsView?.root.isConnected && findingsView.list.host.focus({ preventScroll: true }); }
    return;
  }
  if (writing && writing.type !== "checkbox") return;
  if (event.key === "/") {
    if (!findingsView?.root.isConnected) location.hash = "#/findings";
    // The view stands only after the address changed.
    setTimeout(() => findingsView?.search());
  } else if (event.key === "?") keys.showModal();
  else if (event.key === "j") another(1);
  else if (event.key === "k") another(-1);
  else if (event.key >= "1" && event.key <= "8") document.querySelectorAll("#views a")[Number(event.key) - 1]?.click();
  else return;
  event.preventDefault();
});

head();
if (["", "#", "#/"].includes(location.hash)) {
  show();
  performance.mark("awsert-shown");
}
findingsRead.then(() => {
  // Whoever was quicker than the findings is where he wanted to be from here on.
  if (mainElement.dataset.path !== (location.hash.slice(1) || "/").split("?")[0]) show();
  addEventListener("hashchange", show);
  performance.mark("awsert-ready");
  document.documentElement.dataset.ready = "yes";
}, () => fill(mainElement, h("p", { class: "waiting" }, "The findings in this file cannot be read: it was cut short or changed, or this browser is too old to unpack them (it needs DecompressionStream).")));
