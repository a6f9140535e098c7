/**
 * ICMP echoes over raw sockets, or over the system's ping sockets where those are permitted. Fed by whoever pings; knows
 * nothing of names.
 */
@NullMarked
package dev.sonde.agent.probe.icmp;

import org.jspecify.annotations.NullMarked;
