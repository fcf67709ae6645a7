import { open } from "node:fs/promises";

const pieceBytes = 1 << 17;

/**
 * The bytes of a file in pieces. They share one buffer, so that a piece holds only until the next is asked for: a stream
 * would leave a buffer for each behind, which the collector hardly sees, and a large run's files are read several times.
 */
export async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafeSlow(pieceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
