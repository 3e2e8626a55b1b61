export { loadConfig } from "./config/load-config.js";
export type { ServerSettings } from "./server/settings/server-settings.js";
