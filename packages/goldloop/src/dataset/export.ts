import type { Dataset, FormatName } from "./dataset.ts";
import { formatNamed } from "./formats/registry.ts";

/**
 * The dataset as the text of a file in another format, in the order of the file. It has the same digest when it is read again.
 * Throws an InputError `unknown-format`, and InputErrors `not-representable` that name every example and field that CSV cannot hold (it has strings
 * only, no context, scorers, attachments or origin, and cannot tell empty from absent).
 */
export function exportDataset(dataset: Dataset, format: FormatName): string {
  return formatNamed(format).write(dataset);
}
