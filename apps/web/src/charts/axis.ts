/** Width of a chart's axis at the left in px: what stands below a chart keeps the same margin. */
export const axisPx = 64;
