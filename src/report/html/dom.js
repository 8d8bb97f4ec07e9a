// Makes elements: the one place that does. It knows no markup, so what AWS says is text and nothing else.

/** An element. `given` holds attributes, `on…` listeners and `class`; children are elements, texts, or nothing. */
function h(tag, given, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "href" && !String(value).startsWith("#")) continue; // Nothing leads out of the file.
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : shown(String(child)));
  }
}

function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/** Text as it may be shown: what would turn the direction of writing, or would not be seen, is spelled out. */
function shown(text) {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    letter => "\\u{" + letter.codePointAt(0).toString(16) + "}");
}

const number = new Intl.NumberFormat("en");
const count = value => number.format(value);

/** `1 resource`, `2 resources`. */
function counted(value, noun, plural = noun + "s") {
  return count(value) + " " + (value === 1 ? noun : plural);
}

/** A button that copies a text, where the browser lets it. */
function copier(text, what) {
  if (!navigator.clipboard) return null;
  return h("button", {
    type: "button", class: "copy", "aria-label": "Copy " + what,
    onclick: event => navigator.clipboard.writeText(text).then(
      () => said("Copied.", event.target), () => said("The browser did not let it be copied.")),
  }, "Copy");
}

/** Tells those who do not see the page, and shows it on the button for a moment. */
function said(text, button) {
  document.getElementById("said").textContent = text;
  if (!button) return;
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1200);
}

const STATUSES = ["fail", "unknown", "waived", "pass"];
const STATUS_WORDS = { fail: "failed", unknown: "unknown", waived: "waived", pass: "passed" };
const STATUS_GLYPHS = { fail: "✗", unknown: "?", waived: "~", pass: "✓" };
const SEVERITIES = ["critical", "high", "medium", "low", "info"];

function statusMark(status) {
  return h("span", { class: "mark status-" + status },
    h("span", { "aria-hidden": "true" }, STATUS_GLYPHS[status] + " "), STATUS_WORDS[status]);
}

function severityMark(severity) {
  return h("span", { class: "severity severity-" + severity }, severity);
}

/** Parts of a whole, side by side; what they are is told in words beside it. */
function bar(parts, label) {
  const whole = parts.reduce((sum, part) => sum + part.value, 0);
  const bar = h("div", { class: "bar", role: "img", "aria-label": label });
  for (const part of parts) {
    if (part.value === 0) continue;
    const piece = h("span", { class: "piece " + part.class });
    piece.style.flexGrow = String(Math.max(part.value / whole, 0.004));
    bar.append(piece);
  }
  return bar;
}
