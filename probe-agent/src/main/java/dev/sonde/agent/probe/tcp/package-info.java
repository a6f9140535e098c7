/**
 * TCP ports: whether somebody listens, and a dialogue with whoever does, in clear text, over TLS, or going over to TLS on
 * the way. Fed with checks by {@code probe.kinds}; knows no protocol that is spoken on the port.
 */
@NullMarked
package dev.sonde.agent.probe.tcp;

import org.jspecify.annotations.NullMarked;
