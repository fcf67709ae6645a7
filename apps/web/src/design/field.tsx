import { type ComponentPropsWithRef, type ReactNode, useId } from "react";
import "./field.css";

interface Said {
  label: string;
  /** Below the control: what to enter, in what unit. */
  help?: ReactNode;
  /** Why what was entered is refused. */
  fault?: string | undefined;
  /** For a control in a bar: the label is for screen readers only. */
  labelHidden?: boolean;
}

function Around({
  id,
  label,
  help,
  fault,
  labelHidden,
  children,
}: Said & { id: string; children: ReactNode }): ReactNode {
  return (
    <div className="field">
      <label htmlFor={id} className={labelHidden === true ? "seen-by-readers" : "field-label"}>
        {label}
      </label>
      {children}
      {help !== undefined && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {fault !== undefined && (
        <p className="field-fault" id={`${id}-fault`}>
          <span aria-hidden="true">✗ </span>
          {fault}
        </p>
      )}
    </div>
  );
}

function described(id: string, { help, fault }: Said): { "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = [help === undefined ? [] : `${id}-help`, fault === undefined ? [] : `${id}-fault`].flat();
  return {
    ...(ids.length === 0 ? {} : { "aria-describedby": ids.join(" ") }),
    ...(fault === undefined ? {} : { "aria-invalid": true }),
  };
}

/** A labelled text input. Other attributes go to the input. */
export function Field({
  label,
  help,
  fault,
  labelHidden,
  ...rest
}: Said & Omit<ComponentPropsWithRef<"input">, "id">): ReactNode {
  const id = useId();
  return (
    <Around {...{ id, label, help, fault, labelHidden }}>
      <input type="text" {...rest} {...described(id, { label, help, fault })} id={id} className="control" />
    </Around>
  );
}

/** A labelled text area. */
export function TextArea({
  label,
  help,
  fault,
  labelHidden,
  ...rest
}: Said & Omit<ComponentPropsWithRef<"textarea">, "id">): ReactNode {
  const id = useId();
  return (
    <Around {...{ id, label, help, fault, labelHidden }}>
      <textarea {...rest} {...described(id, { label, help, fault })} id={id} className="control control-area" />
    </Around>
  );
}

/** A labelled native select. */
export function Select<V extends string>({
  label,
  help,
  fault,
  labelHidden,
  options,
  value,
  onChoose,
  ...rest
}: Said &
  Omit<ComponentPropsWithRef<"select">, "id" | "value" | "onChange"> & {
    options: readonly { value: V; label: string }[];
    value: V;
    onChoose: (value: V) => void;
  }): ReactNode {
  const id = useId();
  return (
    <Around {...{ id, label, help, fault, labelHidden }}>
      <select
        {...rest}
        {...described(id, { label, help, fault })}
        id={id}
        className="control control-select"
        value={value}
        onChange={(event) => onChoose(event.target.value as V)}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** A checkbox with its label beside it. */
export function Checkbox({
  label,
  children,
  ...rest
}: { label: ReactNode; children?: ReactNode } & Omit<ComponentPropsWithRef<"input">, "type">): ReactNode {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span className="check-label">{label}</span>
      {children}
    </label>
  );
}
