/** What stands in the page before its script fills it. */
export const pageBody = `<a class="skip" href="#list">Skip to the results</a>
<header class="top">
  <span class="brand" aria-hidden="true"><svg width="20" height="20" viewBox="0 0 20 20"><path d="M10 2.5a7.5 7.5 0 1 0 7.5 7.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/><path d="m12.4 2.2 4.9 1.2-2.6 4.3z" fill="currentColor"/></svg></span>
  <div class="names"><h1 id="title">Goldloop report</h1><p id="facts" class="facts"></p></div>
  <label class="runs" id="runs-label" hidden><span class="hidden">Run</span><select id="runs"></select></label>
  <button type="button" id="help" class="icon" title="Keys (?)" aria-label="Show the keys">?</button>
  <button type="button" id="theme" class="icon" title="Light or dark (t)" aria-label="Switch between light and dark"></button>
</header>
<noscript><p class="notice">This report needs JavaScript to show its results. It loads nothing from anywhere.</p></noscript>
<main>
  <section aria-labelledby="sentence" class="summary">
    <p id="sentence" class="sentence"></p>
    <div id="notices"></div>
    <div id="outcome" class="outcome"></div>
    <div class="cards">
      <section class="card wide" aria-labelledby="scores-title"><h2 id="scores-title">Scores <small>95% intervals</small></h2><div id="scores"></div></section>
      <section class="card" aria-labelledby="latency-title"><h2 id="latency-title">Latency</h2><div id="latency"></div></section>
      <section class="card" aria-labelledby="run-title"><h2 id="run-title">Run</h2><dl id="details" class="details"></dl></section>
    </div>
  </section>
  <section aria-labelledby="list-title" class="results" id="list" tabindex="-1">
    <h2 id="list-title" class="hidden">Examples</h2>
    <div class="toolbar" id="toolbar">
      <label class="search"><span class="hidden">Filter by text</span><input id="search" type="search" placeholder="Filter by text" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
      <div id="statuses" class="chips" role="group" aria-label="Status"></div>
      <label><span class="hidden">Scorer</span><select id="scorer"></select></label>
      <label id="tag-label"><span class="hidden">Tag</span><select id="tag"></select></label>
      <span id="count" class="count" role="status"></span>
    </div>
    <div class="split" id="split">
      <div class="table" role="grid" aria-labelledby="list-title" tabindex="0" id="grid">
        <div class="row head" role="row" id="head"></div>
        <div id="rows" class="rows" role="rowgroup"></div>
        <p id="empty" class="empty" hidden>No example fits these filters. <button type="button" id="clear" class="link">Show all</button></p>
      </div>
      <aside id="detail" class="detail" aria-label="Example" tabindex="-1" hidden></aside>
    </div>
  </section>
</main>
<dialog id="keys" aria-labelledby="keys-title">
  <h2 id="keys-title">Keys</h2>
  <dl class="keys">
    <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next and previous example</dd>
    <dt><kbd>Enter</kbd></dt><dd>open</dd>
    <dt><kbd>Esc</kbd></dt><dd>close, or leave the filter</dd>
    <dt><kbd>[</kbd> <kbd>]</kbd></dt><dd>previous and next trial</dd>
    <dt><kbd>d</kbd></dt><dd>output or difference</dd>
    <dt><kbd>n</kbd></dt><dd>next failing example</dd>
    <dt><kbd>/</kbd></dt><dd>filter by text</dd>
    <dt><kbd>t</kbd></dt><dd>light or dark</dd>
    <dt><kbd>?</kbd></dt><dd>this list</dd>
  </dl>
  <button type="button" id="keys-close">Close</button>
</dialog>
`;
