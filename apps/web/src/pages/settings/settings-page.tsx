import { getRouteApi, Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Field } from "../../design/index.ts";
import { PageTitle } from "../../shell/page-title.tsx";
import { useView } from "../../shell/view.ts";
import { Audit } from "./audit/audit.tsx";
import { Keys } from "./keys/keys.tsx";
import { People } from "./people/people.tsx";
import { Prices } from "./prices/prices.tsx";
import { RedactionSection } from "./redaction/redaction-section.tsx";
import { ReviewSection } from "./review/review-section.tsx";
import { ReleaseMarkers } from "./release-markers.tsx";
import { Retention } from "./retention.tsx";
import { type SectionId, sectionsWith, settingsSections } from "./sections.ts";
import { ServerValues } from "./server-values.tsx";
import "./settings.css";

const route = getRouteApi("/shell/settings/$section");

const contents: Readonly<Record<SectionId, (props: { project: string; sought: string }) => ReactNode>> = {
  keys: Keys,
  people: People,
  redaction: RedactionSection,
  retention: Retention,
  review: ReviewSection,
  prices: Prices,
  releases: ReleaseMarkers,
  audit: Audit,
  server: ServerValues,
};

/** Settings of the project and of the server: a list that can be searched, and the part that was chosen. */
export function SettingsPage(): ReactNode {
  const { section } = route.useParams();
  const { project } = useView();
  const [sought, setSought] = useState("");
  const shown = sectionsWith(sought);
  const chosen = settingsSections.find((one) => one.id === section);
  const Content = contents[section];
  const list = useRef<HTMLElement>(null);
  // On a phone the list is a row that scrolls.
  useEffect(() => {
    list.current?.querySelector(".active")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [section]);
  return (
    <div className="settings">
      <PageTitle title={`${chosen?.label}, settings`} />
      <div className="settings-list">
        <Field
          label="Search the settings"
          labelHidden
          type="search"
          placeholder="Search the settings"
          data-filter
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
        <nav aria-label="Settings" ref={list}>
          <ul>
            {shown.map((one) => (
              <li key={one.id}>
                <Link
                  to="/settings/$section"
                  params={{ section: one.id }}
                  className="settings-link"
                  activeOptions={{ includeSearch: false }}
                >
                  {one.label}
                </Link>
              </li>
            ))}
          </ul>
          {shown.length === 0 && <p className="muted">No setting goes by these words.</p>}
        </nav>
      </div>
      <div className="settings-part">
        <h1>{chosen?.label}</h1>
        <Content key={project} project={project} sought={sought} />
      </div>
    </div>
  );
}
