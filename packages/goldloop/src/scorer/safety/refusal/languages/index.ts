import type { RefusalLanguage } from "../language.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { ko } from "./ko.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import { zh } from "./zh.ts";

/** The languages whose refusals are known. A new one is a file and a line here. */
export const refusalLanguages: readonly RefusalLanguage[] = [en, de, fr, es, it, pt, nl, ru, zh, ja, ko];
