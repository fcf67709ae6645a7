/**
 * How often something that ends at a random moment is tried: `few` times with every test run, `many` times where
 * GOLDLOOP_TEST_THOROUGH is set, which takes minutes.
 */
export function rounds(few: number, many: number): number {
  return (process.env["GOLDLOOP_TEST_THOROUGH"] ?? "") === "" ? few : many;
}
