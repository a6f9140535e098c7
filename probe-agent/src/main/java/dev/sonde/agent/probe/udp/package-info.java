/**
 * UDP ports: datagrams sent, and the answers to them. Fed with checks by {@code probe.kinds}; knows no protocol that is
 * spoken on the port.
 */
@NullMarked
package dev.sonde.agent.probe.udp;

import org.jspecify.annotations.NullMarked;
