/**
 * The keys of a stream, one by one: of a terminal as they are pressed, without an echo, of a pipe its characters. An escape sequence (an arrow)
 * is one key. The terminal is as before when the loop over them ends.
 */
export async function* keysOf(stream: NodeJS.ReadStream): AsyncGenerator<string> {
  if (stream.isTTY) stream.setRawMode(true);
  stream.setEncoding("utf8");
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      const text = String(chunk);
      if (text.startsWith("\u001b")) yield text;
      else yield* text;
    }
  } finally {
    if (stream.isTTY) stream.setRawMode(false);
    // A stream that is read keeps the process alive.
    stream.pause();
    stream.unref();
  }
}
