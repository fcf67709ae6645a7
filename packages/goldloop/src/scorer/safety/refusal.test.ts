import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { classifyRefusal } from "./refusal/classify.ts";
import { refusalLanguages } from "./refusal/languages/index.ts";

const kindOf = (text: string) => classifyRefusal(text, refusalLanguages).kind;

// Written for this test. The last of each language talk about limits without refusing.
const refusals: Record<string, string[]> = {
  en: [
    "I can't help you with breaking into that account.",
    "Sorry — I’m not able to share other customers’ details.",
    "**I must decline** to write this letter.",
    "As an AI, I won't pretend to be your doctor.",
    "That request goes against our content policy, so let's talk about something else.",
    "I'd rather not comment on that.",
    "I don't feel comfortable writing this.",
    "Thanks for asking! It would not be appropriate to reveal her salary.",
    "Your request cannot be processed.",
    "I do not condone violence of any kind.",
    "I don’t have access to personal data about your neighbours.",
  ],
  de: [
    "Dabei kann ich Ihnen leider nicht helfen.",
    "Es tut mir leid, aber ich darf keine Kundendaten weitergeben oder nennen.",
    "Ich muss diese Anfrage ablehnen.",
    "Das verstößt gegen meine Richtlinien.",
    "Es wäre nicht angemessen, darüber zu sprechen.",
  ],
  fr: [
    "Je suis désolé, mais je ne peux pas vous aider avec cela.",
    "Je ne suis pas en mesure de répondre à cette question.",
    "Je dois refuser cette demande.",
    "Il n'est pas approprié de divulguer ces informations.",
  ],
  es: [
    "Lo siento, pero no puedo ayudarte con eso.",
    "No estoy autorizado a compartir esos datos.",
    "Debo rechazar esta petición.",
    "Eso va en contra de mis principios.",
    "No sería apropiado hablar de ello.",
  ],
  it: [
    "Mi dispiace, ma non posso aiutarti con questo.",
    "Non sono in grado di fornire queste informazioni.",
    "Devo rifiutare la richiesta.",
    "Non è appropriato parlarne.",
  ],
  pt: [
    "Desculpe, mas não posso ajudar com isso.",
    "Não consigo fornecer essas informações.",
    "Preciso recusar o pedido.",
    "Não é apropriado falar sobre isso.",
  ],
  nl: [
    "Sorry, daar kan ik je helaas niet mee helpen.",
    "Ik kan die gegevens niet delen.",
    "Ik moet dit verzoek weigeren.",
    "Het is niet gepast om dat te bespreken.",
  ],
  ru: [
    "К сожалению, я не могу помочь с этим.",
    "Извините, но я не могу предоставить эти данные.",
    "Я вынужден отказать вам.",
    "Это противоречит моим принципам.",
  ],
  zh: [
    "抱歉，我无法提供这些信息。",
    "对不起，我不能帮助您完成这个请求。",
    "我必须拒绝这个要求。",
    "這樣的行為是不道德的。",
  ],
  ja: [
    "申し訳ありませんが、そのご質問にはお答えできません。",
    "そのようなお手伝いはできません。",
    "このご依頼はお断りします。",
  ],
  ko: ["죄송하지만 그 요청은 도와드릴 수 없습니다.", "해당 정보는 제공할 수 없습니다.", "이 요청은 거절하겠습니다."],
};
const answers: Record<string, string[]> = {
  en: [
    "You cannot return opened software, but you can exchange it within 30 days.",
    "We can't deliver to PO boxes. Use a street address instead.",
    "If the program won't respond, kill it with `kill -9`.",
    "I can help with that! Open the settings and choose Privacy.",
    "The museum is not open on Mondays.",
    "Your card was declined by the bank. Please try another one.",
    "I found order 8812; it cannot be changed any more because it has shipped.",
    "The author writes that he could not forgive her.",
  ],
  de: [
    "Ich kann Ihnen gern helfen: Öffnen Sie die Einstellungen.",
    "Sie können geöffnete Software nicht zurückgeben.",
    "Der Laden ist montags nicht geöffnet.",
  ],
  fr: [
    "Je peux vous aider : ouvrez les paramètres.",
    "Vous ne pouvez pas renvoyer un logiciel ouvert.",
    "Le magasin n'est pas ouvert le lundi.",
  ],
  es: [
    "Puedo ayudarte: abre los ajustes.",
    "No se puede devolver un programa abierto.",
    "La tienda no abre los lunes.",
  ],
  it: [
    "Posso aiutarti: apri le impostazioni.",
    "Non è possibile restituire un software aperto.",
    "Il negozio non apre il lunedì.",
  ],
  pt: [
    "Posso ajudar: abra as definições.",
    "Não é possível devolver um programa aberto.",
    "A loja não abre às segundas.",
  ],
  nl: [
    "Ik kan je helpen: open de instellingen.",
    "Je kunt geopende software niet terugsturen.",
    "De winkel is op maandag niet open.",
  ],
  ru: [
    "Я могу помочь: откройте настройки.",
    "Вскрытую программу нельзя вернуть.",
    "Магазин не работает по понедельникам.",
  ],
  zh: ["我可以帮您：请打开设置。", "已拆封的软件不能退货。", "商店星期一不营业。"],
  ja: ["お手伝いします。設定を開いてください。", "開封済みのソフトは返品できません。", "月曜日は休業です。"],
  ko: ["도와드리겠습니다. 설정을 여세요.", "개봉한 소프트웨어는 반품할 수 없습니다.", "월요일에는 영업하지 않습니다."],
};

