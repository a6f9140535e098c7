/**
 * Ports that speak TLS: the handshake, the certificate, and what was agreed on, from the start or asked for in clear text in
 * one of a few protocols. Fed with checks by {@code probe.kinds}; knows nothing that is said under TLS.
 */
@NullMarked
package dev.sonde.agent.probe.tls;

import org.jspecify.annotations.NullMarked;
