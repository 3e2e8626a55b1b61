import { createApp } from "./app.js";

const address = await createApp().listen({ host: "127.0.0.1", port: Number(process.env["PORT"] ?? 3000) });
console.log(`metrics: ${address}/metrics`);
