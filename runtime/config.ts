export { loadConfig } from "./config/load-config.js";
export type { BufferSettings, ServerSettings, TimeoutSettings } from "./server/settings/server-settings.js";
