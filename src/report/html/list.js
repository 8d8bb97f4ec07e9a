// A list of which only what is in sight is in the page: a hundred thousand findings are some forty elements.
// It is a tree for those who do not see it: checks, and in each its resources.

/** `items` are drawn by `draw(item)`; each has a `kind`, whose height the style sheet says; `open(item)` is what Enter and a click do. */
function windowed({ label, draw, open, fold }) {
  const host = h("div", { class: "list", role: "tree", tabindex: "0", "aria-label": label });
  let items = [], tops = new Float64Array(1), active = 0, drawn = new Map(), heights = {};

  function measure() {
    const style = getComputedStyle(host);
    for (const kind of ["group", "about", "row", "fold"]) heights[kind] = parseFloat(style.getPropertyValue("--" + kind + "-height"));
    tops = new Float64Array(items.length + 1);
    for (let at = 0; at < items.length; at++) tops[at + 1] = tops[at] + heights[items[at].kind];
    host.style.height = tops[items.length] + "px";
  }

  /** The last item that begins at or above a height. */
  function itemAt(height) {
    let low = 0, high = items.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (tops[middle] <= height) low = middle; else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  function paint() {
    if (!host.isConnected) return;
    const from = -host.getBoundingClientRect().top;
    const first = Math.max(itemAt(from) - 8, 0);
    const last = Math.min(itemAt(from + innerHeight) + 8, items.length - 1);
    for (const [at, element] of drawn) {
      if (at < first || at > last) { element.remove(); drawn.delete(at); }
    }
    let before = null;
    for (let at = first; at <= last; at++) {
      let element = drawn.get(at);
      if (!element) {
        element = draw(items[at]);
        element.id = "item-" + at;
        element.classList.add("item", "item-" + items[at].kind);
        element.setAttribute("role", "treeitem");
        element.style.transform = `translateY(${tops[at]}px)`;
        // In the order of the list also for those who hear it.
        if (before) before.after(element); else host.prepend(element);
        drawn.set(at, element);
      }
      element.classList.toggle("active", at === active);
      element.setAttribute("aria-selected", String(at === active));
      before = element;
    }
    if (items.length) host.setAttribute("aria-activedescendant", "item-" + active);
    else host.removeAttribute("aria-activedescendant");
  }

  let asked = false;
  function repaint() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; paint(); });
  }

  function show(wanted) {
    const before = items[active]?.key;
    items = wanted;
    for (const element of drawn.values()) element.remove();
    drawn.clear();
    const again = before === undefined ? -1 : items.findIndex(item => item.key === before);
    active = Math.max(again, 0);
    measure();
    paint();
  }

  function activate(at) {
    active = Math.min(Math.max(at, 0), items.length - 1);
    const box = host.getBoundingClientRect();
    const above = headerHeight(), top = box.top + tops[active], bottom = box.top + tops[active + 1];
    if (top < above) scrollBy(0, top - above - 4);
    else if (bottom > innerHeight) scrollBy(0, bottom - innerHeight + 4);
    paint();
  }

  /** The next item of a kind from the active one on. */
  function near(step, wanted) {
    for (let at = active + step; at >= 0 && at < items.length; at += step) if (wanted(items[at])) return at;
    return -1;
  }

  host.addEventListener("keydown", event => {
    if (!items.length || event.altKey || event.ctrlKey || event.metaKey) return;
    const item = items[active];
    const page = Math.max(Math.floor(innerHeight / heights.row) - 4, 1);
    const moves = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1, PageDown: active + page, PageUp: active - page };
    if (event.key in moves) activate(moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") open(item);
    else if (event.key === "ArrowRight" && item.kind === "group") { if (item.open) activate(active + 1); else fold(item); }
    else if (event.key === "ArrowLeft") {
      if (item.kind === "group") { if (item.open) fold(item); }
      else activate(near(-1, item => item.kind === "group"));
    } else return;
    event.preventDefault();
  });
  host.addEventListener("click", event => {
    const element = event.target.closest(".item");
    if (!element) return;
    active = Number(element.id.slice("item-".length));
    paint();
    open(items[active]);
  });

  return {
    host, show, repaint,
    again() { const kept = items; show(kept); },
    /** Makes the finding before or after the active one active, and says which it is. */
    step(by) {
      const at = near(by, item => item.kind === "row");
      if (at < 0) return null;
      activate(at);
      return items[at];
    },
  };
}

const headerHeight = () => document.querySelector(".sticky")?.getBoundingClientRect().bottom ?? 0;
