import type { RefusalLanguage } from "../language.ts";

const service =
  "(?:aider|assister|fournir|répondre|donner|offrir|proposer|partager|expliquer|écrire|rédiger|créer|générer|produire|accéder à|satisfaire|discuter|participer|encourager|révéler|communiquer|accompagner|faire cela|dire)";

/** French. */
export const fr: RefusalLanguage = {
  code: "fr",
  name: "French",
  refuses: [
    {
      id: "unable",
      pattern: new RegExp(
        `(?<!\\p{L})je ne (?:peux|puis|pourrais|pourrai|veux|vais|saurais) (?:\\p{L}+ )?(?:pas )?(?:\\p{L}+ ){0,3}?(?:\\p{L}')?${service}(?!\\p{L})`,
        "u",
      ),
    },
    {
      id: "unable",
      pattern:
        /(?<!\p{L})je ne suis (?:\p{L}+ )?pas (?:en mesure|autorisée?|capable|habilitée?|à l'aise|disposée?|conçue?|programmée?)(?!\p{L})/u,
    },
    {
      id: "unable",
      pattern:
        /(?<!\p{L})(?:il m'est impossible|il ne m'est pas possible|je suis dans l'impossibilité|je suis incapable) d/u,
    },
    {
      id: "sorry",
      pattern:
        /(?<!\p{L})(?:désolée?|navrée?|regrette|excuse[rz]?|malheureusement)(?!\p{L})[^.]{0,60}(?<!\p{L})je ne (?:peux|puis|pourrai) pas (?:vous |t'|te |y |faire|répondre)/u,
    },
    {
      id: "declines",
      pattern:
        /(?<!\p{L})je (?:dois|préfère|me vois dans l'obligation de) (?:\p{L}+ )?(?:refuser|décliner|m'abstenir)(?!\p{L})|(?<!\p{L})je (?:refuse|décline|m'abstiens)(?!\p{L})/u,
    },
    {
      id: "guidelines",
      pattern:
        /(?<!\p{L})(?:contraires? à|va à l'encontre de|enfreint|contre) (?:mes|nos|les) (?:\p{L}+ ){0,2}?(?:principes|directives|règles|consignes|conditions)(?!\p{L})/u,
    },
  ],
  judges: [
    {
      id: "inappropriate",
      pattern:
        /(?<!\p{L})(?:il|ce|cela) (?:n'est|ne serait) pas (?:\p{L}+ )?(?:appropriée?|éthique|acceptable|convenable|légale?|correcte?|responsable)(?!\p{L})/u,
    },
    {
      id: "inappropriate",
      pattern:
        /(?<!\p{L})(?:c'est|cela est|ce serait|il est|il serait) (?:\p{L}+ )?(?:inappropriée?|contraire à l'éthique|illégale?|inacceptable|dangereux|immorale?)(?!\p{L})/u,
    },
  ],
};
