/**
 * WebSockets: the upgrade of an HTTP/1.1 connection, and a dialogue in messages. Fed with checks by {@code probe.kinds};
 * knows no subprotocol.
 */
@NullMarked
package dev.sonde.agent.probe.websocket;

import org.jspecify.annotations.NullMarked;
