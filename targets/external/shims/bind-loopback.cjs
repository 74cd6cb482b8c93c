// Holds a Node server that binds every interface to 127.0.0.1: `node --require bind-loopback.cjs …`.
// One that takes no port, because its number is written in it, listens on LISTEN_PORT where that is set.
"use strict";

const { Server } = require("node:net");

const listen = Server.prototype.listen;
const forced = process.env.LISTEN_PORT;

Server.prototype.listen = function (...args) {
  const [first, ...rest] = args;
  if (typeof first === "object" && first !== null && "port" in first) {
    return listen.call(this, { ...first, port: Number(forced ?? first.port), host: "127.0.0.1" }, ...rest);
  }
  const anyPort = first === undefined || first === null || typeof first === "function";
  if (!anyPort && !/^\d+$/.test(String(first))) return listen.apply(this, args);
  const port = Number(forced ?? (anyPort ? 0 : first));
  const backlog = rest.find((argument) => typeof argument === "number");
  const callbacks = args.filter((argument) => typeof argument === "function");
  return listen.call(this, { port, host: "127.0.0.1", backlog }, ...callbacks);
};
