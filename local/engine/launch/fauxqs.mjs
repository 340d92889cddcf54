// Starts fauxqs on the loopback interface: its own command listens on all of them.
import { buildApp } from "fauxqs";

const app = buildApp({ logger: false, host: "127.0.0.1" });
console.log("listening on " + (await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" })));
