// The page's own script. It adds filters, search and choosing a node to a page that is whole without it, and keeps its state in
// the URL's fragment (`#filter?status=blocked&q=redis`), which works for a file as well. Nothing is fetched.
/* global document, location, history, addEventListener, HTMLElement, URLSearchParams, requestAnimationFrame */
const form = document.querySelector("form.filters");
const items = [...document.querySelectorAll(".finding")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
  ...element.dataset,
}));
const groups = [...document.querySelectorAll("[data-group]")].map((element) => ({
  element,
  members: items.filter((item) => element.contains(item.element)),
}));
const status = document.querySelector("#shown");
const PREFIX = "filter?";

document.documentElement.classList.add("js");

function fields() {
  return [...form.elements].filter((field) => field.name !== "");
}

function apply() {
  const values = Object.fromEntries(fields().map((field) => [field.name, field.value.trim()]));
  const words = values.q.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of items) {
    const fits =
      (values.status === "" ||
        (values.status === "not-pass" ? item.verdict !== "pass" : item.status === values.status)) &&
      (values.rule === "" || item.rule === values.rule) &&
      (values.node === "" || item.node === values.node) &&
      words.every((word) => item.text.includes(word));
    item.fits = fits;
    if (item.element.hidden === fits) item.element.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const { element, members } of groups) element.hidden = !members.some(({ fits }) => fits);
  status.textContent = `${shown} of ${items.length} verdicts shown`;
  for (const node of document.querySelectorAll("figure .node")) {
    node.classList.toggle("chosen", values.node !== "" && targetOf(node) === values.node);
  }
}

function targetOf(node) {
  const anchor = node.querySelector("a")?.getAttribute("xlink:href")?.slice(1);
  return anchor === undefined ? undefined : document.getElementById(anchor)?.dataset.node;
}

function remember() {
  const set = fields().filter((field) => field.value !== "");
  const query = new URLSearchParams(set.map((field) => [field.name, field.value])).toString();
  history.replaceState(null, "", `#${query === "" ? "" : PREFIX + query}`);
}

/** What the fragment asks for: filters, or a place, which then must not be hidden. */
function follow() {
  const fragment = location.hash.slice(1);
  const asked = fragment.startsWith(PREFIX)
    ? new URLSearchParams(fragment.slice(PREFIX.length))
    : new URLSearchParams();
  for (const field of fields()) {
    const value = asked.get(field.name) ?? "";
    const known =
      field instanceof HTMLElement && field.tagName === "SELECT"
        ? [...field.options].some((option) => option.value === value)
        : true;
    field.value = known ? value : "";
  }
  apply();
  if (fragment === "" || fragment.startsWith(PREFIX)) return;
  const target = document.getElementById(fragment);
  if (target === null) return;
  for (let around = target; around !== null; around = around.parentElement) {
    if (around.tagName === "DETAILS") around.open = true;
  }
  target.setAttribute("tabindex", "-1");
  requestAnimationFrame(() => {
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  });
}

form.addEventListener("input", () => {
  apply();
  remember();
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () =>
  requestAnimationFrame(() => {
    apply();
    remember();
  }),
);
for (const node of document.querySelectorAll("figure .node a")) {
  node.addEventListener("click", (event) => {
    const chosen = targetOf(node.closest(".node"));
    const field = form.elements.namedItem("node");
    if (chosen === undefined || ![...field.options].some((option) => option.value === chosen)) return;
    event.preventDefault();
    for (const other of fields()) other.value = "";
    field.value = chosen;
    apply();
    remember();
    document.querySelector("#findings").scrollIntoView();
    status.focus({ preventScroll: true });
  });
}
addEventListener("hashchange", follow);
// A printed page shows everything.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
follow();
