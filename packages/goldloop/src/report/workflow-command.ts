/** A command to GitHub's runner on a line of its own, whatever its properties and message hold. */
export function command(name: string, properties: Record<string, string>, message: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) => `${key}=${escapeData(value).replaceAll(":", "%3A").replaceAll(",", "%2C")}`,
  );
  return `::${name}${list.length === 0 ? "" : ` ${list.join(",")}`}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
