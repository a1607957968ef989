/** Light, dark, or as the system says. */
import { keepPlain, recallPlain } from "../kit/storage";

export type Theme = "system" | "light" | "dark";

function kept(): Theme {
  const said = recallPlain("theme");
  return said === "light" || said === "dark" ? said : "system";
}

const state = $state<{ theme: Theme }>({ theme: kept() });

export const look = {
  get theme(): Theme {
    return state.theme;
  },
  set theme(theme: Theme) {
    state.theme = theme;
    keepPlain("theme", theme === "system" ? null : theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  },
};
