const placeholder =
  /^(?:[x*.•_-]+$|<|\$|%|\{|\[|\(|your|my[-_]|some[-_]|the[-_]|a[-_]|example|sample|test$|dummy|fake|placeholder|change[-_]?me|insert|replace|redacted|removed|hidden|masked|null$|none$|nil$|true$|false$|undefined$|string$|password$|secret$|token$|process\.|os\.|env[.(:]|getenv|import\.|config\.|self\.|this\.|secrets\.|https?:|vault:|arn:|file:|ref:)/i;

/** Whether a value stands in the place of a secret: a variable, an instruction, asterisks. */
export function isPlaceholder(value: string): boolean {
  return placeholder.test(value);
}
