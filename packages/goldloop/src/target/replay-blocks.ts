import type { FileHandle } from "node:fs/promises";

const blockBytes = 256 * 1024;
const mostBlocks = 8;

/**
 * Reads ranges of a file through a few large blocks: a run asks for outputs nearly in the order in which they stand, so
 * one read serves many. Ranges larger than a block are read on their own.
 */
export function createBlocks(handle: FileHandle): (offset: number, length: number) => Promise<Buffer> {
  const blocks = new Map<number, Promise<Buffer>>();

  const blockAt = (number: number): Promise<Buffer> => {
    const known = blocks.get(number);
    if (known !== undefined) {
      blocks.delete(number);
      blocks.set(number, known);
      return known;
    }
    const block = readAt(handle, number * blockBytes, blockBytes);
    blocks.set(number, block);
    block.catch(() => blocks.delete(number));
    const [oldest] = blocks.keys();
    if (blocks.size > mostBlocks && oldest !== undefined) blocks.delete(oldest);
    return block;
  };

  return async (offset, length) => {
    const first = Math.floor(offset / blockBytes);
    if (Math.floor((offset + length - 1) / blockBytes) !== first) return readAt(handle, offset, length);
    const start = offset - first * blockBytes;
    return (await blockAt(first)).subarray(start, start + length);
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
