import { type ReactNode, useEffect, useId, useRef } from "react";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { Toasts } from "./toast.tsx";
import "./dialog.css";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Buttons along the bottom. */
  actions?: ReactNode;
}

/** A modal dialog in the middle. It is open while it is rendered; Escape and a click outside close it. */
export function Dialog(props: DialogProps & { wide?: boolean }): ReactNode {
  return <Modal {...props} className={props.wide === true ? "dialog dialog-wide" : "dialog"} />;
}

/** A modal panel from the side, the whole page at 390 px: facets, filters. */
export function Sheet(props: DialogProps): ReactNode {
  return <Modal {...props} className="dialog sheet" />;
}

function Modal({ title, onClose, children, actions, className }: DialogProps & { className: string }): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={className}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="dialog-inside">
        <div className="dialog-head">
          <h2 id={id}>{title}</h2>
          <IconButton label="Close" onClick={onClose}>
            <Icon name="close" />
          </IconButton>
        </div>
        <div className="dialog-body">{children}</div>
        {actions !== undefined && <div className="dialog-actions">{actions}</div>}
      </div>
      <Toasts />
    </dialog>
  );
}
