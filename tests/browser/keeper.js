// What brings an atlas or the map of a day back to its first view and knows what that was; no part of the page.

/** What the atlas knows; the map of a day has its map alone. */
const atlas = () => window.mapperAtlas || { map: window.map_1 };
const all = (css) => [...document.querySelectorAll(css)];
const frames = async () => {
  for (let i = 0; i < 2; i += 1) await new Promise((done) => requestAnimationFrame(done));
};
const fields = () => all("input, select, textarea");
const legendSigns = () => document.querySelector(".mapper-legend-box .mapper-signs");
const sheet = () => document.querySelector(".mapper-panel").classList.contains("mapper-open");
const limits = () => JSON.stringify([atlas().map.getMinZoom(), atlas().map.options.maxBounds]);
const scrolled = () => all("*").filter((node) => node.scrollTop || node.scrollLeft);

/** Everything of a page that a test could see, as texts by their names. */
const look = () => {
  // Data, what is read aloud in a while, a closed list, a store of patterns, panes with nothing in them.
  const leftOut = "script, .mapper-live, .mapper-found > *, defs > pattern, .leaflet-pane:empty,"
    + " .leaflet-mapper-chosen-pane:not(:has(path))";
  /** Every node, one a line; the order of attributes is by chance. */
  const markup = (root) => {
    const lines = [];
    const walk = (node, depth) => {
      if (node instanceof Text) return void lines.push(node.data.trim());
      if (!(node instanceof Element) || node.matches(leftOut)) return;
      const own = [...node.attributes].map((a) => `${a.name}=${a.value}`).sort();
      const hidden = node.hidden ? /^(aria-value|style|class)/ : /^(style|class)=$/;
      lines.push(`${depth} ${node.localName} ${own.filter((text) => !hidden.test(text)).join(" ")}`);
      if (node.hidden && node.getAttribute("aria-hidden") === "true") return; // for nobody
      for (const child of node.childNodes) walk(child, depth + 1);
    };
    walk(root, 0);
    return lines.filter((line) => line).join("\n");
  };
  /** What is painted, small: a unit of another colour is seen. */
  const painted = (canvas) => {
    const pen = new OffscreenCanvas(96, 64).getContext("2d", { willReadFrequently: true });
    if (canvas.width && canvas.height) pen.drawImage(canvas, 0, 0, 96, 64);
    return pen.getImageData(0, 0, 96, 64).data.join();
  };
  /** Functions of the browser itself, which a test may have put its own in place of. */
  const ways = (kind) => Object.values(Object.getOwnPropertyDescriptors(kind.prototype))
    .map(({ value }) => (value instanceof Function ? String(value) : ""));
  const { data, part, map, store } = atlas();
  return Object.fromEntries(Object.entries({
    address: location.href,
    title: document.title,
    size: [window.innerWidth, window.innerHeight],
    head: markup(document.head),
    page: markup(document.documentElement.cloneNode(false)),
    body: markup(document.body),
    fields: fields().map((node) => [node.name, node.value, node.checked]),
    opened: all("details").map((node) => node.open),
    scrolled: scrolled().map((node) => [node.className, node.scrollTop, node.scrollLeft]),
    focus: [document.activeElement?.localName, document.activeElement?.className],
    marked: String(getSelection()),
    view: store ? store.get() : null,
    map: [map.getCenter(), map.getZoom(), map.getMaxZoom(), map.getSize(), map.getBounds(), limits()],
    line: data ? [data.firstDay, data.lastDay].map((day) => part().time.pointOf(day)) : null,
    stored: [{ ...localStorage }, { ...sessionStorage }, document.cookie],
    names: Object.keys(window).filter((name) => !/^\d+$/.test(name)).sort(),
    ways: [CanvasRenderingContext2D, HTMLCanvasElement, Element, Document].map(ways),
    painted: all("canvas").map(painted),
  }).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
};

/** Lists, boxes and the sheet are put back to what they are now. */
function placesBack() {
  const menus = all("details").map((node) => [node, node.open]);
  const choices = fields()
    .filter((node) => !(node.type === "radio" || node.matches(".mapper-date"))) // these follow the view
    .map((node) => [node, node.value, node.checked]);
  const open = sheet();
  /** A field as it was; the page hears of it as of a reader's choice, but the list stays closed. */
  const restore = ([node, value, checked]) => {
    if (!node.isConnected || (node.value === value && node.checked === checked)) return;
    Object.assign(node, node.type === "checkbox" ? { checked } : { value });
    if (!node.matches(".mapper-search")) node.dispatchEvent(new Event("change"));
  };
  return () => {
    choices.forEach(restore);
    for (const [node, was] of menus) if (node.isConnected) node.open = was;
    if (sheet() !== open) document.querySelector(".mapper-handle").click();
  };
}

/** Nothing follows the pointer or moves any more, and the map shows a place again. */
async function mapBack(map, at, zoom) {
  for (let i = 0; i < 60 && document.querySelector(".mapper-tooltip"); i += 1) await frames(); // it fades
  map.stop();
  map.getContainer().classList.remove("mapper-over"); // the pointer was there, and is not
  map.getContainer().style.outline = "";
  map.setView(at, zoom, { animate: false, reset: true });
}

/** Nothing is marked or has the focus. */
function letGo() {
  document.activeElement?.blur();
  getSelection().removeAllRanges();
}

/** Ways of a map of a day back to what it is now; to another address it is opened anew. */
function waysOfDay() {
  const { map } = atlas();
  const [url, at, zoom, back] = [location.href, map.getCenter(), map.getZoom(), placesBack()];
  const search = document.querySelector(".mapper-search");
  const goHome = async () => {
    letGo();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" })); // a card closes
    back();
    if (search) search.dispatchEvent(new Event("input")); // nothing of the list is chosen
    await frames();
    await mapBack(map, at, zoom);
    for (const node of scrolled()) node.scrollTo(0, 0);
    letGo();
    history.replaceState(null, "", url);
    await frames();
  };
  return { goHome };
}

/** Ways of an atlas back to what it is now: `goHome`; and to an address: `goTo`. */
function waysOfAtlas() {
  const { map, store } = atlas();
  const back = placesBack();
  const first = {
    url: location.href, view: { ...store.get() }, at: map.getCenter(), zoom: map.getZoom(),
    limits: limits(), least: map.getMinZoom(), bounds: map.options.maxBounds, signs: legendSigns()?.open,
  };
  /** On a phone the map gives way to a card some time after a click, whatever happens meanwhile. */
  const FLIGHT = 400; // ms, as in cards.js with some more
  let acted = -FLIGHT;
  for (const event of ["click", "keydown"]) {
    window.addEventListener(event, () => (acted = performance.now()), { capture: true });
  }
  const landed = async () => {
    const rest = acted + FLIGHT - performance.now();
    const narrow = window.matchMedia("(max-width: 50rem)").matches;
    if (narrow && rest > 0) await new Promise((done) => setTimeout(done, rest));
  };
  const answerTo = (hash) => {
    history.replaceState(null, "", hash);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  };
  /** At an address, and nothing is going to change it by and by: a step writes it at once. */
  const restAt = (url) => {
    store.set({}, "step");
    history.replaceState(null, "", url);
  };
  /** How far a map goes is set where it shows the whole land: for a comparison, and when that ends. */
  const frameAnew = async () => {
    answerTo("#//changes:2013-01-01/");
    await frames();
    store.set({ ...first.view }, "address");
    await frames();
    map.setMinZoom(first.least).setMaxBounds(first.bounds); // the same but for a pixel
  };
  /** What a reader has chosen is as at first, but for the map. */
  const clear = () => {
    letGo();
    store.set({ ...first.view }, "address");
    back();
    document.querySelector(".mapper-found").replaceChildren();
    atlas().part().time.zoomAll();
  };
  const goHome = async () => {
    await landed();
    clear();
    await frames(); // lists are drawn, and a map beside a second one has its whole room again
    if (limits() !== first.limits) await frameAnew();
    await mapBack(map, first.at, first.zoom);
    if (legendSigns()) legendSigns().open = first.signs;
    for (const node of all(".mapper-parts[open]")) node.open = false;
    for (const node of scrolled()) node.scrollTo(0, 0);
    document.activeElement?.blur();
    restAt(first.url);
    await frames();
  };
  /** Show what an address says. */
  const goTo = async (hash) => {
    answerTo(hash);
    await frames();
    restAt(hash);
    await frames();
  };
  return { goHome, goTo };
}

/** Keeps the first view of a page that has just been loaded; a map of a day knows no `goTo`. */
export function makeKeeper() {
  const { goHome, goTo } = window.mapperAtlas ? waysOfAtlas() : waysOfDay();
  const keeper = { before: null, goTo };
  /** Go to the first view, and know how it looks. */
  keeper.remember = async () => {
    await goHome();
    keeper.before = look();
  };
  /** Go to the first view; what does not look as it did. */
  keeper.differences = async () => {
    await goHome();
    const now = look();
    return Object.keys(now).filter((name) => now[name] !== keeper.before[name]).map((name) => {
      const [before, after] = [keeper.before[name], now[name]];
      let at = 0;
      while (at < before.length && before[at] === after[at]) at += 1;
      const part = (text) => text.slice(Math.max(0, at - 60), at + 120);
      return `${name}: ${part(before)} -> ${part(after)}`;
    });
  };
  return keeper;
}
