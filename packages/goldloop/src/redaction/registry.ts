import { assignedSecret } from "./assigned-secret.ts";
import { awsKey } from "./aws-key.ts";
import { creditCard } from "./credit-card.ts";
import type { Detector, DetectorGroup } from "./detector.ts";
import { email } from "./email.ts";
import { iban } from "./iban.ts";
import { ipAddress } from "./ip-address.ts";
import { jwt } from "./jwt.ts";
import { phone } from "./phone.ts";
import { privateKey } from "./private-key.ts";
import { providerKey } from "./provider-key.ts";
import { urlCredentials } from "./url-credentials.ts";
import { usSsn } from "./us-ssn.ts";

/** Every built-in detector. Where finds overlap, the kind of the earlier detector names the whole. */
export const detectors: readonly Detector[] = [
  privateKey,
  providerKey,
  awsKey,
  jwt,
  urlCredentials,
  assignedSecret,
  email,
  iban,
  creditCard,
  usSsn,
  ipAddress,
  phone,
];

/** Every kind that the built-in detectors of a group (or of both) report, sorted. */
export function kindsOf(group?: DetectorGroup): string[] {
  const chosen = group === undefined ? detectors : detectors.filter((d) => d.group === group);
  return [...new Set(chosen.flatMap((d) => d.kinds))].toSorted();
}

/** What no detector sees, for docs and the `limits` of scorers. */
export const notDetected =
  "Names, postal addresses, dates of birth, health and other data that only its meaning makes personal; national identity numbers other than US SSNs; anything in images, or encoded.";
