import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Overview } from "../../api/index.ts";
import { Figure, RelativeTime } from "../../design/index.ts";
import { TracesLink } from "../../shell/traces-link.tsx";

/** The newest releases with their figures of the range; each figure opens what it counts. */
export function Releases({ releases }: { releases: Overview["releases"] }): ReactNode {
  return (
    <section className="overview-part">
      <h2>Newest releases</h2>
      {releases.length === 0 ? (
        <p className="muted">
          No span names its release. Set <code>service.version</code> on the resource, or mark a release by hand under{" "}
          <Link to="/settings/$section" params={{ section: "releases" }}>
            Settings
          </Link>
          .
        </p>
      ) : (
        <ul className="release-cards">
          {releases.map((one) => (
            <li key={one.release} className="release-card">
              <h3 className="one-line">
                <TracesLink filters={{ release: [one.release] }}>{one.release}</TracesLink>
              </h3>
              <p className="muted">
                first seen <RelativeTime time={one.firstSeenMs} />
              </p>
              {one.note !== undefined && <p>{one.note}</p>}
              <dl>
                <ReleaseFigure name="Traces" release={one.release} filters={{}} value={one.traces} unit="count" />
                <ReleaseFigure
                  name="Errors"
                  release={one.release}
                  filters={{ status: "error" }}
                  value={one.errorRate}
                  unit="share"
                />
                <ReleaseFigure
                  name="p95"
                  release={one.release}
                  filters={{ sort: "latency" }}
                  value={one.latencyP95Ms}
                  unit="ms"
                />
                <ReleaseFigure
                  name="Cost a trace"
                  release={one.release}
                  filters={{ sort: "cost" }}
                  value={one.costUsdPerTrace}
                  unit="usd"
                />
              </dl>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ReleaseFigure({
  name,
  release,
  filters,
  value,
  unit,
}: {
  name: string;
  release: string;
  filters: Record<string, string>;
  value: number | null;
  unit: "count" | "share" | "ms" | "usd";
}): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <TracesLink filters={{ release: [release], ...filters }}>
          <Figure value={value} unit={unit} />
        </TracesLink>
      </dd>
    </div>
  );
}
