import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Icon, IconButton, Sheet } from "../design/index.ts";
import { ChoiceList, ChoiceMenu } from "./choice-menu.tsx";
import { openPalette } from "./open-palette.ts";
import { PersonMenu } from "./person-menu.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { RangeChoice, RangeMenu } from "./range-menu.tsx";
import { ThemeMenu } from "./theme-menu.tsx";
import { renewView } from "./view.ts";
import "./bar.css";

/** Along the top: what is looked at (project, environment, release, time), search, theme, person. */
export function Bar(): ReactNode {
  const client = useQueryClient();
  const [sheet, setSheet] = useState(false);
  return (
    <header className="bar">
      <ProjectMenu />
      <div className="bar-wide">
        <ChoiceMenu name="environment" all="All environments" />
        <ChoiceMenu name="release" all="All releases" />
        <RangeMenu />
        <IconButton
          label="Renew"
          onClick={() => {
            renewView();
            void client.invalidateQueries();
          }}
        >
          <Icon name="renew" />
        </IconButton>
      </div>
      <div className="bar-narrow">
        <IconButton label="Environment, release, time" aria-haspopup="dialog" onClick={() => setSheet(true)}>
          <Icon name="filter" />
        </IconButton>
      </div>
      <div className="bar-end">
        <button type="button" className="button bar-find" onClick={openPalette}>
          <Icon name="search" />
          <span className="bar-find-word">Find</span> <span className="seen-by-readers">anything</span>
          <kbd aria-hidden="true">Ctrl K</kbd>
        </button>
        <ThemeMenu />
        <PersonMenu />
      </div>
      {sheet && <ViewSheet onClose={() => setSheet(false)} />}
    </header>
  );
}

function ViewSheet({ onClose }: { onClose: () => void }): ReactNode {
  return (
    <Sheet title="What you look at" onClose={onClose}>
      <section className="view-part">
        <h3>Time</h3>
        <RangeChoice onChosen={onClose} />
      </section>
      <section className="view-part">
        <h3>Environment</h3>
        <ChoiceList name="environment" />
      </section>
      <section className="view-part">
        <h3>Release</h3>
        <ChoiceList name="release" />
      </section>
    </Sheet>
  );
}
