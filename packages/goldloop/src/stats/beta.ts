import { stirlingError } from "./log-gamma.ts";

/** x ln(x / m) + m - x without cancellation where x is near m. Loader, "Fast and accurate computation of binomial probabilities", 2000. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 3; ; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/** x^a y^b / B(a, b), y = 1 - x, by Loader's saddle point. */
function power(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const exponent = stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.exp(exponent) * Math.sqrt((a * b) / (n * 2 * Math.PI));
}

/** Lentz's evaluation of the continued fraction of the incomplete beta function. Press et al., Numerical Recipes, 6.4. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/**
 * The regularised incomplete beta function I_x(a, b), a, b > 0. `y` is 1 - x: pass it where x is close to 1 and
 * 1 - x is known better. Agrees with scipy to about 1e-13.
 */
export function regularizedBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (!(x > 0)) return 0;
  if (!(y > 0)) return 1;
  if (x <= (a + 1) / (a + b + 2)) return (power(x, y, a, b) * fraction(x, a, b)) / a;
  return 1 - (power(x, y, a, b) * fraction(y, b, a)) / b;
}

/** The p-quantile of the beta distribution, a, b > 0 (fractions too): Newton's steps kept inside a shrinking bracket. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0)) return 0;
  if (!(p < 1)) return 1;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200; i++) {
    const error = regularizedBeta(x, a, b) - p;
    if (error > 0) high = x;
    else low = x;
    const step = (error * x * (1 - x)) / power(x, 1 - x, a, b);
    let next = x - step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15 * x) return next;
    x = next;
  }
  return x;
}
