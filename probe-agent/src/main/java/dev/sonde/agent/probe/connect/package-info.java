/**
 * One dial: a fresh TCP connection and a full TLS handshake, with the instants of both and the peer's certificate kept
 * whether they succeed or not. Holds the transport that the roots give to Vert.x. Fed by the protocols' probes; knows
 * nothing of what is spoken over the connection.
 */
@NullMarked
package dev.sonde.agent.probe.connect;

import org.jspecify.annotations.NullMarked;
