// Starts the server over streamable HTTP on a free port of this machine alone, and says which.
import net from "node:net";

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function () {
  this.once("listening", () => console.log(`listening http://127.0.0.1:${this.address().port}/mcp`));
  return listen.call(this, 0, "127.0.0.1");
};
process.argv[2] = "streamableHttp";
await import("./node_modules/@modelcontextprotocol/server-everything/dist/index.js");
