/** Building blocks of the page. Text only ever enters as text nodes: nothing that a model wrote becomes markup. */
export const domScript = String.raw`
function byId(id) { return document.getElementById(id); }
function el(tag, attributes, children) {
  const node = document.createElement(tag);
  for (const name in attributes || {}) {
    const value = attributes[name];
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const event in value) node.addEventListener(event, value[event]);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of [].concat(children === undefined ? [] : children)) if (child !== null && child !== undefined && child !== "") node.append(child);
  return node;
}
function svg(tag, attributes, children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  for (const child of children || []) node.append(child);
  return node;
}
function fill(node, children) { node.replaceChildren(...[].concat(children).filter(function (child) { return child !== null && child !== undefined && child !== ""; })); }
function read(id) { return JSON.parse(byId(id).textContent); }

function number(value) { return value.toLocaleString("en-US"); }
function plural(value, noun) { return number(value) + " " + noun + (value === 1 ? "" : "s"); }
function percent(share) {
  if (share >= 1) return "100%";
  if (share <= 0) return "0%";
  return Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1) + "%";
}
function bound(share) { return (share * 100).toFixed(1).replace(/^(100|0)\.0$/, "$1"); }
function duration(ms) {
  if (ms === null) return "";
  if (ms < 1000) return (ms < 10 && ms % 1 !== 0 ? ms.toFixed(1) : Math.round(ms)) + " ms";
  if (ms < 10000) return (ms / 1000).toFixed(1) + " s";
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return seconds + " s";
  return seconds < 3600 ? Math.floor(seconds / 60) + " min " + seconds % 60 + " s" : Math.floor(seconds / 3600) + " h " + Math.floor(seconds % 3600 / 60) + " min";
}
function dollars(usd) {
  if (usd === 0) return "$0";
  if (usd < 1e-6) return "<$0.000001";
  return usd < 0.01 ? "$" + usd.toPrecision(2) : "$" + usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
`;
