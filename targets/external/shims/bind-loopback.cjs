// Holds a Node server that binds every interface to 127.0.0.1: `node --require bind-loopback.cjs …`.
"use strict";

const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function (...args) {
  const [first, ...rest] = args;
  if (typeof first === "object" && first !== null && "port" in first) {
    return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  }
  const anyPort = first === undefined || first === null || typeof first === "function";
  if (!anyPort && !/^\d+$/.test(String(first))) return listen.apply(this, args);
  const backlog = rest.find((argument) => typeof argument === "number");
  const callbacks = args.filter((argument) => typeof argument === "function");
  return listen.call(this, { port: anyPort ? 0 : Number(first), host: "127.0.0.1", backlog }, ...callbacks);
};
