import { dataScript } from "./script/data.ts";
import { detailScript } from "./script/detail.ts";
import { diffScript } from "./script/diff.ts";
import { domScript } from "./script/dom.ts";
import { filterScript } from "./script/filter.ts";
import { listScript } from "./script/list.ts";
import { mainScript } from "./script/main.ts";
import { summaryScript } from "./script/summary.ts";

/**
 * The page's script. It is carried as text because it runs in the reader's browser: nothing is bundled, and the file that is
 * written needs nothing but itself.
 */
export const pageScript = `"use strict";(function () {${domScript}${dataScript}${summaryScript}${filterScript}${listScript}${diffScript}${detailScript}${mainScript}})();`;