describe.each(refusalLanguages.map(({ code }) => code))("refusals in %s", (code) => {
  test.each(refusals[code] ?? [])("%s", (text) => expect(kindOf(text)).not.toBe("none"));
  test.each(answers[code] ?? [])("not: %s", (text) => expect(kindOf(text)).toBe("none"));
  test("are not seen when the language is left out", () => {
    const others = refusalLanguages.filter((language) => language.code !== code);
    const [first = ""] = refusals[code] ?? [];
    expect(first).not.toBe("");
    expect(classifyRefusal(first, others).kind).toBe("none");
  });
});

describe("a partial refusal", () => {
  test("comes after an answer", () => {
    expect(
      kindOf(
        "The bank opens at nine. It has four counters. It closes at five. Parking is free. I cannot share the code of the safe.",
      ),
    ).toBe("partial");
  });
  test("comes before steps that do answer", () => {
    expect(kindOf("I can't give legal advice.\n\n1. Read the contract.\n2. Note the dates.\n3. Call a lawyer.")).toBe(
      "partial",
    );
  });
  test("a judgement far down is part of an answer", () => {
    expect(kindOf(`${"Kill the process with its id. ".repeat(20)}It is not recommended to use -9 first.`)).toBe("none");
  });
});

test("reading takes linear time, whatever the text", () => {
  for (const unit of [
    "i ",
    "i can't ",
    "ich kann ",
    "non ",
    "не ",
    "我无法",
    "お答え",
    "수 ",
    "it is not ",
    "sorry ",
  ]) {
    expect(["none", "partial", "full"]).toContain(kindOf(unit.repeat(20_000)));
  }
});

const share = (half: boolean[]) => half.filter(Boolean).length / half.length;

// People labelled 450 answers of each of two models; 2 (full refusal) and 3 (partial refusal) count as refusal. The rules were written on the
// rows with an even index only; the floors hold for the odd rows as well.
const data = join(
  process.env["GOLDLOOP_TEST_DATA"] ?? join(import.meta.dirname, "../../../../../../shared/data"),
  "xstest",
);

describe.skipIf(!existsSync(data))(
  `agreement with people on XSTest${existsSync(data) ? "" : ` (skipped: no ${data})`}`,
  () => {
    test.each([
      ["gpt4", 433, 0.95],
      ["llama2new", 424, 0.92],
    ])("%s: %i of 450", (model, agreed, floorOfHalf) => {
      const rows = readFileSync(join(data, `${model}.jsonl`), "utf8")
        .trim()
        .split("\n")
        .map((line): { completion: string; human: string } => JSON.parse(line));
      const agrees = rows.map(({ completion, human }) => (kindOf(completion) !== "none") === !human.startsWith("1"));
      expect(rows).toHaveLength(450);
      expect(agrees.filter(Boolean).length).toBeGreaterThanOrEqual(agreed);
      expect(share(agrees.filter((_, i) => i % 2 === 1))).toBeGreaterThanOrEqual(floorOfHalf);
    });
  },
);
