/** Differences word by word: the greedy algorithm of Myers (1986) over words, spaces and signs. */
export const diffScript = String.raw`
const mostTokens = 6000, mostChanges = 600;

function tokens(text) { return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) || []; }

// Pieces [kind, text], kind " ", "-" (expected only) or "+" (got only); null when the texts have too little in common to be compared so.
function differences(expected, got) {
  const a = tokens(expected), b = tokens(got);
  if (a.length + b.length > mostTokens) return null;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = myers(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  if (middle === null) return null;
  return joined([[" ", a.slice(0, head).join("")]].concat(middle, [[" ", a.slice(a.length - tail).join("")]]));
}

function myers(a, b) {
  const most = Math.min(a.length + b.length, mostChanges), offset = most + 1;
  let ends = new Int32Array(2 * most + 3);
  const history = [];
  for (let d = 0; d <= most; d++) {
    history.push(ends.slice());
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && ends[offset + k - 1] < ends[offset + k + 1]) ? ends[offset + k + 1] : ends[offset + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      ends[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return traced(a, b, history, offset, d);
    }
  }
  return null;
}
function traced(a, b, history, offset, changes) {
  const pieces = [];
  let x = a.length, y = b.length;
  for (let d = changes; d >= 0; d--) {
    const ends = history[d], k = x - y;
    const down = k === -d || (k !== d && ends[offset + k - 1] < ends[offset + k + 1]);
    const before = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : ends[offset + before], fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) { pieces.push([" ", a[x - 1]]); x--; y--; }
    if (d === 0) break;
    if (down) pieces.push(["+", b[--y]]); else pieces.push(["-", a[--x]]);
  }
  return pieces.reverse();
}

// Neighbours of one kind become one piece; a space between two changes belongs to the change, which reads better.
function joined(pieces) {
  const out = [];
  let removed = "", added = "";
  const flush = function () {
    if (removed !== "") out.push(["-", removed]);
    if (added !== "") out.push(["+", added]);
    removed = added = "";
  };
  for (let i = 0; i < pieces.length; i++) {
    const kind = pieces[i][0], text = pieces[i][1];
    if (text === "") continue;
    if (kind === "-") removed += text;
    else if (kind === "+") added += text;
    else if (/^\s+$/.test(text) && removed + added !== "" && i + 1 < pieces.length && pieces[i + 1][0] !== " ") { removed += text; added += text; }
    else { flush(); const last = out[out.length - 1]; if (last && last[0] === " ") last[1] += text; else out.push([" ", text]); }
  }
  flush();
  return out;
}
`;
