import type { ReactNode } from "react";
import { Icon, type IconName, Menu, MenuItem } from "../design/index.ts";
import { setTheme, type Theme, useTheme } from "./theme.ts";

const themes: readonly { value: Theme; label: string; icon: IconName }[] = [
  { value: "system", label: "As the system", icon: "system" },
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
];

/** Light, dark, or as the system says; kept in this browser. */
export function ThemeMenu(): ReactNode {
  const theme = useTheme();
  return (
    <Menu
      label="Theme"
      bare
      side="right"
      button={<Icon name={themes.find((one) => one.value === theme)?.icon ?? "system"} />}
    >
      {(close) =>
        themes.map((one) => (
          <MenuItem
            key={one.value}
            pressed={one.value === theme}
            onClick={() => {
              setTheme(one.value);
              close();
            }}
          >
            {one.label}
          </MenuItem>
        ))
      }
    </Menu>
  );
}
