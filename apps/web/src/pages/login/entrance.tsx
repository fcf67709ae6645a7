import type { ReactNode } from "react";
import "./login.css";

/** Frame of the pages before the login. */
export function Entrance({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <main className="entrance">
      <title>{`${title}: Goldloop`}</title>
      <div className="entrance-card">
        <p className="entrance-name">
          <img src="/icon.svg" alt="" width="28" height="28" /> Goldloop
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
