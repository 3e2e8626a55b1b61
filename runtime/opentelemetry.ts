export { exemplarsFromActiveSpan } from "./opentelemetry/active-span-exemplars.js";
