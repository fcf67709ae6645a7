import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { toastFault } from "./toast.tsx";
import "./snippet.css";

/** Text to be pasted elsewhere, with a button that copies it. */
export function Snippet({ label, code }: { label: string; code: string }): ReactNode {
  return (
    <figure className="snippet">
      <figcaption className="snippet-head">
        <span>{label}</span>
        <CopyButton text={code} label={`Copy ${label}`} />
      </figcaption>
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label, word = "Copy" }: { text: string; label: string; word?: string }): ReactNode {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await copyText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch (error) {
      toastFault(error);
    }
  }
  return (
    <Button small aria-label={label} onClick={() => void copy()}>
      <Icon name={copied ? "check" : "copy"} />
      <span aria-live="polite">{copied ? "Copied" : word}</span>
    </Button>
  );
}

/** The clipboard's modern interface exists on https and localhost only; elsewhere a selection is copied. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  (document.querySelector("dialog:modal") ?? document.body).append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("The browser did not allow copying. Select the text and copy it by hand.");
}
