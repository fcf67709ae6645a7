// JSON Schemas in the words of the reference.

/** What a key takes: `text`, `list of text`, the values of an enumeration. */
export function kindOf(option) {
  if (option.enum !== undefined) return option.enum.map((one) => `\`${one}\``).join(", ");
  if (option.const !== undefined) return `\`${option.const}\``;
  const inner = option.anyOf ?? option.oneOf;
  if (inner !== undefined) return [...new Set(inner.map(kindOf))].join(" or ");
  if (option.type === "array")
    return `list of ${option.items === undefined || option.items === false ? "anything" : kindOf(option.items)}`;
  if (isMap(option)) return "map";
  if (option.type === "string") return "text";
  return option.type === undefined ? "any JSON" : Array.isArray(option.type) ? option.type.join(" or ") : option.type;
}

/** Whether the keys of an object are the user's own. */
export function isMap(form) {
  return form.type === "object" && typeof form.additionalProperties === "object" && form.properties === undefined;
}

/** A text that stays in its cell of a Markdown table. */
export function cell(words) {
  return words.replaceAll("|", "\\|").replaceAll("\n", " ");
}
